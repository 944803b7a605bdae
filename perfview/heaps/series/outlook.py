"""When a rising heap will be full."""

from __future__ import annotations

from dataclasses import dataclass

from perfview.findings.quantities import THIN, duration
from perfview.heaps.series.trend import Trend

_HOUR = 3.6e12


@dataclass(frozen=True)
class Outlook:
    """The limit in bytes, and in how many ns the line through the floors reaches it: as fitted, at
    the earliest and at the latest (inf for never)."""

    limit: float
    at_ns: float
    earliest_ns: float
    latest_ns: float


def outlook_of(trend: Trend, limit: float) -> Outlook:
    """When floors that go on rising as they did reach `limit` bytes; 0 when they are there."""
    left = max(0.0, limit - trend.last)
    times = [left / slope * _HOUR if slope > 0 else float("inf") for slope in _slopes(trend)]
    return Outlook(limit, times[0], times[1], times[2])


def roughly(ns: float) -> str:
    """A time to come, no more exact than it can be told: ``25 h``, ``3 days``, ``4 min``."""
    for unit, words in ((24 * _HOUR, " days"), (_HOUR, f"{THIN}h"), (_HOUR / 60, f"{THIN}min")):
        if ns >= (3 if unit == 24 * _HOUR else 1.5) * unit:
            return f"{ns / unit:,.0f}{words}" if ns < 3.65e5 * _HOUR else "many years"
    return duration(ns) if ns >= 1e9 else "less than a second"


def _slopes(trend: Trend) -> tuple[float, float, float]:
    return trend.slope, trend.high, trend.low
