"""Numbers of rows summed by the group a row is in."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel


@kernel(
    "void(int32[::1], float64[::1], int32[::1], uint8[::1], float64[::1], int64[::1])", _nrt=False
)
def _add(group, value, tag, counts, total, number):  # type: ignore[no-untyped-def]
    for i in range(group.size):
        g = group[i]
        if g >= 0 and (tag.size == 0 or counts[tag[i]]):
            total[g] += value[i]
            number[g] += 1


@kernel("void(int32[::1], float64[::1], int64[::1], float64[::1], int64[::1])", _nrt=False)
def _gather(place, value, number, total, count):  # type: ignore[no-untyped-def]
    for i in range(place.size):
        at = place[i]
        if at >= 0:
            total[at] += value[i]
            count[at] += number[i]


def gathered(
    place: NDArray[np.int32], value: NDArray[np.float64], number: NDArray[np.int64], places: int
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Values and numbers summed by place: float64 and int64 (places).

    place int32 (n), -1 for none; value float64 (n), number int64 (n).
    """
    total, count = np.zeros(places), np.zeros(places, np.int64)
    _gather(place, value, number, total, count)
    return total, count


def add_rows(
    group: NDArray[np.int32],
    value: NDArray[np.float64],
    total: NDArray[np.float64],
    number: NDArray[np.int64],
    tag: NDArray[np.int32] | None = None,
    counts: NDArray[np.bool_] | None = None,
) -> None:
    """Add rows to the totals and numbers of their groups, float64 and int64 (groups).

    group int32 (n), -1 for none; value float64 (n). Given tags int32 (n), only rows whose tag
    counts, bool, are added; tag -1 looks at the last one.
    """
    tags = np.zeros(0, np.int32) if tag is None else tag
    which = np.ones(1, np.bool_) if counts is None else counts
    _add(group, value, tags, which.view(np.uint8), total, number)
