"""What the bytes of a heap are: code, strings, arrays, memory outside of the engine's own.

DevTools' rules: `calculateStatistics` in `HeapSnapshot.ts` of its heap_snapshot_worker.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from perfview.heaps.measures.names import ids_of
from perfview.heaps.study import Study
from perfview.kernels.grouping import sum_by
from perfview.kernels.sole_links import first_targets, met_once

_TEXTS = ("string", "concatenated string", "sliced string")


@dataclass(frozen=True)
class Statistics:
    """Bytes of a heap by what they are.

    total_bytes: all there is. native_bytes: outside of the engine's heap, with what the recorder
    counts without objects; typed_array_bytes: of those the contents of array buffers. The other
    parts are within the engine's heap: code_bytes, string_bytes, array_bytes (arrays of the
    program, with what stores their elements), system_bytes.
    """

    total_bytes: int
    native_bytes: int
    typed_array_bytes: int
    code_bytes: int
    string_bytes: int
    array_bytes: int
    system_bytes: int

    @property
    def managed_bytes(self) -> int:
        """Within the engine's heap."""
        return self.total_bytes - self.native_bytes

    @property
    def other_native_bytes(self) -> int:
        """Outside of the engine's heap, but no contents of array buffers."""
        return self.native_bytes - self.typed_array_bytes

    @property
    def other_managed_bytes(self) -> int:
        """Within the engine's heap, but none of the other parts: the program's own objects."""
        known = self.code_bytes + self.string_bytes + self.array_bytes + self.system_bytes
        return self.managed_bytes - known


def statistics(study: Study) -> Statistics:
    """What the bytes of a heap are."""
    return study.once("statistics", lambda: _statistics(study))


def _statistics(study: Study) -> Statistics:
    graph = study.graph
    own = study.self_bytes
    by_kind = sum_by(graph.nodes.kind.astype(np.int32), own, 256)

    def of(*kinds: str) -> int:
        known = [graph.node_kind(kind) for kind in kinds if kind in graph.node_kinds]
        return int(by_kind[known].sum())

    return Statistics(
        total_bytes=int(own.sum()) + graph.extra_native_bytes,
        native_bytes=of("native") + graph.extra_native_bytes,
        typed_array_bytes=_buffer_bytes(study),
        code_bytes=of("code"),
        string_bytes=of(*_TEXTS),
        array_bytes=_array_bytes(study),
        system_bytes=of("hidden"),
    )


def _buffer_bytes(study: Study) -> int:
    """Contents of array buffers; what is detached goes by another name in DevTools."""
    nodes = study.graph.nodes
    rows = np.flatnonzero(np.isin(nodes.name, ids_of(study, "system / JSArrayBufferData")))
    rows = rows[nodes.kind[rows] == study.graph.node_kind("native")]
    if len(nodes.detachedness):
        rows = rows[study.detachedness[rows] != 2]
    return int(study.self_bytes[rows].sum())


def _array_bytes(study: Study) -> int:
    """Arrays, with the stores of their elements that nobody else refers to."""
    graph, nodes, edges = study.graph, study.graph.nodes, study.graph.edges
    others = [graph.node_kind(kind) for kind in ("hidden", "native", "code", *_TEXTS)]
    rows = np.flatnonzero(np.isin(nodes.name, ids_of(study, "Array"))).astype(np.int32)
    rows = rows[~np.isin(nodes.kind[rows], others)]
    total = int(study.self_bytes[rows].sum())
    links = nodes.first_edge, edges.kind, edges.name, edges.target
    for label in ids_of(study, "elements").tolist():
        stores = first_targets(rows, links, graph.edge_kind("internal"), label)
        stores = stores[stores >= 0]
        total += int(study.self_bytes[stores[met_once(stores, edges.target, len(nodes))]].sum())
    return total
