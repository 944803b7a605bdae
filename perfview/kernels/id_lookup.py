"""Where numbers of one list stand in another, when most of them are small and odd or even alike."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel

SPREAD = 8
"""A number is looked up directly when its half is below this many times the longer list."""


@kernel("int64(int64[::1], int32[::1], int32[::1])")
def _enter(ids, table, rest):  # type: ignore[no-untyped-def]
    """Odd numbers go into the table by their half, the places of all others into `rest`."""
    left = 0
    for i in range(ids.size):
        half = ids[i] >> 1
        if ids[i] & 1 and 0 <= half < table.size:
            table[half] = i
        else:
            rest[left] = i
            left += 1
    return left


@kernel("int64(int64[::1], int32[::1], int32[::1], int32[::1])")
def _look_up(ids, table, found, rest):  # type: ignore[no-untyped-def]
    left = 0
    for i in range(ids.size):
        half = ids[i] >> 1
        if ids[i] & 1 and 0 <= half < table.size:
            found[i] = table[half]
        else:
            found[i] = -1
            rest[left] = i
            left += 1
    return left


def places_in(ids: NDArray[np.int64], wanted: NDArray[np.int64]) -> NDArray[np.int32]:
    """Where each wanted number stands in `ids`, -1 when it is not among them; int32 (wanted).

    Of numbers that stand in `ids` twice any place is given. Linear for odd numbers up to 16 times
    as large as the lists are long (what a recorder numbers through), by sorting for all others.
    """
    longest = SPREAD * max(len(ids), len(wanted)) + 1024
    top = int(ids.max(initial=0)) // 2 + 1
    table = np.full(min(top, longest), -1, np.int32)
    rest = np.empty(len(ids), np.int32)
    rest = rest[: _enter(ids, table, rest)].copy()
    found, open_ = np.empty(len(wanted), np.int32), np.empty(len(wanted), np.int32)
    open_ = open_[: _look_up(wanted, table, found, open_)]
    if len(rest) and len(open_):
        found[open_] = _by_sorting(ids[rest], rest, wanted[open_])
    return found


def _by_sorting(
    ids: NDArray[np.int64], places: NDArray[np.int32], wanted: NDArray[np.int64]
) -> NDArray[np.int32]:
    order = np.argsort(ids)
    at = np.minimum(np.searchsorted(ids, wanted, sorter=order), len(ids) - 1)
    hit = order[at]
    return np.where(ids[hit] == wanted, places[hit], -1).astype(np.int32)
