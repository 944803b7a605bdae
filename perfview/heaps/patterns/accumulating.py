"""Where objects pile up: one holder that keeps many of a kind, side by side or each below the last.

The idea of an accumulation point is Eclipse MAT's (`FindLeaksQuery.java`): where the biggest part
of what is retained falls apart into many. Its rule, the share of the heap, fails for V8, where one
global object retains nearly everything; so holders are ranked by what their many keep alive, and
what the platform itself keeps is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.growth.authorship import BUILT_IN
from perfview.heaps.measures.script_authors import OWN, PLATFORM
from perfview.heaps.patterns.pile_authors import author_of_pile, is_by_roots, is_of_a_kind
from perfview.heaps.patterns.shared_holders import common_container
from perfview.heaps.study import Study
from perfview.kernels.alike_above import deep_tops
from perfview.kernels.crowded import leave_out_small
from perfview.kernels.grouping import LEFT_OUT, gather, number_pairs, sum_by
from perfview.kernels.nearest_above import nearest_above

STORAGE = ("array", "hidden", "object shape")
"""Kinds of nodes in which V8 keeps what belongs to the object that holds them."""

NO_ITEMS = (*STORAGE, "code", "synthetic", "number", "symbol", "bigint")
"""Kinds of nodes that nobody piles up on purpose or by mistake."""

_LOOKED_AT = 64
"""Candidates whose holders are looked at, the largest first."""

_SMALL = 12
"""Powers of two of which the heap is larger than what is asked about: 1/4096."""
_ENOUGH = 12
"""Piles of the program's own, after which smaller ones are not asked whose they are."""

_PASSED_ON = 0.7
"""One item that keeps so much of what all keep is itself the place to look (MAT: child to parent
under 0.7)."""

_SPREAD = 0.3
"""Of all, what the objects a quarter down a chain must keep at least (of an even one 0.75)."""

_INSIDES = re.compile(r"blink::(\w*(Vector|Backing|Table|EventTargetData)\b|EventListenerMap)")
"""Names of what a browser keeps the parts of its objects in."""

_TREE, _CHAIN = 4, 50
"""Objects of a class one below the other from which on they are taken for a tree, or a chain."""


@dataclass(frozen=True)
class Pile:
    """Many objects of one class that one holder keeps alive.

    holder: the node; of_class: index into `Classes`; items int32: the nodes, what keeps most alive
    first; bytes: what they keep alive together. is_chain: each holds the next, and the holder is
    the first; is_tree: they hold each other, several in one; is_shared: others refer to them as
    well, so that clearing the holder alone frees nothing. author: whose they are, as in
    `measures.script_authors`.
    """

    holder: int
    of_class: int
    items: NDArray[np.int32]
    bytes: int
    is_chain: bool = False
    is_tree: bool = False
    is_shared: bool = False
    author: int = OWN


def piles(study: Study, least_count: int) -> list[Pile]:
    """Where at least so many objects of one class are kept by one holder: those of the program's
    own first, then those of libraries; of each the largest first."""
    return study.once(f"piles {least_count}", lambda: _piles(study, least_count))


def _piles(study: Study, least: int) -> list[Pile]:
    found = [*_side_by_side(study, least), *_nested(study, least), *_symbols(study, least)]
    least_bytes = int(study.retained_bytes[study.graph.root]) >> _SMALL
    large = sorted((each for each in found if each.bytes > least_bytes), key=_most_first)
    kept: list[Pile] = []
    for pile in (_judged(study, each) for each in large):
        if pile.author > PLATFORM and not any(_tells_of(study, other, pile) for other in kept):
            kept.append(pile)
        if sum(each.author == OWN for each in kept) >= _ENOUGH:
            break
    return sorted(kept, key=lambda pile: (-pile.author, -pile.bytes))


def _judged(study: Study, pile: Pile) -> Pile:
    """A pile with whose it is; what several hold together is put down to who refers to it."""
    if is_by_roots(study, pile.holder) and is_of_a_kind(study, pile):
        holder = common_container(study, pile.items)
        if holder >= 0:
            pile = replace(pile, holder=holder, is_shared=True)
    author = author_of_pile(study, pile)
    return replace(pile, author=author, holder=_outside(study, pile.holder))


def _outside(study: Study, holder: int) -> int:
    """What a holder is a part of, where it is one that only a browser's own code knows."""
    while _INSIDES.match(study.name_of(holder)):
        holder = int(study.dominators.parent[holder])
    return holder


def _most_first(pile: Pile) -> tuple[int, bool]:
    return -pile.bytes, not pile.is_chain


def _tells_of(study: Study, known: Pile, pile: Pile) -> bool:
    """Whether a pile is part of a larger one: keys beside the values of one holder, or one chain
    seen by several classes."""
    if known.holder == pile.holder:
        return True
    inside = bool(study.dominators.dominates(known.holder, pile.items[:1])[0])
    is_same = pile.bytes > _PASSED_ON * known.bytes
    return (known.is_chain or known.is_tree) and inside and is_same


