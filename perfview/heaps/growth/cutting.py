"""Which reference to let go so that what has grown is freed, and what exactly that frees.

Cutting every reference into a node from outside frees precisely what it dominates. References
between nodes below one dominator change nothing outside, so what they free is found by walking that
subtree without them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.growth.ageing import Ageing, holders_of, table_strings
from perfview.heaps.growth.authorship import OWN, PLATFORM, STORAGE, nameable
from perfview.heaps.growth.routes import edge_label, holder_name
from perfview.heaps.retention.following import edges_between, edges_of, node_kind, source_of
from perfview.heaps.study import Study
from perfview.kernels.nearest_above import unreached_within

MOST_EDGES = 12
"""More references than that into one node are not for cutting by hand."""
NEARLY_ALL = 0.9
_LEVELS, _NAMED = 4096, 4
_OLD_SHARE, _OLD_BYTES = 0.25, 16 << 10
"""How much more that is old may go with a reference, only because it has a better name."""
_OWNERS = 200


@dataclass(frozen=True)
class Cut:
    """References to let go. constructor and property name the one to change in the program; edges
    int64 are all that have to go with it (a global is also held by a cell, a list from both ends).

    freed_bytes: what goes, old and new; freed_new_bytes: of what is new and belongs to the suspect,
    share: that of all its new bytes. repeats: it is the same reference in many objects, each of
    which holds the one before or after it.
    """

    edge: int
    edges: NDArray[np.int64]
    constructor: str
    property: str
    freed_bytes: int
    freed_new_bytes: int
    share: float
    repeats: bool = False


@dataclass(frozen=True)
class Candidate:
    """A cut that was weighed: how far above the growth it is, and how well it can be named."""

    level: int
    rank: int
    cut: Cut

    @property
    def old_bytes(self) -> int:
        """What else would go."""
        return self.cut.freed_bytes - self.cut.freed_new_bytes


@dataclass(frozen=True)
class Grown:
    """What one cut is to free: the owners under which new nodes hang, and these."""

    owners: NDArray[np.int32]
    nodes: NDArray[np.int32]
    bytes: int


def best(candidates: list[Candidate]) -> Candidate | None:
    """The nearest to the growth that frees nearly all of it, by a reference that can be named."""
    if not candidates:
        return None
    most = max(each.cut.freed_new_bytes for each in candidates)
    fit = [each for each in candidates if each.cut.freed_new_bytes >= NEARLY_ALL * most]
    least = _storage_bytes(fit)
    may = least + max(_OLD_BYTES, _OLD_SHARE * most)
    for wanted in (OWN, PLATFORM, STORAGE):
        named = [each for each in fit if each.rank >= wanted and each.old_bytes <= may]
        if named:
            return min(named, key=lambda each: each.level)
    return min(fit, key=lambda each: each.level)


def _storage_bytes(fit: list[Candidate]) -> int:
    """What else goes with the storage right around the growth, which has no name of its own."""
    least = min(each.old_bytes for each in fit)
    for each in sorted((c for c in fit if c.level >= 0), key=lambda each: each.level):
        if each.rank > STORAGE:
            break
        least = max(least, each.old_bytes)
    return least


def candidates(study: Study, ages: Ageing, grown: Grown) -> Iterator[Candidate]:
    """Cuts just below the owner, at it, and above it as long as not too much else goes."""
    main = int(grown.owners[0])
    if len(grown.owners) == 1:
        yield from _below(study, ages, grown, main)
    if len(grown.owners) <= _OWNERS and node_kind(study, main) != "synthetic":
        yield from _at(study, ages, grown, grown.owners, 0)
    node, named = main, 0
    for level in range(1, _LEVELS):
        node = int(study.dominators.parent[node])
        if node < 0 or int(study.distance[node]) <= 1 or node_kind(study, node) == "synthetic":
            return
        for found in _at(study, ages, grown, np.array([node], np.int32), level):
            yield found
            named += found.rank > STORAGE
        if named >= _NAMED:
            return


def entering(study: Study, node: int) -> NDArray[np.int64]:
    """The references that keep a node alive and come from outside of what it keeps itself: their
    edges int64, V8's table of unique strings left out."""
    sources = holders_of(study, node)
    outside = sources[~study.dominators.dominates(node, sources)]
    found = [np.zeros(0, np.int64)]
    for source in outside.tolist():
        edges = edges_between(study, source, node)
        found.append(edges[study.essential[edges]])
    return np.concatenate(found)


