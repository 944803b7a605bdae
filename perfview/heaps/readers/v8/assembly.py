"""The lists of a snapshot to a heap: indices that lead nowhere are taken out, and counted."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.findings.quantities import plural
from perfview.heaps.model import (
    AllocationStacks,
    Graph,
    HeapModel,
    IdSamples,
    Locations,
    Nodes,
)
from perfview.heaps.readers.v8.damage import AGAIN
from perfview.heaps.readers.v8.layout import MOST_BYTES, Layout
from perfview.heaps.readers.v8.names import MISSING, named, of_known_kinds
from perfview.heaps.readers.v8.parts import EDGES, FUNCTIONS, LOCATIONS, NODES, SAMPLES, Parts
from perfview.heaps.readers.v8.references import share_out
from perfview.heaps.readers.v8.stacks import stacks_of, traces_of
from perfview.kernels.listed_columns import ListedColumns
from perfview.recording.errors import UnreadableInput
from perfview.recording.report import ImportReport

_MOST32 = (1 << 31) - 1
_DETACHED = 2
_MOST_SUM = 1 << 62
_MOST_US = (1 << 62) // 1000


def assemble(parts: Parts, layout: Layout, report: ImportReport) -> HeapModel:
    """The model of what was read; takes the columns out of `parts` and notes what is odd.

    Raises `UnreadableInput` where the edges make no sense.
    """
    columns = parts.lists[NODES]
    first, edges = share_out(columns.take("edge_count"), parts.lists[EDGES], report)
    name = columns.take("name")
    strings, wrong = named(name, edges, layout.edge_kinds, parts.texts)
    report.note(
        "name-missing",
        wrong,
        f"{plural(wrong, 'name')} of nodes and edges {'is' if wrong == 1 else 'are'} beyond the"
        f" table of strings, shown as “{MISSING}”.",
    )
    kind = columns.take("type")
    node_kinds = of_known_kinds(kind, layout.node_kinds, "node", report)
    edge_kinds = of_known_kinds(edges.kind, layout.edge_kinds, "edge", report)
    stacks, trace = _allocations(parts, columns, len(strings))
    nodes = Nodes(
        kind,
        name.view(np.int32),
        columns.take("id"),
        _sizes(columns.take("self_size"), report),
        first,
        _detachedness(columns),
        trace,
    )
    graph = Graph(
        nodes,
        edges,
        node_kinds,
        edge_kinds,
        layout.root if layout.root < len(nodes) else 0,
        _locations(parts.lists.get(LOCATIONS), len(nodes)),
        stacks,
        _samples(parts.lists.get(SAMPLES)),
        layout.extra_native_bytes,
    )
    return HeapModel(strings, graph, made_by="V8")


def _sizes(size: NDArray[np.int64], report: ImportReport) -> NDArray[np.int64]:
    """The sizes, without those that no memory can hold: sums would be beyond all numbers.

    Raises `UnreadableInput` where the others still are.
    """
    greatest = int(size.max())
    if greatest <= MOST_BYTES and greatest * len(size) <= _MOST_SUM:
        return size
    huge = size > MOST_BYTES
    size[huge] = 0
    wrong = int(np.count_nonzero(huge))
    report.note(
        "huge-size",
        wrong,
        f"{plural(wrong, 'node')} {'says' if wrong == 1 else 'say'} to be larger than any memory;"
        f" {'its size is' if wrong == 1 else 'their sizes are'} taken as 0.",
    )
    if float(size.sum(dtype=np.float64)) > _MOST_SUM:
        raise UnreadableInput("Together its objects are larger than any memory", remedy=AGAIN)
    return size


def _detachedness(columns: ListedColumns) -> NDArray[np.uint8]:
    """As recorded; what is neither attached nor detached is unknown."""
    if "detachedness" not in columns:
        return np.zeros(0, np.uint8)
    found: NDArray[np.uint8] = columns.take("detachedness")
    found[found > _DETACHED] = 0
    return found


def _allocations(
    parts: Parts, columns: ListedColumns, texts: int
) -> tuple[AllocationStacks, NDArray[np.int32]]:
    """The allocation stacks and each node's, none where nothing was tracked."""
    if parts.tree is None or len(parts.tree) == 0:
        return AllocationStacks(), np.zeros(0, np.int32)
    stacks = stacks_of(parts.tree, parts.lists.get(FUNCTIONS), texts)
    if "trace_node_id" not in columns:
        return stacks, np.zeros(0, np.int32)
    return stacks, traces_of(columns.take("trace_node_id"), parts.tree)


def _locations(columns: ListedColumns | None, nodes: int) -> Locations:
    if columns is None or "object_index" not in columns or "script_id" not in columns:
        return Locations()
    node = columns["object_index"]
    fine = node < nodes
    return Locations(
        node[fine].astype(np.int32),
        columns["script_id"][fine],
        *(_from_one(columns, name, fine) for name in ("line", "column")),
    )


def _from_one(columns: ListedColumns, name: str, fine: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Lines or columns counted from 1 where the file counts from 0; 0 for unknown."""
    found = np.zeros(int(np.count_nonzero(fine)), np.int32)
    if name in columns:
        found[:] = np.clip(columns[name][fine], -1, _MOST32 - 1) + 1
    return found


def _samples(columns: ListedColumns | None) -> IdSamples:
    if columns is None or "timestamp_us" not in columns or "last_assigned_id" not in columns:
        return IdSamples()
    stamps = np.clip(columns["timestamp_us"], 0, _MOST_US) * 1000
    return IdSamples(stamps, columns["last_assigned_id"].copy())
