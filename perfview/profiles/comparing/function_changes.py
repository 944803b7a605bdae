"""What each function costs before and after, and where the change of the whole begins."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.findings.changes import Changes
from perfview.kernels.ancestors import nearest_marked
from perfview.profiles.comparing.diff_tree import DiffTree, Half
from perfview.profiles.comparing.matching import Matching
from perfview.profiles.comparing.numbers import Amounts, changes, reach_of
from perfview.profiles.comparing.sides import Side
from perfview.profiles.measures.kinds import Kind

SPEAKING = (Kind.OWN, Kind.COLLECTOR, Kind.UNKNOWN)
"""What is named as the place where a change begins; the work of libraries and of the runtime is
put down to the code that calls them."""


@dataclass(frozen=True)
class FunctionChanges:
    """Per function of a `DiffTree`, f of them.

    own, total: as in a function table, recursion counted once. moved: its own and that of the
    libraries and runtime functions it calls, so that all of them add up to the whole. kind uint8
    (f). seen bool (f): whether it is in either profile's samples. reach: standard deviations within
    which a difference is taken for noise. normalised: the numbers are shares of all.
    """

    own: Changes
    total: Changes
    moved: Changes
    kind: NDArray[np.uint8]
    seen: NDArray[np.bool_]
    reach: float
    normalised: bool

    def __len__(self) -> int:
        return len(self.kind)


def function_changes(
    tree: DiffTree, before: Side, after: Side, *, normalised: bool
) -> FunctionChanges:
    """Compare two profiles by function, by shares of all or by the numbers as they are."""
    kind = kinds(tree, before, after)
    holders = nearest_marked(tree.parent, np.isin(kind, SPEAKING)[tree.function])
    holders = np.where(holders < 0, np.arange(len(tree), dtype=np.int32), holders)
    starts = tree.function[holders]
    old, new = (
        _Sums(tree, side, half, of_side, starts)
        for side, half, of_side in (
            (before, tree.before, tree.matching.of_before),
            (after, tree.after, np.arange(tree.matching.after, dtype=np.int32)),
        )
    )
    seen = (old.total.value != 0) | (new.total.value != 0)
    reach = reach_of(int(np.count_nonzero(seen)))

    def changed(name: str) -> Changes:
        one, other = getattr(old, name), getattr(new, name)
        return changes(old.ready(one, normalised), new.ready(other, normalised), reach)

    own, total, moved = changed("own"), changed("total"), changed("moved")
    return FunctionChanges(own, total, moved, kind, seen, reach, normalised)


def kinds(tree: DiffTree, before: Side, after: Side) -> NDArray[np.uint8]:
    """What sort of code each common function is, uint8 (f); frames of transforms are own code."""
    matching: Matching = tree.matching
    gone = before.study.kinds[matching.only_before]
    made = np.full(len(tree.made), Kind.OWN, np.uint8)
    return np.concatenate([after.study.kinds, gone, made]).astype(np.uint8)


class _Sums:
    """One half of the tree summed up by function."""

    def __init__(
        self,
        tree: DiffTree,
        side: Side,
        half: Half,
        of_side: NDArray[np.int32],
        starts: NDArray[np.int32],
    ) -> None:
        self._half, size = half, tree.functions
        top = np.flatnonzero(tree.nesting == 1)

        def summed(values: NDArray[np.float64], by: NDArray[np.int32]) -> NDArray[np.float64]:
            return np.bincount(by, weights=values, minlength=size).astype(np.float64)

        key = tree.function[top]
        own, total = summed(half.own, tree.function), summed(half.total[top], key)
        if side.study.model.counts:  # exact, whatever the stacks say
            f = len(of_side)
            own, total = (
                summed(table[:f], of_side) for table in (side.table.own, side.table.total)
            )
        self.own = Amounts(own, summed(half.own_spread, tree.function))
        self.total = Amounts(total, summed(half.spread[top], key))
        self.moved = Amounts(summed(half.own, starts), summed(half.own_spread, starts))

    def ready(self, amounts: Amounts, normalised: bool) -> Amounts:
        """The numbers as they are compared."""
        certain = amounts.at_least(self._half.one)
        if not normalised:
            return certain
        return certain.share_of(self._half.whole, self._half.whole_spread)
