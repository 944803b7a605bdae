"""V8's tree of allocation stacks to a profile: what was allocated, and what of it is alive."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.interning import Interner
from perfview.profiles.model import Metrics, ProfileModel, Samples, Stacks
from perfview.profiles.readers.v8.allocation_lists import (
    FUNCTIONS,
    NODES,
    AllocationLists,
    read_lists,
)
from perfview.profiles.readers.v8.functions import frames_of, functions_of
from perfview.profiles.readers.v8.lookup import NodeIds
from perfview.profiles.readers.v8.recorded import Nodes, Owner
from perfview.profiles.readers.v8.schema import NOT_GIVEN
from perfview.profiles.readers.v8.threads import threads_of
from perfview.profiles.readers.v8.tree import tree_of
from perfview.recording.errors import UnreadableInput
from perfview.recording.json_stream import Stream
from perfview.recording.number_trees import Tree
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source
from perfview.recording.strings import StringTable

METRICS = ("alloc_objects", "alloc_space", "inuse_objects", "inuse_space")
"""As pprof calls them: allocated while it was recorded, and what of it is alive at the end."""
_UNITS = ("count", "bytes", "count", "bytes")
_DEPTH_LIMIT = 64
"""Frames of a stack that are kept: `AllocationTracker::kMaxAllocationTraceLength`
(v8/src/profiler/allocation-tracker.h)."""
_OUTSIDE = b"(no JavaScript)"
_LIKELY_RATIO = 8
_MOST = (1 << 31) - 2


def read_allocation_tree(source: Source, progress: Progress) -> tuple[ProfileModel, ImportReport]:
    """The model: a sample a stack. Raises `Cancelled`, and `UnreadableInput` without a tree."""
    total = source.size if source.compression else source.content_size
    progress.report("Reading allocations", bytes_done=0, bytes_total=total)

    def tell(position: int) -> None:
        progress.report(bytes_done=source.consumed if source.compression else position)

    most = source.content_size or _LIKELY_RATIO * source.size
    found = read_lists(Stream(source.open_at()), most, tell)
    tree = found.tree
    if tree is None or not len(tree) or not {"id", "function_info_index"} <= set(tree.names):
        raise UnreadableInput(
            "No allocation stacks could be read",
            offset=max(found.broken, 0),
            remedy="Record with stack traces of allocations, or open the file as heaps.",
        )
    report = ImportReport(rows=len(tree), complete=found.broken < 0)
    if found.broken >= 0:
        report.read_bytes, report.total_bytes = found.broken, source.content_size
    return _model(found, tree, report), report


def _model(found: AllocationLists, tree: Tree, report: ImportReport) -> ProfileModel:
    nodes = _nodes(found, tree, report)
    ids = NodeIds(nodes.profile, nodes.id, 1)
    named = functions_of(nodes)
    stacks = tree_of(nodes, ids, named, report)
    by_stack = np.vstack([_made(tree, "count"), _made(tree, "size"), *_alive(found, tree)])
    outside = by_stack[:, stacks.stack[:-1] < 0].sum(axis=1, keepdims=True)
    counts = np.hstack([np.where(stacks.stack[:-1] >= 0, by_stack, 0), outside])
    row = np.flatnonzero(counts.any(axis=0))
    report.rows = len(row)
    report.note("no-samples", int(not len(row)), "Nothing was allocated while it was recorded.")
    threads = threads_of([Owner("main")], np.zeros(1, np.int64), nodes.texts)
    return ProfileModel(
        strings=StringTable(*nodes.texts.packed()),
        functions=named.functions,
        frames=frames_of(len(named.functions)),
        stacks=Stacks(stacks.parent, stacks.function),
        samples=Samples(stacks.stack[row], np.array([0, len(row)], np.int64)),
        threads=threads,
        metrics=Metrics(
            list(METRICS), list(_UNITS), counts[:, row].astype(np.float64).ravel(), len(METRICS) - 1
        ),
        made_by="V8",
        depth_limit=_DEPTH_LIMIT,
    )


def _made(tree: Tree, name: str) -> NDArray[np.int64]:
    """What was allocated by each stack, as the file sums it; int64, 0 when it does not."""
    return tree.column(name) if name in tree.names else np.zeros(len(tree), np.int64)


def _alive(found: AllocationLists, tree: Tree) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Objects and bytes that are alive and were allocated by each stack, as DevTools counts them
    (`AllocationProfile` in HeapSnapshot.ts); zeros where nodes do not name their stack."""
    none = np.zeros(len(tree), np.int64)
    columns = found.lists.get(NODES)
    if columns is None or "trace_node_id" not in columns or "self_size" not in columns:
        return none, none
    trace, size = columns["trace_node_id"], columns["self_size"]
    tracked = np.flatnonzero(trace)
    ids = tree.column("id")
    order = np.argsort(ids, kind="stable")
    at = np.searchsorted(ids[order], trace[tracked].astype(np.int64))
    at = np.minimum(at, len(ids) - 1)
    known = ids[order][at] == trace[tracked]
    stack, sizes = order[at[known]], size[tracked[known]]
    count = np.bincount(stack, minlength=len(tree)).astype(np.int64)
    total = np.zeros(len(tree), np.int64)
    np.add.at(total, stack, sizes)
    return count, total


