"""What is left in a heap when everything that can be collected is: its floors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.series.single import Single

FEWEST_FULL = 4
"""Full collections from which on floors stand on them alone."""

WINDOWS = 10
"""Into so many equal stretches a series without full collections is cut to look for low points."""

_FEWEST_MOMENTS = 30
_FEWEST_FALLS = 5
_SMALLEST_FALL = 0.02
_SOON = 0.25
"""A measurement tells a floor when it came before this part of the time to the next collection."""


@dataclass(frozen=True)
class Floors:
    """Floors by time: time_ns int64, value float64 bytes, row int32: the collection (an index into
    the model's), -1 for a low point. `after_full`: they stand on full collections."""

    time_ns: NDArray[np.int64]
    value: NDArray[np.float64]
    row: NDArray[np.int32]
    after_full: bool

    def __len__(self) -> int:
        return len(self.time_ns)


NO_FLOORS = Floors(np.zeros(0, np.int64), np.zeros(0), np.zeros(0, np.int32), False)


def floors_of(single: Single, series: str = "heapUsed") -> Floors:
    """A heap's floors: what its full collections left, as they say or as was measured right after;
    where there are too few, the low points of the series; none where no fall was ever seen, for
    then nothing was collected and a rise means nothing."""
    told = _told(single) if series == "heapUsed" else NO_FLOORS
    if len(told) >= FEWEST_FULL:
        return told
    measured = _measured_after(single, series)
    if len(measured) >= FEWEST_FULL:
        return measured
    time, value = _curve(single, series)
    return _low_points(time, value) if _falls(value) >= _FEWEST_FALLS else NO_FLOORS


def low_points(time_ns: NDArray[np.int64], value: NDArray[np.float64]) -> Floors:
    """The lowest value of each of `WINDOWS` equal stretches, of a series that need not fall."""
    known = np.isfinite(value)
    return _low_points(time_ns[known], value[known])


def _told(single: Single) -> Floors:
    found = single.collections
    known = found.is_full & (found.after_bytes >= 0)
    return Floors(
        found.time_ns[known] + found.pause_ns[known],
        found.after_bytes[known].astype(np.float64),
        single.rows[known],
        True,
    )


def _measured_after(single: Single, series: str) -> Floors:
    values = single.series.get(series)
    found = single.collections
    if values is None or not found.is_full.any():
        return NO_FLOORS
    known = np.isfinite(values)
    time, values = single.time_ns[known], values[known]
    full = np.flatnonzero(found.is_full)
    end = found.time_ns[full] + found.pause_ns[full]
    place = np.searchsorted(time, end)
    following = np.append(found.time_ns[full][1:], np.iinfo(np.int64).max)
    has_one = place < len(time)
    at = np.minimum(place, max(len(time) - 1, 0))
    if not len(time):
        return NO_FLOORS
    soon = time[at] - end <= np.maximum((following - end) * _SOON, 0)
    kept = has_one & soon & (time[at] < following)
    return Floors(time[at][kept], values[at][kept], single.rows[full][kept], True)


def _curve(single: Single, series: str) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The series, or what collections left where it was not measured."""
    values = single.series.get(series)
    if values is not None:
        known = np.isfinite(values)
        return single.time_ns[known], values[known]
    found = single.collections
    if series != "heapUsed":
        return np.zeros(0, np.int64), np.zeros(0)
    known = found.after_bytes >= 0
    end = found.time_ns + found.pause_ns
    return end[known], found.after_bytes[known].astype(np.float64)


def _falls(value: NDArray[np.float64]) -> int:
    """How often a series falls by more than a trifle."""
    if len(value) < _FEWEST_MOMENTS:
        return 0
    return int(np.count_nonzero(-np.diff(value) > _SMALLEST_FALL * value[:-1]))


def _low_points(time: NDArray[np.int64], value: NDArray[np.float64]) -> Floors:
    if len(time) < 2 * WINDOWS:
        return NO_FLOORS
    span = max(1, int(time[-1] - time[0]))
    window = np.minimum((time - time[0]) * WINDOWS // span, WINDOWS - 1)
    order = np.lexsort((value, window))
    first = order[np.unique(window[order], return_index=True)[1]]
    return Floors(time[first], value[first], np.full(len(first), -1, np.int32), False)