def _side_by_side(study: Study, least: int) -> Iterator[Pile]:
    """Holders of many of one class, those on storage of the holder counted as its own."""
    tree, graph, classes = study.dominators, study.graph, study.classes
    kinds = np.isin(np.arange(256), [graph.node_kind(each) for each in NO_ITEMS])
    storage = np.isin(np.arange(256), [graph.node_kind(each) for each in STORAGE])
    holder = nearest_above(tree.order, tree.parent, ~storage[graph.nodes.kind])
    # Most objects hold few: left out before they are numbered, they cost nothing.
    leave_out_small(holder, graph.nodes.kind, ~kinds, least)
    rows = np.flatnonzero(holder != LEFT_OUT).astype(np.int32)
    holder = holder[rows]
    group, first = number_pairs(classes.of_node[rows], holder)
    of_group, order = gather(group, len(first))
    count = np.diff(of_group)
    total = sum_by(group, study.retained_bytes[rows], len(first))
    many = np.flatnonzero(count >= least)
    ranked = many[np.argsort(-total[many], kind="stable")][:_LOOKED_AT]
    for each in ranked.tolist():
        items = rows[order[of_group[each] : of_group[each + 1]]]
        largest = np.argsort(-study.retained_bytes[items], kind="stable")
        node = int(holder[first[each]])
        pile = Pile(node, int(classes.of_node[items[0]]), items[largest], int(total[each]))
        if not _is_one(study, pile):
            yield pile


def _nested(study: Study, least: int) -> Iterator[Pile]:
    """Objects that hold others of their class: lists, scopes and promises one after the other, and
    trees."""
    tree, classes = study.dominators, study.classes
    deep = max(least, _CHAIN)
    chains = deep_tops(tree.order, tree.count, classes.of_node, len(classes), deep)
    yield from _below(study, _largest(study, chains), least, is_chain=True)
    trees = deep_tops(tree.order, tree.count, classes.of_node, len(classes), _TREE)
    trees = trees[(tree.count[trees] > least) & _branching(study)[classes.of_node[trees]]]
    others = np.setdiff1d(_largest(study, trees), chains)
    yield from _below(study, others, least, is_chain=False)


def _below(study: Study, tops: NDArray[np.int32], least: int, *, is_chain: bool) -> Iterator[Pile]:
    of_node = study.classes.of_node
    for node in tops.tolist():
        inside = study.dominators.subtree(node)
        items = inside[of_node[inside] == of_node[node]]
        if len(items) >= least and not _is_mixed(study, node, items):
            kept = int(study.retained_bytes[node])
            yield Pile(node, int(of_node[node]), items, kept, is_chain, not is_chain)


def _is_mixed(study: Study, top: int, items: NDArray[np.int32]) -> bool:
    """Whether objects of no class of their own are nested by chance: in a real chain the bytes are
    spread along it, so that those in the first quarter keep a good part of all."""
    name = study.classes.name[int(study.classes.of_node[top])]
    if name not in BUILT_IN or name == "Promise":
        return False
    kept = np.sort(study.retained_bytes[items])[::-1]
    return bool(kept[len(kept) // 4] < _SPREAD * kept[0])


def _symbols(study: Study, least: int) -> Iterator[Pile]:
    """Symbols in a table of V8's own: those of `Symbol.for`."""
    tree, nodes = study.dominators, study.graph.nodes
    rows = np.flatnonzero(nodes.kind == study.graph.node_kind("symbol")).astype(np.int32)
    rows = rows[nodes.kind[tree.parent[rows]] == study.graph.node_kind("array")]
    for table, count in zip(*np.unique(tree.parent[rows], return_counts=True), strict=True):
        if count >= least and is_by_roots(study, int(tree.parent[table])):
            items = rows[tree.parent[rows] == table]
            # With the table goes what they are found by.
            kept = int(study.retained_bytes[table])
            yield Pile(int(table), int(study.classes.of_node[items[0]]), items, kept)


def _largest(study: Study, nodes: NDArray[np.int32]) -> NDArray[np.int32]:
    return nodes[np.argsort(-study.retained_bytes[nodes], kind="stable")][:_LOOKED_AT]


def _branching(study: Study) -> NDArray[np.bool_]:
    """Classes whose objects make trees by themselves: the program's, and shapes; bool (classes)."""
    return np.array([not _is_everywhere(name) for name in study.classes.name], np.bool_)


def _is_everywhere(name: str) -> bool:
    return name in BUILT_IN or name.startswith(("(", "<", "Detached ", "system / "))


def _is_one(study: Study, pile: Pile) -> bool:
    """Whether the largest item by itself keeps most of what all of them keep."""
    return int(study.retained_bytes[pile.items[0]]) > _PASSED_ON * pile.bytes
