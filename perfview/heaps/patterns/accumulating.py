"""Where objects pile up: one holder that keeps many of a kind, side by side or each below the last.

The idea of an accumulation point is Eclipse MAT's (`FindLeaksQuery.java`): where the biggest part
of what is retained falls apart into many. Its rule, the share of the heap, fails for V8, where one
global object retains nearly everything; so holders are ranked by what their many keep alive, and
what the platform itself keeps is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.growth.authorship import (
    BUILT_IN,
    is_own_class,
    is_own_function,
)
from perfview.heaps.measures.roots import user_roots
from perfview.heaps.patterns.ownership import carries_own, is_held_by_own
from perfview.heaps.study import Study
from perfview.kernels.alike_above import deep_tops
from perfview.kernels.crowded import leave_out_small
from perfview.kernels.grouping import LEFT_OUT, gather, number_pairs, sum_by
from perfview.kernels.nearest_above import nearest_above

STORAGE = ("array", "hidden", "object shape")
"""Kinds of nodes in which V8 keeps what belongs to the object that holds them."""

NO_ITEMS = (*STORAGE, "code", "synthetic", "number", "symbol", "bigint")
"""Kinds of nodes that nobody piles up on purpose or by mistake."""

_ENGINE = ("system / ", "(")
_PLAIN = ("(", "{", "<", "Detached <", "system / ")
"""How names of classes begin that no constructor gave."""

_LOOKED_AT = 64
"""Candidates whose holders are looked at, the largest first."""

_PASSED_ON = 0.7
"""One item that keeps so much of what all keep is itself the place to look (MAT: child to parent
under 0.7)."""


@dataclass(frozen=True)
class Pile:
    """Many objects of one class that one holder keeps alive.

    holder: the node; of_class: index into `Classes`; items int32: the nodes, what keeps most alive
    first; bytes: what they keep alive together. is_chain: each holds the next, and the holder is
    the first.
    """

    holder: int
    of_class: int
    items: NDArray[np.int32]
    bytes: int
    is_chain: bool = False


def piles(study: Study, least_count: int) -> list[Pile]:
    """Where at least so many objects of one class are kept by one holder of the program's own,
    largest first."""
    return study.once(f"piles {least_count}", lambda: _piles(study, least_count))


def _piles(study: Study, least: int) -> list[Pile]:
    several = sorted([*_side_by_side(study, least), *_chains(study, least)], key=_most_first)
    kept: list[Pile] = []
    for pile in several:
        if not any(_tells_of(study, other, pile) for other in kept):
            kept.append(pile)
    return kept


def _most_first(pile: Pile) -> tuple[int, bool]:
    return -pile.bytes, not pile.is_chain


def _tells_of(study: Study, known: Pile, pile: Pile) -> bool:
    """Whether a pile is part of a larger one: keys beside the values of one holder, or one chain
    seen by several classes."""
    if known.holder == pile.holder:
        return True
    inside = bool(study.dominators.dominates(known.holder, pile.items[:1])[0])
    return known.is_chain and inside and pile.bytes > _PASSED_ON * known.bytes


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
        if not _is_one(study, pile) and _is_own(study, pile):
            yield pile


def _chains(study: Study, least: int) -> Iterator[Pile]:
    """Objects each of which holds the next of its class: lists, trees, scopes, promises."""
    tree, classes = study.dominators, study.classes
    tops = deep_tops(tree.order, tree.count, classes.of_node, len(classes), least)
    ranked = tops[np.argsort(-study.retained_bytes[tops], kind="stable")][:_LOOKED_AT]
    for node in ranked.tolist():
        inside = tree.subtree(node)
        items = inside[classes.of_node[inside] == classes.of_node[node]]
        of_class, kept = int(classes.of_node[node]), int(study.retained_bytes[node])
        pile = Pile(node, of_class, items, kept, is_chain=True)
        if _is_own(study, pile):
            yield pile


def _is_one(study: Study, pile: Pile) -> bool:
    """Whether the largest item by itself keeps most of what all of them keep."""
    return int(study.retained_bytes[pile.items[0]]) > _PASSED_ON * pile.bytes


def _is_own(study: Study, pile: Pile) -> bool:
    """Whether the program itself piles these up, as far as the snapshot tells."""
    name, item = study.classes.name[pile.of_class], int(pile.items[0])
    if _is_platforms(study, pile.holder) or (name.startswith("system / ") and not pile.is_chain):
        return False
    if name == "Function":
        return is_own_function(study, item)
    if name in BUILT_IN or name.startswith(_PLAIN):
        return is_held_by_own(study, pile.holder)
    return is_own_class(study, item) or carries_own(study, item)


def _is_platforms(study: Study, node: int) -> bool:
    """Whether a node is a root, the global object, or V8's own: those hold many of everything."""
    if study.graph.node_kinds[study.graph.nodes.kind[node]] in ("synthetic", "code", "native"):
        return True
    name = study.class_of(node)
    is_engine = name.startswith(_ENGINE) and not name.startswith("system / Context")
    return is_engine or node in set(user_roots(study))
