"""How the floors of a heap go: level, rising, risen once, in steps, up and down again."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.series.fit import Line, line_through, settling_error, step_errors, thinned
from perfview.heaps.series.floors import Floors

FEWEST = 5
"""Floors from which on a rise can be more than chance: all rising, 1 in 120 (Kendall 1938)."""

_FEWEST_SHAPES = 4
_MOST_STEPS = 4
_STEPS_EXPLAIN = 0.35
"""Steps are what explains the floors when they leave less than this part of a line's error."""
_LATE = 0.3
"""The second half must rise at least by this part of the whole slope."""
_SURE_TAU = 0.55
"""Rank correlation of low points, which are no sure floors, from which on they rise."""
_BURST = 3.0
_TWICE = 0.8
"""A burst is this much of the ends higher than they, and so many times the scatter."""
_WILD = 6.0
_LEVEL = 0.02


class Shape(StrEnum):
    """What the floors do."""

    UNKNOWN = "unknown"
    STEADY = "steady"
    RISING = "rising"
    STEPS = "steps"
    PLATEAU = "plateau"
    BURST = "burst"


@dataclass(frozen=True)
class Trend:
    """The floors' shape, and the line through them: slope with its interval in bytes an hour, from
    `first` to `last` bytes (fitted) over `span_ns`; `points` floors. `steps`: how many. `released`:
    the very last floor lies far below the line, everything was let go at the end."""

    shape: Shape
    slope: float = 0.0
    low: float = 0.0
    high: float = 0.0
    first: float = 0.0
    last: float = 0.0
    tau: float = 0.0
    noise: float = 0.0
    points: int = 0
    span_ns: int = 0
    steps: int = 0
    released: bool = False

    @property
    def rise(self) -> float:
        """How much higher the line ends than it begins, bytes."""
        return self.last - self.first


def trend_of(floors: Floors, *, died: bool = False) -> Trend:
    """The trend of floors; of fewer than four nothing is known.

    `died`: the heap was full in the end, so that its floors could not go on rising.
    """
    if len(floors) < _FEWEST_SHAPES:
        return Trend(Shape.UNKNOWN, points=len(floors))
    begin = int(floors.time_ns[0])
    hours = (floors.time_ns - begin) / 3.6e12
    x, y = thinned(hours, floors.value)
    released = _is_released(x, y)
    if released:
        x, y = x[:-1], y[:-1]
    if x[-1] <= x[0]:
        return Trend(Shape.UNKNOWN, points=len(floors))
    line = line_through(x, y)
    shape, steps = _shape(x, y, line, floors.after_full, died)
    return Trend(
        shape,
        line.slope,
        line.low,
        line.high,
        line.at(float(x[0])),
        line.at(float(x[-1])),
        line.tau,
        line.noise,
        len(floors),
        int((x[-1] - x[0]) * 3.6e12),
        steps,
        released,
    )


def _is_released(x: NDArray[np.float64], y: NDArray[np.float64]) -> bool:
    """Whether only the last floor lies far below all of the others' line: the program's end."""
    if len(x) < 2 * FEWEST or x[-2] <= x[0]:
        return False
    line = line_through(x[:-1], y[:-1])
    below = line.at(float(x[-1])) - float(y[-1])
    return line.low > 0 and below > max(_WILD * line.noise, 0.5 * (float(y[-2]) - float(y[0])))


def _shape(
    x: NDArray[np.float64], y: NDArray[np.float64], line: Line, after_full: bool, died: bool
) -> tuple[Shape, int]:
    level = max(_LEVEL * float(np.median(y)), line.noise)
    steps = _steps(x, y, line)
    if steps:
        return Shape.STEPS, steps
    if _is_burst(y, level):
        return Shape.BURST, 0
    rises = line.low > 0 and line.slope * float(x[-1] - x[0]) > level
    sure = after_full or line.tau >= _SURE_TAU
    if rises and sure and len(x) >= FEWEST and (died or _rises_late(x, y, line)):
        return Shape.RISING, 0
    settled = float(np.median(y[len(y) // 2 :]))
    if (
        settled - float(y[0]) > 2 * level
        and settled - float(y[: max(1, len(y) // 5)].min()) > 2 * level
    ):
        return Shape.PLATEAU, 0
    return Shape.STEADY, 0


def _rises_late(x: NDArray[np.float64], y: NDArray[np.float64], line: Line) -> bool:
    """Whether the second half goes on rising: warming up and filling a cache do not."""
    half = len(x) // 2
    late = line_through(x[half:], y[half:])
    if late.slope < _LATE * line.slope:
        return False
    third = x >= x[0] + 0.6 * (x[-1] - x[0])
    if np.count_nonzero(third) < FEWEST:
        return True
    return line_through(x[third], y[third]).slope >= _LATE * line.slope


def _steps(x: NDArray[np.float64], y: NDArray[np.float64], line: Line) -> int:
    """How many steps up explain the floors far better than a line does, 0 when none do."""
    straight = float(((y - line.offset - line.slope * x) ** 2).sum())
    most = min(_MOST_STEPS, len(y) // 2 - 1)
    if most < 1 or straight <= 0:
        return 0
    errors, ways = step_errors(y, most)
    for steps in range(1, most + 1):
        if errors[steps] >= min(_STEPS_EXPLAIN * straight, settling_error(x, y)):
            continue
        levels = [float(np.median(part)) for part in np.split(y, ways[steps])]
        rises = np.diff(levels)
        off = np.sqrt(errors[steps] / max(1, len(y) - steps - 1))
        if (rises > max(3 * off, _LEVEL * levels[0])).all():
            return steps
    return 0


def _is_burst(y: NDArray[np.float64], level: float) -> bool:
    """Whether it stood far higher in between than at its beginning and its end: of many floors two
    in a row, for one may have come before everything was let go."""
    part = max(1, len(y) // 5)
    ends = max(float(np.median(y[:part])), float(np.median(y[-part:])))
    between = y[part:-part]
    if len(y) >= 2 * FEWEST:
        between = np.minimum(between[1:], between[:-1])
    return float(between.max(initial=0.0)) - ends > max(_BURST * level, _TWICE * ends)
