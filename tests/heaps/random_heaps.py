"""Heaps of all shapes, drawn by hypothesis."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from perfview.heaps.model import Edges, HeapModel, Nodes
from perfview.heaps.study import Study
from tests.heaps.building import EDGE_KINDS, HeapBuilder

_NAMED = [
    ("object", "Session"),
    ("closure", "tick"),
    ("array", "(object elements)"),
    ("array", "(map descriptors)"),
    ("hidden", "system / NativeContext"),
    ("hidden", "system / Map"),
    ("native", "system / ExternalStringData"),
    ("native", "<div>"),
    ("native", "Detached <p>"),
    ("synthetic", "(Document DOM trees)"),
    ("synthetic", "(Handle scope)"),
]
_PROPERTIES = ["next", "sloppy_function_map", "4", "7 rest", "-2"]


@st.composite
def heaps(draw: st.DrawFn, most: int = 12) -> Study:
    """A heap of a few nodes with edges of every kind between them, ephemerons among them; its kinds
    numbered in any order, its root anywhere."""
    build = HeapBuilder()
    for kind, name in draw(st.lists(st.sampled_from(_NAMED), min_size=1, max_size=most)):
        size, state = draw(st.integers(0, 99)), draw(st.sampled_from([0, 0, 0, 1, 2]))
        build.node(kind, name, size, detachedness=state)
    count = len(build.model().graph)
    node = st.integers(0, count - 1)
    for _ in range(draw(st.integers(0, 3 * count))):
        kind = draw(st.sampled_from(EDGE_KINDS))
        numbered = kind in ("element", "hidden")
        name: str | int = draw(st.integers(0, 8) if numbered else st.sampled_from(_PROPERTIES))
        build.edge(draw(node), kind, name, draw(node))
    for k in range(draw(st.integers(0, 3))):
        _ephemeron(build, k, *(draw(node) for _ in range(3)))
    model = build.model(has_detachedness=draw(st.booleans()))
    model = _in_other_order(model, draw(st.permutations(range(count))))
    orders = [draw(st.permutations(k)) for k in (model.graph.node_kinds, model.graph.edge_kinds)]
    return Study(_renumbered(model, *orders))


def _in_other_order(model: HeapModel, order: list[int]) -> HeapModel:
    """The same heap with its nodes, and so its root, elsewhere."""
    graph = model.graph
    nodes, edges, at = graph.nodes, graph.edges, np.array(order)
    first = nodes.first_edge.astype(np.int64)
    picked = [np.arange(first[node], first[node + 1]) for node in order]
    edge = np.concatenate(picked)
    begins = np.zeros(len(order) + 1, np.uint32)
    begins[1:] = np.cumsum([len(each) for each in picked])
    place = np.argsort(at).astype(np.int32)
    state = nodes.detachedness[at] if len(nodes.detachedness) else nodes.detachedness
    columns = (nodes.kind[at], nodes.name[at], nodes.id[at], nodes.self_bytes[at], begins, state)
    moved = Edges(edges.kind[edge], edges.name[edge], place[edges.target[edge]])
    root = int(place[graph.root])
    return replace(model, graph=replace(graph, nodes=Nodes(*columns), edges=moved, root=root))


def _ephemeron(build: HeapBuilder, number: int, table: int, key: int, value: int) -> None:
    ids = build.model().graph.nodes.id[[key, value, table]].tolist()
    rest = "part of key (Session @{}) -> value (Object @{}) pair in WeakMap (table @{})".format(
        *ids
    )
    for place, source in enumerate((table, key)):
        build.edge(source, "internal", f"{number + place} / {rest}", value)


def _renumbered(model: HeapModel, node_kinds: list[str], edge_kinds: list[str]) -> HeapModel:
    """The same heap with other numbers for its kinds."""
    graph = model.graph
    node = np.array([node_kinds.index(kind) for kind in graph.node_kinds], np.uint8)
    edge = np.array([edge_kinds.index(kind) for kind in graph.edge_kinds], np.uint8)
    nodes = replace(graph.nodes, kind=node[graph.nodes.kind])
    edges = replace(graph.edges, kind=edge[graph.edges.kind])
    kinds = {"node_kinds": node_kinds, "edge_kinds": edge_kinds}
    return replace(model, graph=replace(graph, nodes=nodes, edges=edges, **kinds))
