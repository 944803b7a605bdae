"""V8's sampling heap profiler: who allocated what is still alive."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.json_records import NUMBER
from perfview.profiles.model import Metrics, ProfileModel, Samples, Stacks
from perfview.profiles.readers.v8.functions import frames_of, functions_of
from perfview.profiles.readers.v8.lookup import NodeIds
from perfview.profiles.readers.v8.nested import nested_nodes, whole
from perfview.profiles.readers.v8.recorded import Nodes, Owner
from perfview.profiles.readers.v8.threads import threads_of
from perfview.profiles.readers.v8.tree import tree_of
from perfview.recording.errors import UnreadableInput
from perfview.recording.json_views import JsonDocument, load_json, report_of
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source
from perfview.recording.strings import StringTable

_DEPTH_LIMIT = 128
"""Frames kept unless asked for otherwise: `HeapProfiler.startSampling` passes
`kDefaultStackDepth` (v8/src/inspector/v8-heap-profiler-agent-impl.cc)."""


def read_allocations(source: Source, progress: Progress) -> tuple[ProfileModel, ImportReport]:
    """The model: a sample a node, with its bytes and how many sampled objects it stands for.

    Raises `Cancelled`, and `UnreadableInput` when there is no tree.
    """
    document = load_json(source, progress, "Reading allocations")
    head = document.root.get("head") or document.root.get("profile").get("head")
    nodes = nested_nodes(head, "selfSize")
    if not len(nodes):
        raise UnreadableInput(
            "No node of the allocation tree could be read",
            remedy="Check that the file was written completely.",
        )
    ids = NodeIds(nodes.profile, nodes.id, 1)
    counts, lost = _sampled(document, nodes, ids)
    report = report_of(source, document)
    report.note(
        "unknown-samples",
        lost,
        "Samples name nodes that are not in the file; they are in none of its sizes either.",
    )
    return _model(nodes, ids, counts, report), report


def _sampled(document: JsonDocument, nodes: Nodes, ids: NodeIds) -> tuple[NDArray[np.float64], int]:
    """How many samples each node has, float64 (n), none where the file does not list them; and how
    many samples are of no node."""
    listed = document.root.get("samples") or document.root.get("profile").get("samples")
    if not listed:
        return np.zeros(0), 0
    node = whole(listed.records({"nodeId": NUMBER}).numbers(0))
    row = ids.rows(np.zeros(len(node), np.int32), node)
    counts = np.bincount(row[row >= 0], minlength=len(nodes)).astype(np.float64)
    return counts, int(np.count_nonzero(row < 0))


def _model(
    nodes: Nodes, ids: NodeIds, counts: NDArray[np.float64], report: ImportReport
) -> ProfileModel:
    named = functions_of(nodes)
    tree = tree_of(nodes, ids, named, report)
    kept = nodes.hits > 0
    if len(counts):
        kept |= counts > 0
    row = np.flatnonzero(kept)
    space = nodes.hits[row].astype(np.float64)
    # What was collected meanwhile is not in it, unless the recorder was told otherwise.
    weights, names, units = [space], ["inuse_space"], ["bytes"]
    if len(counts):
        weights.append(counts[row])
        names.append("samples")
        units.append("count")
    report.rows = len(row)
    report.note("no-samples", int(not len(row)), "Nothing was allocated while it was recorded.")
    threads = threads_of([Owner("main")], np.zeros(1, np.int64), nodes.texts)
    return ProfileModel(
        strings=StringTable(*nodes.texts.packed()),
        functions=named.functions,
        frames=frames_of(len(named.functions)),
        stacks=Stacks(tree.parent, tree.function),
        samples=Samples(tree.stack[row], np.array([0, len(row)], np.int64)),
        threads=threads,
        metrics=Metrics(names, units, np.concatenate(weights)),
        made_by="V8",
        depth_limit=_DEPTH_LIMIT,
    )
