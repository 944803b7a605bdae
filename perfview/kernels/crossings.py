"""Links of a forest that lead from one territory into another."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import LEFT_OUT
from perfview.kernels.jit import kernel


@kernel("void(int32[::1], int32[::1], int32[::1], boolean[::1], int32[::1], int32[::1])")
def _cross(parent, territory, beyond, enters, origin, target):  # type: ignore[no-untyped-def]
    n = parent.size
    for row in range(n):
        origin[row], target[row] = -1, LEFT_OUT
    for row in range(n):
        p = parent[row]
        if p >= 0 and (territory[p] != territory[row] or beyond[row] >= 0):
            target[p] = LEFT_OUT + 1
    for row in range(n):
        p = parent[row]
        passed_on = target[row] == LEFT_OUT + 1
        target[row] = LEFT_OUT
        if p >= 0 and territory[p] != territory[row]:
            origin[row], target[row] = territory[p], territory[row]
        elif beyond[row] >= 0 and not passed_on and beyond[row] != territory[row]:
            origin[row], target[row] = territory[row], beyond[row]
        elif p < 0 and enters[row]:
            origin[row], target[row] = -1, territory[row]


def crossings(
    parent: NDArray[np.int32],
    territory: NDArray[np.int32],
    beyond: NDArray[np.int32],
    enters: NDArray[np.bool_],
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Per row the territories it leads from and into: origin, target int32 (n).

    A row leads from its parent's territory into its own; a row that stays at home but calls
    `beyond` (int32, -1 for none) and has no child that leads on, into that; a parentless row that
    `enters`, from -1 into its own. The others have target `grouping.LEFT_OUT`.
    """
    origin, target = np.empty(len(parent), np.int32), np.empty(len(parent), np.int32)
    _cross(parent, territory, beyond, enters, origin, target)
    return origin, target


@kernel(
    "int64(uint8[::1], boolean[:, ::1], int32[::1], int32[::1], int32[::1], int64, int32[::1],"
    " int32[::1])"
)
def _call_beyond(mark, allowed, choice, other, place, count, found, beyond):  # type: ignore[no-untyped-def]
    for row in range(mark.size):
        text = -1
        if allowed[0, mark[row]] and choice[row] >= 0:
            text = choice[row]
        elif allowed[1, mark[row]]:
            text = other[row]
        beyond[row] = -1
        if text >= 0:
            if place[text] < 0:
                place[text] = count
                found[count] = text
                count += 1
            beyond[row] = place[text]
    return count


def call_beyond(
    mark: NDArray[np.uint8],
    allowed: NDArray[np.bool_],
    choice: NDArray[np.int32],
    other: NDArray[np.int32],
    place: NDArray[np.int32],
    count: int,
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Number what rows call by its text: beyond int32 (n), -1 for none, and the new texts' ids.

    A row calls `choice` if it has one and allowed[0, mark] (bool (2, 256)), else `other` if
    allowed[1, mark]. `place` int32 holds each text's number, -1 for those without; they are
    numbered from `count` on.
    """
    found = np.empty(len(place), np.int32)
    beyond = np.empty(len(mark), np.int32)
    total = _call_beyond(mark, allowed, choice, other, place, count, found, beyond)
    return beyond, found[count:total].copy()


@kernel("int64(int32[::1], int32[::1])")
def _rows_that_cross(target, rows):  # type: ignore[no-untyped-def]
    count = 0
    for row in range(target.size):
        rows[count] = row
        count += target[row] != LEFT_OUT
    return count


def rows_that_cross(target: NDArray[np.int32]) -> NDArray[np.int32]:
    """The rows whose target is not `grouping.LEFT_OUT`: int32."""
    rows = np.empty(len(target) + 1, np.int32)
    return rows[: _rows_that_cross(target, rows)].copy()
