"""Node ids to rows: ids count within a profile, and files hold several."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import number_wide

_SPACIOUS = 4
"""Ids are looked up directly while there is at least one in this many places."""

_U = np.uint64


class NodeIds:
    """Which row has which id in which profile; of rows with the same one the last counts.

    profile int32, id int64, one length; `profiles` is how many there are.
    """

    def __init__(self, profile: NDArray[np.int32], ids: NDArray[np.int64], profiles: int) -> None:
        self._profile, self._ids = profile, ids
        self._least, size = _extent(profile, ids, profiles)
        self._is_direct = bool(size.sum() < _SPACIOUS * len(ids) + 1024)
        if not self._is_direct:
            return
        self._first = np.cumsum(size).astype(np.int64) - size.astype(np.int64)
        self._size = size.astype(np.int64)
        self._row = np.full(int(size.sum()), -1, np.int32)
        self._row[self._place(profile, ids)] = np.arange(len(ids), dtype=np.int32)

    @property
    def repeated(self) -> int:
        """How many rows have an id that a later row of their profile has, too."""
        rows = np.arange(len(self._ids), dtype=np.int32)
        return int(np.count_nonzero(self.rows(self._profile, self._ids) != rows))

    def rows(self, profile: NDArray[np.int32], ids: NDArray[np.int64]) -> NDArray[np.int32]:
        """The row of each id, int32, -1 for unknown ones."""
        if not self._is_direct:
            return self._searched(profile, ids)
        least, most = self._least, self._least + (self._size - 1)
        if len(least) == 1:
            inside = (ids >= least[0]) & (ids <= most[0])
        else:
            inside = (ids >= least[profile]) & (ids <= most[profile])
        if inside.all():
            return self._row[self._place(profile, ids)]
        found = np.full(len(ids), -1, np.int32)
        found[inside] = self._row[self._place(profile[inside], ids[inside])]
        return found

    def _place(self, profile: NDArray[np.int32], ids: NDArray[np.int64]) -> NDArray[np.int64]:
        shift = self._first - self._least
        return ids + (shift[0] if len(shift) == 1 else shift[profile])

    def _searched(self, profile: NDArray[np.int32], ids: NDArray[np.int64]) -> NDArray[np.int32]:
        n = len(self._ids)
        high = np.concatenate([self._profile, profile]).astype(_U)
        low = np.concatenate([self._ids, ids]).astype(_U)
        group, first = number_wide(high, low)
        row = np.full(len(first), -1, np.int32)
        row[group[:n]] = np.arange(n, dtype=np.int32)
        return row[group[n:]]


def _extent(
    profile: NDArray[np.int32], ids: NDArray[np.int64], profiles: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Each profile's least id, int64, and how far its ids reach, float64 (they may be huge)."""
    if profiles == 1 and len(ids):
        least, most = ids.min(keepdims=True), ids.max(keepdims=True)
    else:
        least = np.full(profiles, np.iinfo(np.int64).max)
        most = np.full(profiles, np.iinfo(np.int64).min)
        np.minimum.at(least, profile, ids)
        np.maximum.at(most, profile, ids)
    apart = (most.view(_U) - least.view(_U)).astype(np.float64)
    size = np.where(least <= most, apart + 1, 0.0)
    return np.where(least <= most, least, 0), size
