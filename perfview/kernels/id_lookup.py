"""Where numbers of one list stand in another, when most of them are small and odd or even alike."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import mix
from perfview.kernels.jit import kernel, part

SPREAD = 8
"""A number is looked up directly when its half is below this many times the longer list."""


BLOCK = 16
"""So many neighbouring numbers of one parity are kept side by side, one line of a cache."""


@part
def _slot(number, mask):  # type: ignore[no-untyped-def]
    """Where the search for a number begins: neighbours together, their blocks anywhere."""
    block = ((number >> 5) << 1) | (number & 1)
    return ((np.int64(mix(np.uint64(block))) * BLOCK) | ((number >> 1) & (BLOCK - 1))) & mask


@kernel("void(int64[::1], int32[::1], int32[::1])", _nrt=False)
def _hash_in(ids, rows, slots):  # type: ignore[no-untyped-def]
    mask = slots.size - 1
    for i in range(rows.size):
        at = _slot(ids[rows[i]], mask)
        while slots[at] >= 0 and ids[slots[at]] != ids[rows[i]]:
            at = (at + 1) & mask
        slots[at] = rows[i]


@kernel("void(int64[::1], int32[::1], int64[::1], int32[::1], int32[::1])", _nrt=False)
def _hash_out(ids, slots, wanted, rows, found):  # type: ignore[no-untyped-def]
    mask = slots.size - 1
    for i in range(rows.size):
        number = wanted[rows[i]]
        at = _slot(number, mask)
        while slots[at] >= 0 and ids[slots[at]] != number:
            at = (at + 1) & mask
        found[rows[i]] = slots[at]


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

    Of numbers that stand in `ids` twice any place is given. Odd numbers up to 16 times as large as
    the lists are long (what a recorder numbers through) are looked up directly, others by hashing.
    """
    longest = SPREAD * max(len(ids), len(wanted)) + 1024
    top = int(ids.max(initial=0)) // 2 + 1
    table = np.full(min(top, longest), -1, np.int32)
    rest = np.empty(len(ids), np.int32)
    rest = rest[: _enter(ids, table, rest)].copy()
    found, open_ = np.empty(len(wanted), np.int32), np.empty(len(wanted), np.int32)
    open_ = open_[: _look_up(wanted, table, found, open_)]
    del table
    if len(rest) and len(open_):
        slots = np.full(1 << (2 * len(rest) + BLOCK).bit_length(), -1, np.int32)
        _hash_in(ids, rest, slots)
        _hash_out(ids, slots, wanted, open_, found)
    return found
