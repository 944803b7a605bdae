"""Tables of numbered things, one table a scope, looked up for many rows at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import inlined, kernel

_SPACIOUS = 4
"""Tables with at least one entry in this many places are indexed directly."""


@inlined
def _find(scope, number, first, size, place, entry_first, entry_number):  # type: ignore[no-untyped-def]
    """The entry of this number in this scope, or -1."""
    if size[scope] > 0:
        if 0 <= number < size[scope]:
            return np.int64(place[first[scope] + number])
        return np.int64(-1)
    low, high = entry_first[scope], entry_first[scope + 1]
    while low < high:
        middle = (low + high) >> 1
        if entry_number[middle] < number:
            low = middle + 1
        else:
            high = middle
    if low < entry_first[scope + 1] and entry_number[low] == number:
        return np.int64(low)
    return np.int64(-1)


@kernel(
    "void(int32[::1], int64[::1], int64[::1], int64[::1], int32[::1], int64[::1], int64[::1],"
    " int32[::1], int32[::1])",
    _nrt=False,
)
def _find_all(scope, number, first, size, place, entry_first, entry_number, entry_row, out):  # type: ignore[no-untyped-def]
    for i in range(scope.size):
        out[i] = -1
        if scope[i] < 0 or scope[i] >= size.size:
            continue
        entry = _find(scope[i], number[i], first, size, place, entry_first, entry_number)
        if entry >= 0:
            out[i] = entry_row[entry]


@kernel("void(int64[::1], int64[::1], int64[::1], int64[::1], int32[::1])", _nrt=False)
def _fill(entry_first, entry_number, first, size, place):  # type: ignore[no-untyped-def]
    for scope in range(size.size):
        if size[scope] > 0:
            for entry in range(entry_first[scope], entry_first[scope + 1]):
                place[first[scope] + entry_number[entry]] = entry


@dataclass(frozen=True)
class Numbered:
    """Entries by scope, then number; of equal ones the first counts.

    entry_first int64 (scopes + 1), entry_number int64, entry_row int32. Scopes with few gaps are
    indexed directly: size int64 (scopes) places from first int64 of `place` int32 (-1 none); the
    others (size 0) are searched.
    """

    entry_first: NDArray[np.int64]
    entry_number: NDArray[np.int64]
    entry_row: NDArray[np.int32]
    first: NDArray[np.int64]
    size: NDArray[np.int64]
    place: NDArray[np.int32]

    def rows(self, scope: NDArray[np.int32], number: NDArray[np.int64]) -> NDArray[np.int32]:
        """The row of each (scope, number): int32, -1 for what was never entered."""
        out = np.empty(len(scope), np.int32)
        _find_all(
            scope,
            number,
            self.first,
            self.size,
            self.place,
            self.entry_first,
            self.entry_number,
            self.entry_row,
            out,
        )
        return out


def numbered(
    scope: NDArray[np.int32], number: NDArray[np.int64], row: NDArray[np.int32], scopes: int
) -> Numbered:
    """Tables of entries: scope int32 (-1: left out), number int64, row int32, one length."""
    kept = np.flatnonzero(scope >= 0)
    order = kept[np.lexsort((number[kept], scope[kept]))]
    scope, number, row = scope[order], number[order], row[order]
    is_first = np.ones(len(order), np.bool_)
    is_first[1:] = (scope[1:] != scope[:-1]) | (number[1:] != number[:-1])
    scope, number, row = scope[is_first], number[is_first], row[is_first]
    entry_first = np.searchsorted(scope, np.arange(scopes + 1)).astype(np.int64)
    size = _sizes(entry_first, number)
    first = np.cumsum(size) - size
    place = np.full(int(size.sum()), -1, np.int32)
    _fill(entry_first, number, first, size, place)
    return Numbered(entry_first, number, row, first, size, place)


def _sizes(entry_first: NDArray[np.int64], number: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many places each scope is indexed by: 0 where that would waste memory."""
    entries = np.diff(entry_first)
    size = np.zeros(len(entries), np.int64)
    used = np.flatnonzero(entries)
    least, most = number[entry_first[used]], number[entry_first[used + 1] - 1]
    dense = (least >= 0) & (most < _SPACIOUS * entries[used] + 64)
    size[used[dense]] = most[dense] + 1
    return size
