"""Times of an axis: of day where a recording tells the date, else since its beginning."""

from __future__ import annotations

import time
from collections.abc import Iterator

from perfview.ui.lanes.ruler import tick_step, tick_words

_DAY = 86_400 * 10**9
_YEAR_OF_CLOCKS = 365 * _DAY
_ROUND = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400)
_SECOND = 10**9


def clock_ticks(start_ns: int, stop_ns: int, pixels: float) -> Iterator[tuple[int, str]]:
    """(time ns, words) of round times between two: ``14:30``, with seconds where they are needed
    and the day where a recording lasts for days; times that cannot be of a calendar are counted
    from the start."""
    span = max(stop_ns - start_ns, 1)
    step = tick_step(span, pixels)
    if start_ns < _YEAR_OF_CLOCKS or step < _SECOND:
        first = 0
        while first * step <= span:
            yield start_ns + first * step, tick_words(first * step, step)
            first += 1
        return
    wanted = step / _SECOND
    days = 86400 * (1 + int(wanted) // 86400)
    seconds = next((each for each in _ROUND if each >= wanted), days)
    step = seconds * _SECOND
    at = -(-start_ns // step) * step
    while at <= stop_ns:
        yield at, clock_words(at, step)
        at += step


def clock_words(at_ns: int, step_ns: int = _SECOND) -> str:
    """A time of day in UTC, as servers' logs are read: ``14:30:05``; of whole days the date."""
    told = time.gmtime(at_ns // _SECOND)
    if step_ns >= _DAY:
        return time.strftime("%d %b", told)
    return time.strftime("%H:%M" if step_ns >= 60 * _SECOND else "%H:%M:%S", told)


def is_of_calendar(at_ns: int) -> bool:
    """Whether a time is one of day: recordings without dates count from 0."""
    return at_ns >= _YEAR_OF_CLOCKS
