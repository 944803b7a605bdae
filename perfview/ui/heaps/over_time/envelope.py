"""A long series as what can be seen of it: the least and the largest value of each pixel."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_A_PIXEL = 2
"""Values a pixel that a level has to have to be good enough."""

_Level = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]


@dataclass(frozen=True)
class Seen:
    """Least and largest values by time; one and the same where each value is drawn by itself."""

    time: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    is_dense: bool

    def line(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """x and y of a line through all of it."""
        if not self.is_dense:
            return self.time, self.low
        y = np.empty(2 * len(self.time))
        y[0::2], y[1::2] = self.low, self.high
        return np.repeat(self.time, 2), y


class Envelope:
    """Least and largest values over pairs, pairs of pairs and so on; a view takes the level that
    has about as many as it has pixels, so that drawing never depends on how long the series is.

    time float64 (m) rising, value float64 (m) without NaN.
    """

    def __init__(self, time: NDArray[np.float64], value: NDArray[np.float64]) -> None:
        self.time, self.value = time, value
        self._levels = [(time, value, value)]
        while len(self._levels[-1][0]) > 4096:
            self._levels.append(_halved(*self._levels[-1]))

    def __len__(self) -> int:
        return len(self.time)

    def seen(self, start: float, end: float, pixels: int) -> Seen:
        """What is drawn between two times, with one value beyond either edge."""
        time, low, high = self._level(start, end, pixels)
        if len(time) <= pixels:
            return Seen(time, low, high, is_dense=bool((low < high).any()))
        place = np.clip((time - start) * (pixels / (end - start)), -1, pixels).astype(np.int64)
        first = np.flatnonzero(np.diff(place, prepend=-2))
        return Seen(
            time[first],
            np.minimum.reduceat(low, first),
            np.maximum.reduceat(high, first),
            is_dense=True,
        )

    def _level(self, start: float, end: float, pixels: int) -> _Level:
        """The coarsest level that still has two values a pixel, as far as it is seen."""
        for level in reversed(self._levels):
            time = level[0]
            first = max(0, int(np.searchsorted(time, start)) - 1)
            last = min(len(time), int(np.searchsorted(time, end, "right")) + 1)
            if last - first >= _A_PIXEL * pixels:
                break
        return level[0][first:last], level[1][first:last], level[2][first:last]

    def at(self, time: float) -> int:
        """The place of the last value at or before a time, 0 before the first."""
        return max(0, int(np.searchsorted(self.time, time, "right")) - 1)


def _halved(
    time: NDArray[np.float64], low: NDArray[np.float64], high: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    places = np.arange(0, len(time), 2)
    return time[places], np.minimum.reduceat(low, places), np.maximum.reduceat(high, places)
