"""A function's nearest callers and callees as boxes over and under it, widths by share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.profiles.lens import Lens
from perfview.profiles.measures.call_tree import CallTree
from perfview.profiles.measures.sandwich import outermost_calls
from perfview.profiles.study import Study

LEAST = 1 / 400
"""Boxes narrower than this part of the function's total are left out: less than a pixel."""


@dataclass(frozen=True)
class Box:
    """level: 1 for a direct callee, -1 for a direct caller, 2 and -2 for theirs; function: an
    index as in `Shape.function`; start, width: parts (0-1) of the function's total; total in the
    metric's unit."""

    level: int
    function: int
    start: float
    width: float
    total: float


@dataclass(frozen=True)
class _Row:
    """g groups of one level: where each begins, and its sum."""

    start: NDArray[np.float64]
    total: NDArray[np.float64]


def surroundings(study: Study, lens: Lens, function: int, up: int = 3, down: int = 2) -> list[Box]:
    """Boxes of up to so many levels above and below a function, each over or under its neighbour,
    heaviest first. A stack counts from the function's outermost call on."""
    tree = study.call_tree(lens)
    calls = outermost_calls(tree.shape, function)
    calls = calls[tree.total[calls] > 0]
    whole = float(tree.total[calls].sum())
    if whole <= 0:
        return []
    return [*_callers(tree, calls, whole, up), *_callees(tree, calls, whole, down)]


def _callers(tree: CallTree, calls: NDArray[np.int32], whole: float, levels: int) -> list[Box]:
    shape, boxes = tree.shape, []
    row, group, at = _first(whole), np.zeros(len(calls), np.int64), calls
    weight = tree.total[calls]
    for level in range(-1, -levels - 1, -1):
        above = shape.parent[at]
        group, weight, at = group[above >= 0], weight[above >= 0], above[above >= 0]
        row, group, kept, found = _row(row, group, shape.function[at], weight, (level, whole))
        weight, at = weight[kept], at[kept]
        boxes += found
    return boxes


def _callees(tree: CallTree, calls: NDArray[np.int32], whole: float, levels: int) -> list[Box]:
    shape, boxes = tree.shape, []
    row, group_of = _first(whole), np.full(len(shape) + 1, -1, np.int64)
    group_of[calls] = 0
    for level in range(1, levels + 1):
        rows = np.flatnonzero((group_of[shape.parent] >= 0) & (tree.total > 0))
        key, weight = shape.function[rows], tree.total[rows]
        before = group_of[shape.parent[rows]]
        row, group, kept, found = _row(row, before, key, weight, (level, whole))
        group_of = np.full(len(shape) + 1, -1, np.int64)
        group_of[rows[kept]] = group
        boxes += found
    return boxes


def _first(whole: float) -> _Row:
    return _Row(np.zeros(1), np.array([whole]))


def _row(
    before: _Row,
    group: NDArray[np.int64],
    key: NDArray[np.int32],
    weight: NDArray[np.float64],
    about: tuple[int, float],
) -> tuple[_Row, NDArray[np.int64], NDArray[np.bool_], list[Box]]:
    """One more level: members of each group before, by key. Returns the row, the new group of each
    member that is kept, which are kept, and the boxes. `about`: the level and the whole."""
    level, whole = about
    pair = (group << 32) | key
    pairs, member = np.unique(pair, return_inverse=True)
    total: NDArray[np.float64]
    total = np.bincount(member.reshape(-1), weights=weight, minlength=len(pairs)).astype(float)
    above = pairs >> 32
    order = np.lexsort((-total, above))
    order = order[total[order] >= whole * LEAST]
    number = np.full(len(pairs), -1, np.int64)
    number[order] = np.arange(len(order))
    # Side by side from where the neighbour begins: running sums, begun anew for each.
    ends = np.cumsum(total[order])
    first = np.searchsorted(above[order], above[order], side="left")
    begun = np.concatenate([[0.0], ends])[first]
    start = before.start[above[order]] + ends - total[order] - begun
    boxes = [
        Box(level, int(f), float(s) / whole, float(t) / whole, float(t))
        for f, s, t in zip(pairs[order] & 0xFFFFFFFF, start, total[order], strict=True)
    ]
    mine = number[member.reshape(-1)]
    return _Row(start, total[order]), mine[mine >= 0], mine >= 0, boxes
