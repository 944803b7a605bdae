"""What a timeline shows of a recording, worked out off the window's thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.series.floors import Floors, floors_of
from perfview.heaps.series.single import Single, singles
from perfview.heaps.series.trend import Trend, trend_of
from perfview.heaps.study import Study
from perfview.ui.heaps.over_time.bounds import Bounds
from perfview.ui.heaps.over_time.envelope import Envelope

USED = "heapUsed"
_ORDER = (USED, "heapTotal", "rss", "external", "arrayBuffers")
_MOST_SERIES = 8
NONE_MOVED: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True)
class Content:
    """One heap: its series by name (the heap in use first; of logs what collections say), floors
    and trend, and its collections as pauses (seconds into the recording, milliseconds)."""

    single: Single
    series: dict[str, Envelope]
    floors: Floors
    trend: Trend
    pauses: Envelope
    limit_bytes: int
    bounds: Bounds
    ended_by: str
    outside: Trend
    """Of `arrayBuffers`, or else `external`."""

    @cached_property
    def start(self) -> float:
        """When the first was measured, s."""
        return self.single.start_ns / 1e9

    @cached_property
    def end(self) -> float:
        """When the last was measured, s; later than the start."""
        return max(self.single.end_ns / 1e9, self.start + 1e-3)


def contents_of(study: Study, thresholds: Mapping[str, float] = NONE_MOVED) -> list[Content]:
    """Every heap of a recording, the most points first. `thresholds` of detectors that are not as
    they come are those that findings are made with."""
    bounds = Bounds.of(thresholds)
    return [_content(study, single, bounds) for single in singles(study)]


def _content(study: Study, single: Single, bounds: Bounds) -> Content:
    floors = floors_of(single)
    found = single.collections
    outside = "arrayBuffers" if "arrayBuffers" in single.series else "external"
    return Content(
        single=single,
        series=_series(single),
        floors=floors,
        trend=trend_of(floors, died=bool(study.model.ended_by)),
        pauses=Envelope(found.time_ns / 1e9, found.pause_ns / 1e6),
        limit_bytes=study.model.limit_bytes,
        bounds=bounds,
        ended_by=study.model.ended_by,
        outside=trend_of(floors_of(single, outside)),
    )


def _series(single: Single) -> dict[str, Envelope]:
    names = sorted(single.series, key=lambda n: _ORDER.index(n) if n in _ORDER else len(_ORDER))
    shown = {}
    for name in names[:_MOST_SERIES]:
        known = np.isfinite(single.series[name])
        if known.any():
            shown[name] = Envelope(single.time_ns[known] / 1e9, single.series[name][known])
    if USED not in shown:
        time, value = _saw_tooth(single)
        if len(time):
            shown = {USED: Envelope(time, value)} | shown
    if "heapTotal" not in shown and (single.collections.committed_bytes >= 0).any():
        known = single.collections.committed_bytes >= 0
        time = single.collections.time_ns[known] / 1e9
        shown["heapTotal"] = Envelope(
            time, single.collections.committed_bytes[known].astype(np.float64)
        )
    return shown


def _saw_tooth(single: Single) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The heap in use as its collections tell it: before each and after each."""
    found = single.collections
    known = (found.before_bytes >= 0) & (found.after_bytes >= 0)
    count = int(np.count_nonzero(known))
    time, value = np.empty(2 * count), np.empty(2 * count)
    time[0::2] = found.time_ns[known] / 1e9
    time[1::2] = (found.time_ns[known] + found.pause_ns[known]) / 1e9
    value[0::2], value[1::2] = found.before_bytes[known], found.after_bytes[known]
    # Times of logs are rounded: a collection may seem to begin before the last one ended.
    return np.maximum.accumulate(time), value
