"""Leaks that hang in one another: each object holds the one before it or after it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.growth.ageing import Ageing
from perfview.heaps.growth.authorship import OWN, nameable
from perfview.heaps.growth.cutting import Cut, Grown, freed_within, weighed
from perfview.heaps.growth.routes import edge_label, step_label
from perfview.heaps.retention.following import edge_kind, edges_between, edges_of, source_of
from perfview.heaps.study import Study

REPEATS = 6
"""A chain of fewer generations is none."""
STAYS = 0.6
"""What the next of a chain must still keep of what is new."""
_PERIOD, _PREFIX, _DEPTH = 6, 6, 4096
_MOST = 0.8
_LOOKED_AT = 64


def repeating_cut(study: Study, ages: Ageing, grown: Grown) -> Cut | None:
    """The reference by which each generation holds another, cut in all of them; None where the
    growth is no chain, or one whose links are none of the program's own."""
    owner = int(grown.owners[0])
    if len(grown.owners) != 1 or not grown.bytes:
        return None
    walked = _down(study, ages, owner)
    period = _period([step_label(study, edge) if edge >= 0 else "" for edge in walked])
    if not period:
        return None
    link = _link(study, ages, period, walked)
    if link < 0:
        return None
    edges = _alike(study, owner, link)
    cut = weighed(study, grown, [freed_within(study, owner, edges)], edges, link)
    if cut.share < _MOST:
        return None
    return Cut(link, edges, cut.constructor, cut.property, cut.freed_bytes, cut.freed_new_bytes,
               cut.share, repeats=True)  # fmt: skip


def _down(study: Study, ages: Ageing, owner: int) -> list[int]:
    """The edges down the dominators along which nearly everything new stays together; -1 for a
    step that is no single reference."""
    tree = study.dominators
    low, inside = int(tree.place[owner]), tree.subtree(owner)
    new = np.where(ages.is_new[inside], study.self_bytes[inside], 0)
    up_to = np.zeros(len(inside) + 1, np.int64)
    np.cumsum(new, out=up_to[1:])
    found: list[int] = []
    node, left = owner, int(up_to[-1])
    while len(found) < _DEPTH:
        children = tree.children(node)
        if not len(children):
            break
        at = tree.place[children] - low
        below = up_to[at + tree.count[children]] - up_to[at]
        heaviest = int(np.argmax(below))
        if below[heaviest] < STAYS * left or not below[heaviest]:
            break
        child = int(children[heaviest])
        edges = edges_between(study, node, child)
        edges = edges[study.essential[edges]]
        found.append(int(edges[0]) if len(edges) else -1)
        node, left = child, int(below[heaviest])
    return found


def _period(labels: list[str]) -> set[str]:
    """The steps that come again and again, after some that lead there."""
    for start in range(min(_PREFIX, len(labels))):
        for length in range(1, _PERIOD + 1):
            part, shifted = labels[start : len(labels) - length], labels[start + length :]
            if len(part) < (REPEATS - 1) * length:
                break
            if sum(a == b for a, b in zip(part, shifted, strict=True)) >= 0.95 * len(part):
                middle = len(labels) // 2
                return set(labels[middle : middle + length])
    return set()


def _link(study: Study, ages: Ageing, period: set[str], walked: list[int]) -> int:
    """Of the steps that repeat the one between generations: it leads from new to old or from old
    to new; or else a variable, or whatever the program names."""

    def is_own(edge: int) -> bool:
        label = edge_label(study, source_of(study, edge), edge)
        return nameable(study, edge, label) == OWN

    steps = {step_label(study, edge): edge for edge in reversed(walked) if edge >= 0}
    own = [edge for label, edge in steps.items() if label in period and is_own(edge)]
    if not own:
        return -1
    owner = source_of(study, walked[0]) if walked[0] >= 0 else -1
    between = _labels_between_ages(study, ages, owner)
    order = sorted(own, key=lambda edge: (
        step_label(study, edge) not in between, edge_kind(study, edge) != "context"))  # fmt: skip
    return order[0]


def _labels_between_ages(study: Study, ages: Ageing, owner: int) -> set[str]:
    """The steps below an owner that lead from what is new to what is not."""
    if owner < 0:
        return set()
    inside = study.dominators.subtree(owner)
    old = inside[ages.in_baseline[inside] >= 0][1:]
    old = old[ages.in_baseline[study.dominators.parent[old]] < 0][:_LOOKED_AT]
    found: set[str] = set()
    for node in old.tolist():
        edges = edges_between(study, int(study.dominators.parent[node]), node)
        found.update(step_label(study, edge) for edge in edges.tolist())
    return found


def _alike(study: Study, owner: int, link: int) -> NDArray[np.int64]:
    """All edges of this name below an owner, from nodes of the same kind and name."""
    graph, source = study.graph, source_of(study, link)
    inside = study.dominators.subtree(owner)
    same = graph.nodes.kind[inside] == graph.nodes.kind[source]
    if edge_kind(study, link) != "context":  # Chromium gives every scope a name of its own
        same &= graph.nodes.name[inside] == graph.nodes.name[source]
    first = graph.nodes.first_edge
    nodes = inside[same]
    ranges = [np.arange(first[node], first[node + 1], dtype=np.int64) for node in nodes.tolist()]
    edges = np.concatenate([np.array(edges_of(study, source), np.int64), *ranges])
    fits = (graph.edges.name[edges] == graph.edges.name[link]) & (
        graph.edges.kind[edges] == graph.edges.kind[link]
    )
    found: NDArray[np.int64] = np.unique(edges[fits & study.essential[edges]])
    return found
