"""Which edges keep alive, who refers to a node, and how far from the roots everything is.

DevTools' rules, see `HeapSnapshot.ts` of its heap_snapshot_worker.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.measures.edges import edges_into as edges_into
from perfview.heaps.measures.edges import edges_of, weak_edges
from perfview.heaps.measures.edges import source_of as source_of
from perfview.heaps.measures.ephemerons import ephemerons
from perfview.heaps.measures.names import ids_of, nodes_named
from perfview.heaps.measures.roots import page_entries, user_roots
from perfview.kernels.bit_rows import bits_of, clear_bits, flags_of, set_bits
from perfview.kernels.breadth_first import PairedEdges, Wave
from perfview.kernels.choosing_edges import CLOSED, FROM_ROOT, choose_edges
from perfview.kernels.flooding import flood
from perfview.kernels.transposing import transpose

if TYPE_CHECKING:
    from perfview.heaps.study import Study

SYSTEM_DISTANCE = 100_000_000
"""The root's distance where there are user roots: what only it reaches comes after all else."""

_NUMBER = re.compile(r"\s*([+-]?\d+)")
_NOTHING = np.zeros(0, np.uint8)


@dataclass(frozen=True)
class Retainers:
    """The other way around: node i is referred to by source[first[i]:first[i + 1]].

    first uint32 (n + 1), source int32: nodes, by essential edges only; who refers twice stands
    there twice.
    """

    first: NDArray[np.uint32]
    source: NDArray[np.int32]


def page_owned(study: Study) -> NDArray[np.uint8]:
    """Which nodes belong to a page rather than to the tools that look at it, uint8 (n) 0 or 1."""
    graph = study.graph
    columns = graph.nodes.first_edge, graph.edges.target
    return flags_of(flood(*columns, weak_edges(study), page_entries(study)), len(graph))


def essential_edges(study: Study) -> NDArray[np.uint8]:
    """Which edges keep their target alive, as bits (`kernels.bit_rows`)."""
    return study.once("essential edges", lambda: _essential_edges(study))


def _essential_edges(study: Study) -> NDArray[np.uint8]:
    graph = study.graph
    worth = np.zeros(256, np.uint8)
    worth[graph.edge_kind("weak")] = CLOSED
    worth[graph.edge_kind("shortcut")] = FROM_ROOT
    columns = graph.nodes.first_edge, graph.edges.target, graph.edges.kind
    chosen = choose_edges(columns, worth, bits_of(study.page_owned.view(np.bool_)), graph.root)
    pairs = ephemerons(study)
    clear_bits(chosen, pairs.edge[pairs.from_table])
    return chosen


def essential(study: Study) -> NDArray[np.bool_]:
    """Which edges keep their target alive as DevTools' dominators see it, bool (e)."""
    return flags_of(essential_edges(study), len(study.graph.edges)).view(np.bool_)


def retainers(study: Study) -> Retainers:
    """The essential edges, by target."""
    graph = study.graph
    columns = graph.nodes.first_edge, graph.edges.target
    return Retainers(*transpose(*columns, essential_edges(study)))


def distances(study: Study) -> NDArray[np.int32]:
    """Edges from the nearest user root, int32 (n): roots 1, what only the system reaches from
    100,000,000 on, unreached -5."""
    graph = study.graph
    descriptors = _descriptor_edges(study)
    closed = weak_edges(study).copy()
    set_bits(closed, _sloppy_maps(study))
    set_bits(closed, descriptors[_is_descriptor(study, descriptors)])
    columns = graph.nodes.first_edge, graph.edges.target
    wave = Wave(*columns, closed, _pairs(study, descriptors))
    roots = user_roots(study)
    wave.go(roots, 1)
    if len(graph):
        root = np.array([graph.root], np.int32)
        wave.go(root, SYSTEM_DISTANCE if len(roots) else 0)
    return wave.distance


def _pairs(study: Study, apart: NDArray[np.int64]) -> PairedEdges:
    """The values of weak maps: as far as the farther of key and table; not those `apart`."""
    pairs = ephemerons(study)
    kept = ~np.isin(pairs.edge, apart)
    edge = pairs.edge[kept]
    if not len(edge):
        return PairedEdges(edge, np.zeros(0, np.int32), _NOTHING)
    bits = np.zeros_like(weak_edges(study))
    set_bits(bits, edge)
    return PairedEdges(edge, pairs.pair[kept], bits)


def _sloppy_maps(study: Study) -> NDArray[np.int64]:
    """The edges from contexts to a map that all their functions share."""
    graph = study.graph
    edge = edges_of(study, nodes_named(study, "hidden", "system / NativeContext"))
    named = ~np.isin(graph.edges.kind[edge], [graph.edge_kind(k) for k in ("element", "hidden")])
    ids = ids_of(study, "sloppy_function_map").astype(np.uint32)
    return edge[named & np.isin(graph.edges.name[edge], ids)]


def _descriptor_edges(study: Study) -> NDArray[np.int64]:
    """The edges of arrays that describe properties, which several maps share."""
    return edges_of(study, nodes_named(study, "array", "(map descriptors)"))


def _is_descriptor(study: Study, edges: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which of these are the third of each three from the third on, and so may be another map's."""
    graph = study.graph
    index = graph.edges.name[edges].astype(np.int64)
    numbered = [graph.edge_kind(kind) for kind in ("element", "hidden")]
    for at in np.flatnonzero(~np.isin(graph.edges.kind[edges], numbered)).tolist():
        begins = _NUMBER.match(study.model.strings[int(index[at])])
        index[at] = min(int(begins[1]), 1 << 62) if begins else 0
    found: NDArray[np.bool_] = (index >= 2) & (index % 3 == 1)
    return found