def _nodes(found: AllocationLists, tree: Tree, report: ImportReport) -> Nodes:
    """The stacks as nodes of a call tree, their rows as ids, and one more that stands for what was
    allocated while no JavaScript ran: the file's root, which is no frame."""
    n, texts = len(tree), Interner()
    infos = found.lists.get(FUNCTIONS)
    known = infos.room if infos is not None else 0
    place = tree.column("function_info_index")
    lost = (place < 0) | (place >= known)
    report.note(
        "unknown-functions",
        int(np.count_nonzero(lost)),
        "Allocation stacks name functions that are not in the file; they have no name.",
    )
    place = np.where(lost, known, place)

    def said(name: str) -> NDArray[np.int64]:
        column = np.full(known + 1, -1, np.int64)
        if infos is not None and name in infos:
            column[:known] = infos[name]
        return column

    # V8 counts these lines and columns from 1 and writes 0 for none; nodes count from 0.
    line = np.clip(said("line"), 0, _MOST) - 1
    column = np.clip(said("column"), 0, _MOST) - 1
    none64, none32 = np.zeros(0, np.int64), np.zeros(0, np.int32)
    place = np.append(place, known)
    parent = np.append(
        np.where(tree.parent >= 0, tree.parent.astype(np.int64), NOT_GIVEN), NOT_GIVEN
    )
    name = _texts(said("name"), found, texts)[place]
    name[n] = texts.add(_OUTSIDE)
    return Nodes(
        texts=texts,
        profile=np.zeros(n + 1, np.int32),
        id=np.arange(n + 1, dtype=np.int64),
        parent=parent,
        line=line[place],
        column=column[place],
        hits=np.zeros(n + 1, np.int64),
        name=name,
        url=_texts(said("script_name"), found, texts)[place],
        code_type=np.full(n + 1, -1, np.int32),
        deopt=np.full(n + 1, -1, np.int32),
        child=none64,
        child_of=none32,
        tick_node=none32,
        tick_line=none64,
        ticks=none64,
    )


def _texts(ids: NDArray[np.int64], found: AllocationLists, texts: Interner) -> NDArray[np.int32]:
    """Texts of the file's table by their numbers, taken into `texts`: int32, -1 for none."""
    if found.texts is None:
        return np.full(len(ids), -1, np.int32)
    lengths, arena = found.texts.lengths, found.texts.arena
    ends = np.cumsum(lengths, dtype=np.int64)
    taken = np.full(len(ids), -1, np.int32)
    for row, text in enumerate(ids.tolist()):
        if 0 <= text < len(lengths):
            end = int(ends[text])
            taken[row] = texts.add(arena[end - int(lengths[text]) : end].tobytes())
    return taken
