"""Points that share a key, in order: each start, step and end, linked to the one before."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel

START, STEP, END, LAST = range(4)


@kernel("int64(int32[::1], int32[::1], uint8[::1], int32[::1], int32[::1], int32[::1], int32[::1])")
def _chain(order, group, role, place, last, origin, target):  # type: ignore[no-untyped-def]
    count = 0
    for i in order:
        g = group[i]
        if place[i] < 0:
            continue
        if role[i] == START:
            last[g] = place[i]
            continue
        if last[g] < 0:
            # What began before anything was recorded sets out from its first step.
            if role[i] == STEP:
                last[g] = place[i]
            continue
        origin[count], target[count] = last[g], place[i]
        count += 1
        if role[i] == STEP:
            last[g] = place[i]
        elif role[i] == LAST:
            last[g] = -1
    return count


def chain(
    order: NDArray[np.int32],
    group: NDArray[np.int32],
    role: NDArray[np.uint8],
    place: NDArray[np.int32],
    groups: int,
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Links between places: from each START or STEP of a group to the STEPs and ENDs behind it.

    Points come in `order` (int32 indices of the others, all of one length): group int32, role
    uint8, place int32 (-1: nowhere, the point is passed over). A STEP is where the next one sets
    out; an END is not, but ends as often as it likes; behind a LAST nothing is started.
    """
    origin, target = np.empty(len(order), np.int32), np.empty(len(order), np.int32)
    last = np.full(groups, -1, np.int32)
    count = int(_chain(order, group, role, place, last, origin, target))
    return origin[:count].copy(), target[:count].copy()
