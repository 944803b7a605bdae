"""Members of a group that begin before the first of them has ended."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel


@kernel(
    "int64(int64[::1], int32[::1], int64[::1], int64[::1], int64, int64, int64[::1], int64[::1],"
    " int64[::1])"
)
def _abreast(  # type: ignore[no-untyped-def]
    first, member, start, duration, least, ahead, begin, stop, gain
):  # fmt: skip
    found = 0
    for g in range(first.size - 1):
        if first[g + 1] - first[g] < least:
            continue
        i = first[g]
        while i < first[g + 1]:
            earliest = start[member[i]] + duration[member[i]]
            latest, second = earliest, start[member[i]]
            j = i + 1
            while j < first[g + 1] and start[member[j]] < earliest:
                end = start[member[j]] + duration[member[j]]
                earliest = min(earliest, end)
                if end > latest:
                    latest, second = end, latest
                else:
                    second = max(second, end)
                j += 1
            if j - i >= least and latest - second >= ahead:
                begin[found] = i
                stop[found] = j
                gain[found] = latest - second
                found += 1
            i = j
    return found


def abreast(
    first: NDArray[np.int64],
    member: NDArray[np.int32],
    start: NDArray[np.int64],
    duration: NDArray[np.int64],
    least: int,
    ahead: int,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Runs of at least `least` members of a group, each begun before any of the run had ended,
    whose last end is at least `ahead` after the one before.

    Group g has member[first[g]:first[g + 1]] by start; `start`, `duration` are int64 by member id.
    Returns begin, stop (places in `member`) and that lead, int64 each.
    """
    room = len(member) // max(least, 1) + 1
    begin, stop, gain = np.empty(room, np.int64), np.empty(room, np.int64), np.empty(room, np.int64)
    count = _abreast(first, member, start, duration, least, ahead, begin, stop, gain)
    return begin[:count].copy(), stop[:count].copy(), gain[:count].copy()
