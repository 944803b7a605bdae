"""Which reference to let go: the nearest to the growth that frees it and can be named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.growth.ageing import Ageing
from perfview.heaps.growth.authorship import OWN, PLATFORM, STORAGE, nameable
from perfview.heaps.growth.cutting import (
    Cut,
    Grown,
    entering,
    freed_below,
    freed_within,
    named,
    weighed,
)
from perfview.heaps.growth.routes import edge_label, is_inside
from perfview.heaps.growth.several import held_from_several
from perfview.heaps.retention.following import edges_of, node_kind, source_of
from perfview.heaps.study import Study

MOST_EDGES = 12
"""More references than that into one node are not for cutting by hand."""
NEARLY_ALL = 0.9
_NAMED = 4
"""References with names of their own that are looked at above the growth."""
_OLD_SHARE, _OLD_BYTES = 0.25, 16 << 10
"""How much more that is old may go with a reference, only because it has a better name."""
_OWNERS, _BELOW, _FRESH = 20_000, 8, 1000
_SEVERAL = -2
"""The level of references that only together free it: just at what is new."""


@dataclass(frozen=True)
class Candidate:
    """A cut that was weighed: how far above the growth it is, how well it can be named, and
    whether one of its name was seen before, nearer to the growth."""

    level: int
    rank: int
    cut: Cut
    is_again: bool = False

    @property
    def old_bytes(self) -> int:
        """What else would go."""
        return self.cut.freed_bytes - self.cut.freed_new_bytes

    @property
    def name(self) -> tuple[str, str]:
        """Constructor and property."""
        return self.cut.constructor, self.cut.property


def best(weighed_cuts: list[Candidate]) -> Candidate | None:
    """The nearest that frees nearly all, by the best name to be had without much else going."""
    if not weighed_cuts:
        return None
    most = max(each.cut.freed_new_bytes for each in weighed_cuts)
    fit = [each for each in weighed_cuts if each.cut.freed_new_bytes >= NEARLY_ALL * most]
    may = _storage_bytes(fit) + max(_OLD_BYTES, _OLD_SHARE * most)
    for wanted in (OWN, PLATFORM, STORAGE):
        fine = [each for each in fit if each.rank >= wanted and each.old_bytes <= may]
        if fine:
            return min(fine, key=lambda each: each.level)
    return min(fit, key=lambda each: each.level)


def _storage_bytes(fit: list[Candidate]) -> int:
    """What else goes with the storage right around the growth, which has no name of its own, or
    always the same (the nodes of a list)."""
    again = {each.name for each in fit if each.is_again}
    found = 0
    for each in sorted((c for c in fit if c.level >= 0), key=lambda each: each.level):
        found = max(found, each.old_bytes)
        if each.rank > STORAGE and each.name not in again:
            break
    return found


def candidates(study: Study, ages: Ageing, wanted: Grown) -> list[Candidate]:
    """Cuts just below the owners, at them, and above them up to the fourth with a name."""
    found = sorted(_candidates(study, ages, wanted), key=lambda each: each.level)
    above = ""
    for at in range(len(found) - 1, -1, -1):
        each = found[at]
        # What hangs on a symbol of the platform's is its own affair, down to plain objects.
        if each.cut.constructor in ("Object", "Array") and above.startswith("<symbol"):
            found[at] = replace(each, rank=min(each.rank, PLATFORM))
        elif each.rank > STORAGE:
            above = each.cut.property
    return found


def _candidates(study: Study, ages: Ageing, wanted: Grown) -> Iterator[Candidate]:
    owners = wanted.owners
    several = held_from_several(study, ages, wanted)
    if several is not None:
        yield Candidate(_SEVERAL, _rank_of(study, several.edge), several)
    system = study.graph.node_kind("synthetic")
    if (study.graph.nodes.kind[owners] != system).any():
        owners = owners[study.graph.nodes.kind[owners] != system]
    if len(owners) <= _BELOW:
        yield from _below(study, ages, wanted, owners)
    node = int(owners[0])
    if len(owners) <= _OWNERS and node_kind(study, node) != "synthetic":
        yield from _at(study, wanted, owners, 0, {})
    seen: dict[tuple[str, str], int] = {}
    for level, above in _telling_levels(study, node):
        if study.dominators.dominates(above, owners).all():
            for found in _at(study, wanted, np.array([above], np.int32), level, seen):
                seen[found.name] = found.rank
                yield found
        if sum(rank > STORAGE for rank in seen.values()) >= _NAMED:
            return


def _telling_levels(study: Study, node: int) -> list[tuple[int, int]]:
    """The dominators above a node up to the first root, with their levels: of those that follow one
    another in the same classes only the two nearest and the farthest, as in a long list."""
    tree, system = study.dominators.parent, study.graph.node_kind("synthetic")
    above = [node]
    while (node := int(tree[node])) >= 0 and study.graph.nodes.kind[node] != system:
        if 0 <= study.distance[node] <= 1:
            break
        above.append(node)
    nodes = np.array(above, np.int64)
    classes = study.classes.of_node[nodes].astype(np.int64)
    pairs = classes[1:] * len(study.classes) + classes[:-1]
    _, first = np.unique(pairs, return_index=True)
    _, last = np.unique(pairs[::-1], return_index=True)
    told = np.unique(np.concatenate([first, first + 1, len(pairs) - 1 - last]))
    return [(int(at) + 1, int(nodes[at + 1])) for at in told if at < len(pairs)]


def _at(
    study: Study,
    wanted: Grown,
    nodes: NDArray[np.int32],
    level: int,
    seen: dict[tuple[str, str], int],
) -> Iterator[Candidate]:
    """All references into some nodes from outside. What has no name, or one that was seen before,
    is not weighed as exactly: there may be thousands of it one above the other."""
    each = entering(study, nodes)
    if not all(0 < len(edges) <= MOST_EDGES for edges in each):
        return
    edge, rank = _best_named(study, each[0])
    if source_of(study, edge) == study.graph.root:
        return  # the system's own list of roots is nothing to cut
    edges, freed = np.concatenate(each), freed_below(study, nodes)
    name = named(study, edge)
    is_again = name in seen
    if level and (is_again or rank == STORAGE):
        yield Candidate(
            level, rank, Cut(edge, edges, *name, freed.bytes, wanted.bytes, 1.0), is_again
        )
    else:
        yield Candidate(level, rank, weighed(study, wanted, [freed], edges, edge), is_again)


def _below(
    study: Study, ages: Ageing, wanted: Grown, owners: NDArray[np.int32]
) -> Iterator[Candidate]:
    """The references from the owners to what is new, those of one name, or else all of them."""
    labelled: dict[str, list[list[int]]] = {}
    for at, owner in enumerate(owners.tolist()):
        for edge in _fresh_edges(study, ages, owner):
            label = edge_label(study, owner, edge)
            if label.startswith("."):
                groups = labelled.setdefault(label, [[] for _ in owners])
                groups[at].append(edge)
    if not labelled or len(labelled) > MOST_EDGES:
        return
    together = [[e for groups in labelled.values() for e in groups[at]]
                for at in range(len(owners))]  # fmt: skip
    for groups in [*labelled.values(), together] if len(labelled) > 1 else [together]:
        freed = [
            freed_within(study, owner, np.array(edges, np.int64))
            for owner, edges in zip(owners.tolist(), groups, strict=True)
            if edges
        ]
        edges = np.array([e for group in groups for e in group], np.int64)
        edge, rank = _best_named(study, edges)
        yield Candidate(-1, rank, weighed(study, wanted, freed, edges, edge))


def _fresh_edges(study: Study, ages: Ageing, owner: int) -> list[int]:
    """The edges from an owner to what is new, and to what is old but like it: a list that is held
    at both ends is new at one of them only."""
    edges = np.array(edges_of(study, owner), np.int64)
    edges = edges[study.essential[edges]]
    target = study.graph.edges.target[edges]
    fresh = ages.in_baseline[target] < 0
    if node_kind(study, owner) == "object":
        like = np.isin(study.graph.nodes.name[target], study.graph.nodes.name[target[fresh]])
        fresh |= like & study.dominators.dominates(owner, target)
    found: list[int] = edges[fresh][:_FRESH].tolist()
    return found


def _best_named(study: Study, edges: NDArray[np.int64]) -> tuple[int, int]:
    """Of some edges the one a program's author knows best, and how well."""

    def worth(edge: int) -> tuple[int, int]:
        return _rank_of(study, edge), -int(study.distance[source_of(study, edge)])

    edge = max(edges[:MOST_EDGES].tolist(), key=worth)
    return edge, worth(edge)[0]


def _rank_of(study: Study, edge: int) -> int:
    if is_inside(study, edge):
        return STORAGE
    return nameable(study, edge, edge_label(study, source_of(study, edge), edge))