def freed_within(study: Study, top: int, edges: NDArray[np.int64]) -> NDArray[np.int32]:
    """The nodes that go when these edges go, all from nodes that one of them dominates: int32."""
    tree, graph = study.dominators, study.graph
    cut = np.zeros(len(graph.edges), np.bool_)
    cut[edges] = True
    place, count = int(tree.place[top]), int(tree.count[top])
    columns = (graph.nodes.first_edge, graph.edges.target, study.essential)
    gone = unreached_within(*columns, cut, tree.place, (top, place, count))
    found: NDArray[np.int32] = tree.order[place : place + count][gone]
    return found


def weighed(
    study: Study, grown: Grown, freed: NDArray[np.int32], edges: NDArray[np.int64], edge: int
) -> Cut:
    """A cut with what it frees."""
    gone = np.zeros(len(study.graph), np.bool_)
    gone[freed] = True
    strings = _strings_gone(study, grown, gone)
    gone[strings] = True
    all_ = int(study.self_bytes[freed].sum()) + int(study.self_bytes[strings].sum())
    new = int(study.self_bytes[grown.nodes[gone[grown.nodes]]].sum())
    source = source_of(study, edge)
    name = edge_label(study, source, edge).removeprefix(".")
    return Cut(edge, edges, holder_name(study, source), name, all_, new, new / max(1, grown.bytes))


def _strings_gone(study: Study, grown: Grown, gone: NDArray[np.bool_]) -> NDArray[np.int32]:
    """New unique strings that nothing but V8's table would still refer to."""
    strings = table_strings(study)
    asked = np.intersect1d(strings, grown.nodes)
    asked = asked[~gone[asked]]
    found = [node for node in asked.tolist() if gone[holders_of(study, node)].all()]
    return np.array(found, np.int32)


def _at(
    study: Study, ages: Ageing, grown: Grown, nodes: NDArray[np.int32], level: int
) -> Iterator[Candidate]:
    """All references into some nodes from outside."""
    each = [entering(study, node) for node in nodes.tolist()]
    if not all(0 < len(edges) <= MOST_EDGES for edges in each):
        return
    edge, rank = _best_named(study, each[0])
    if rank == STORAGE and level:
        whole = int(study.retained_bytes[nodes].sum())
        source = source_of(study, edge)
        yield Candidate(
            level,
            rank,
            Cut(
                edge,
                np.concatenate(each),
                holder_name(study, source),
                edge_label(study, source, edge).removeprefix("."),
                whole,
                grown.bytes,
                1.0,
            ),
        )
        return
    freed = np.concatenate([study.dominators.subtree(node) for node in nodes.tolist()])
    yield Candidate(level, rank, weighed(study, grown, freed, np.concatenate(each), edge))


def _below(study: Study, ages: Ageing, grown: Grown, owner: int) -> Iterator[Candidate]:
    """The references from the owner to what is new, those of one name, or else all of them."""
    edges = np.array(edges_of(study, owner), np.int64)
    target = study.graph.edges.target[edges]
    fresh = study.essential[edges] & (ages.in_baseline[target] < 0)
    # A list that is held at both ends is new at one of them only.
    if node_kind(study, owner) == "object":
        like = np.isin(study.graph.nodes.name[target], study.graph.nodes.name[target[fresh]])
        fresh |= study.essential[edges] & like & study.dominators.dominates(owner, target)
    by_label: dict[str, list[int]] = {}
    for edge in edges[fresh][: _OWNERS * 4].tolist():
        by_label.setdefault(edge_label(study, owner, edge), []).append(edge)
    named = {label: found for label, found in by_label.items() if label.startswith(".")}
    if not named or len(named) > MOST_EDGES:
        return
    together = [edge for found in named.values() for edge in found]
    groups = [*named.values(), together] if len(named) > 1 else [together]
    for group in groups:
        cut = np.array(group, np.int64)
        freed = freed_within(study, owner, cut)
        edge, rank = _best_named(study, cut)
        yield Candidate(-1, rank, weighed(study, grown, freed, cut, edge))


def _best_named(study: Study, edges: NDArray[np.int64]) -> tuple[int, int]:
    """Of some edges the one a program's author knows best, and how well."""

    def worth(edge: int) -> tuple[int, int]:
        source = source_of(study, edge)
        rank = nameable(study, edge, edge_label(study, source, edge))
        return rank, -int(study.distance[source])

    edge = max(edges.tolist(), key=worth)
    return edge, worth(edge)[0]
