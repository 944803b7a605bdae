"""What is held from several places at once: a pool's objects by its list and by its table of loans.

No one of these references frees it alone. The old objects that refer straight to what is new are
found, and from each of them the nearest reference upwards that a program can name; cut together.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.growth.ageing import Ageing
from perfview.heaps.growth.authorship import OWN, STORAGE, nameable
from perfview.heaps.growth.cutting import Cut, Grown, entering, weighed_together
from perfview.heaps.growth.routes import edge_label, is_inside
from perfview.heaps.retention.following import edges_of, node_kind, source_of
from perfview.heaps.study import Study

MOST_PLACES, MOST_EDGES = 12, 12
NEARLY_ALL = 0.95
"""Of the references to what is new, that must come from so few places."""
_TOPS, _LEVELS, _STEPS = 20_000, 8, 12
_CONTAINERS = ("Array", "Map", "Set", "WeakMap", "WeakSet", "Promise")


def held_from_several(study: Study, ages: Ageing, wanted: Grown) -> Cut | None:
    """The references to cut together, named by the one that leads to the most; None where one
    container holds all, or where there are too many places."""
    owner = int(wanted.owners[0])
    if len(wanted.owners) != 1 or _is_container(study, owner):
        return None
    sources, counts = _places(study, ages, wanted)
    if not 0 < len(sources) <= MOST_PLACES:
        return None
    found: dict[int, tuple[int, NDArray[np.int64]]] = {}
    for source, tops in zip(sources.tolist(), counts.tolist(), strict=True):
        edges = (
            _direct(study, ages, wanted, owner)
            if source == owner
            else _upwards(study, ages, owner, source)
        )
        if not 0 < len(edges) <= MOST_EDGES:
            return None
        for edge in edges.tolist():
            before = found.get(edge, (0, edges))[0]
            found[edge] = before + tops, edges
    if not found:
        return None
    told = max(found, key=lambda edge: (_rank(study, edge), found[edge][0], -edge))
    return weighed_together(study, wanted, np.array(sorted(found), np.int64), told)


def _is_container(study: Study, owner: int) -> bool:
    return node_kind(study, owner) == "array" or study.name_of(owner) in _CONTAINERS


def _places(
    study: Study, ages: Ageing, wanted: Grown
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """The old objects that refer straight to what is new, int32, and to how much of it, int64:
    all of them, or the fewest that make up nearly all. Ways over other new objects count."""
    front = wanted.nodes[ages.top[wanted.nodes] == wanted.nodes][:_TOPS]
    seen = np.zeros(len(study.graph), np.bool_)
    seen[wanted.nodes] = True
    found = []
    for _ in range(_STEPS):
        holders = _retainers(study, front)
        is_old = ages.in_baseline[holders] >= 0
        found.append(holders[is_old])
        new = holders[~is_old]
        elsewhere = ages.owner[new] != wanted.owners[0]
        found.append(ages.owner[new[elsewhere]])
        front = np.unique(new[~elsewhere & ~seen[new]])
        seen[front] = True
        if not 0 < len(front) <= _TOPS:
            break
    source = np.concatenate(found)
    source = source[source >= 0]
    source = source[study.graph.nodes.kind[source] != study.graph.node_kind("synthetic")]
    sources, counts = np.unique(source, return_counts=True)
    order = np.argsort(-counts, kind="stable")
    sources, counts = sources[order].astype(np.int32), counts[order].astype(np.int64)
    enough = len(sources)
    if enough > MOST_PLACES:
        enough = int(np.searchsorted(np.cumsum(counts), NEARLY_ALL * counts.sum())) + 1
    return sources[:enough], counts[:enough]


def _retainers(study: Study, nodes: NDArray[np.int32]) -> NDArray[np.int32]:
    """All that refer to some nodes, as often as they do."""
    first = study.retainers.first.astype(np.int64)
    begin, many = first[nodes], first[nodes.astype(np.int64) + 1] - first[nodes]
    at = np.arange(int(many.sum())) + np.repeat(begin - np.cumsum(many) + many, many)
    found: NDArray[np.int32] = study.retainers.source[at]
    return found


def _direct(study: Study, ages: Ageing, wanted: Grown, owner: int) -> NDArray[np.int64]:
    """The references from the owner itself to what is new."""
    edges = np.array(edges_of(study, owner), np.int64)
    tops = wanted.nodes[ages.top[wanted.nodes] == wanted.nodes]
    return edges[study.essential[edges] & np.isin(study.graph.edges.target[edges], tops)]


def _upwards(study: Study, ages: Ageing, owner: int, node: int) -> NDArray[np.int64]:
    """The references to the nearest dominator of an old object, itself included, that a program
    can name, below the owner; none where there is nothing of the kind."""
    tree = study.dominators
    fallback = np.zeros(0, np.int64)
    for _ in range(_LEVELS):
        if node in (owner, study.graph.root) or node < 0:
            break
        edges = entering(study, np.array([node], np.int32))[0]
        edges = edges[[ages.in_baseline[source_of(study, e)] >= 0 for e in edges.tolist()]]
        if not 0 < len(edges) <= MOST_EDGES:
            break
        rank = max(_rank(study, edge) for edge in edges.tolist())
        if rank == OWN and not _is_inner(study, edges):
            return edges
        if rank > STORAGE and not len(fallback):
            fallback = edges
        node = int(tree.parent[node])
    return fallback


def _is_inner(study: Study, edges: NDArray[np.int64]) -> bool:
    """Whether it is a field of a plain object that hangs on a symbol: a library's own affair."""
    source = source_of(study, int(edges[0]))
    if study.name_of(source) != "Object":
        return False
    above = entering(study, np.array([source], np.int32))[0]
    return any(study.edge_name(edge).startswith("<symbol") for edge in above[:MOST_EDGES].tolist())


def _rank(study: Study, edge: int) -> int:
    if is_inside(study, edge):
        return STORAGE
    return nameable(study, edge, edge_label(study, source_of(study, edge), edge))
