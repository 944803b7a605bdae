"""Why a function costs more or less than before, as far as two profiles tell."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from perfview.findings.quantities import number
from perfview.kernels.grouping import gather
from perfview.profiles.comparing.diff_tree import DiffTree
from perfview.profiles.comparing.function_changes import FunctionChanges
from perfview.profiles.comparing.sides import Side

MOSTLY = 0.6
"""The part of a change that explains it."""

PARTLY = 0.25
"""The part of a change from which it is named beside another."""

CALLED_AS_MUCH_MORE = 0.15
"""How far, in ratio, calls and cost may differ for calls to explain the cost."""


class Reasons:
    """Explains the changes of chosen functions, int32 (k): indices of the tree's functions."""

    def __init__(
        self,
        tree: DiffTree,
        changes: FunctionChanges,
        before: Side,
        after: Side,
        name_of: Callable[[int], str],
    ) -> None:
        self._tree, self._changes, self._name_of = tree, changes, name_of
        self._scale = [
            1 / half.whole if changes.normalised and half.whole else 1.0
            for half in (tree.before, tree.after)
        ]
        self._calls = _calls(tree, before, after)
        caller = np.where(tree.parent >= 0, tree.function[np.maximum(tree.parent, 0)], -1)
        outermost = tree.nesting == 1
        size = tree.functions
        self._own = _Gathered(np.where(outermost, tree.function, -1), size)
        self._called_from = _Gathered(np.where(outermost, caller, -1), size)

    def why(self, function: int) -> str:
        """A few words on one function's change."""
        total = self._changes.total
        if total.is_noise[function]:
            own = self._changes.own
            return "within noise" if own.is_noise[function] else "moved in or out of its callees"
        if total.before[function] == 0:
            caller = self._heaviest_caller(function, self._tree.after.total)
            return f"new call from {caller}" if caller else "new call"
        if total.after[function] == 0:
            caller = self._heaviest_caller(function, self._tree.before.total)
            return f"no longer called from {caller}" if caller else "no longer called"
        return self._called(function) or self._within(function)

    def _called(self, function: int) -> str:
        """`1,204 → 61 calls`, where calls were counted and the cost follows them."""
        if self._calls is None:
            return ""
        old, new = (int(calls[function]) for calls in self._calls)
        total = self._changes.total
        cost = total.after[function] / total.before[function]
        if not old or not new or old == new:
            return ""
        if abs(new / old / cost - 1) > CALLED_AS_MUCH_MORE:
            return ""
        return f"{number(old)} → {number(new)} calls"

    def _within(self, function: int) -> str:
        amount = float(self._changes.total.amount[function])
        own = float(self._changes.own.amount[function]) / amount
        if own >= MOSTLY:
            return "its own code"
        callees, old, new = self._callees(function)
        if not len(callees):
            return "its own code"
        shares = (new - old) / amount
        best = int(np.argmax(shares))
        name = self._name_of(int(callees[best]))
        if shares[best] < MOSTLY:
            both = min(own, shares[best]) > PARTLY and own + shares[best] >= MOSTLY
            return f"its own code, and through {name}" if both else "several of its callees"
        if old[best] == 0:
            return f"new call of {name}"
        return f"no longer calls {name}" if new[best] == 0 else f"through {name}"

    def _callees(
        self, function: int
    ) -> tuple[NDArray[np.int32], NDArray[np.float64], NDArray[np.float64]]:
        """What it calls, each outermost call once: functions, and their numbers before and after
        when called from here."""
        tree, rows = self._tree, self._called_from.of(function)
        callees, group = np.unique(tree.function[rows], return_inverse=True)
        old, new = (
            np.bincount(group, half.total[rows] * scale, len(callees)).astype(np.float64)
            for half, scale in zip((tree.before, tree.after), self._scale, strict=True)
        )
        return callees, old, new

    def _heaviest_caller(self, function: int, total: NDArray[np.float64]) -> str:
        tree = self._tree
        rows = self._own.of(function)
        rows = rows[tree.parent[rows] >= 0]
        if not len(rows):
            return ""
        callers = tree.function[tree.parent[rows]]
        return self._name_of(int(np.argmax(np.bincount(callers, weights=total[rows]))))


class _Gathered:
    """Paths by a function each of them has, -1 for none."""

    def __init__(self, key: NDArray[np.int32], functions: int) -> None:
        self._first, self._order = gather(np.ascontiguousarray(key, np.int32), functions)

    def of(self, function: int) -> NDArray[np.int32]:
        """The paths of one function, int32."""
        return self._order[self._first[function] : self._first[function + 1]]


def _calls(
    tree: DiffTree, before: Side, after: Side
) -> tuple[NDArray[np.int64], NDArray[np.int64]] | None:
    """Calls of each function before and after, int64 (f), when both profiles counted them."""
    counted = before.study.model.counts, after.study.model.counts
    if not all(counted):
        return None
    size, matching = tree.functions, tree.matching
    places = matching.of_before, np.arange(matching.after, dtype=np.int32)
    old, new = (
        np.bincount(at, weights=counts.calls, minlength=size).astype(np.int64)
        for at, counts in zip(places, counted, strict=True)
    )
    return old, new
