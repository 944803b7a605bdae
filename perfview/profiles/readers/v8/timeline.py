"""When V8's samples were taken and how long each lasted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.profiles.readers.v8.recorded import Recorded
from perfview.recording.report import ImportReport

LONGEST_NS = 86_400 * 10**9
"""A day: a longer time between two samples is taken for a broken number."""

_LOOKED_AT = 100_000


@dataclass(frozen=True)
class Timeline:
    """time_ns int64, weight float64 (ns), one each a sample; end_ns int64, one a profile.

    `order` is how the samples had to be sorted for time not to fall, None when they stand so.
    """

    time_ns: NDArray[np.int64]
    weight: NDArray[np.float64]
    end_ns: NDArray[np.int64]
    order: NDArray[np.int64] | None
    interval_ns: int


def timeline_of(recorded: Recorded, report: ImportReport) -> Timeline:
    """Sum up the times between samples. A sample lasts until the next one of its profile, the last
    one not at all, as nobody knows (so does speedscope).

    V8 may write negative times (two threads take them): samples are sorted, as in Chrome's
    DevTools.
    """
    delta = _believable(recorded.delta, report)
    time = np.cumsum(delta)
    first = recorded.first
    begun = np.flatnonzero(np.diff(first))
    before = np.where(first[begun] > 0, time[np.maximum(first[begun] - 1, 0)], 0)
    origin = int(recorded.start_ns[begun].min()) if len(begun) else 0
    if len(begun) == 1:
        time += recorded.start_ns[begun[0]] - origin
    else:
        shift = recorded.start_ns[begun] - origin - before
        time += np.repeat(shift, np.diff(first)[begun])
    order = _sorted(time, recorded, report)
    time = time if order is None else time[order]
    weight = np.zeros(len(time), np.float64)
    np.subtract(time[1:], time[:-1], out=weight[:-1], casting="unsafe")
    weight[first[begun + 1] - 1] = 0.0
    end = np.zeros(len(first) - 1, np.int64)
    end[begun] = time[first[begun + 1] - 1]
    return Timeline(time, weight, end, order, _median(recorded.delta))


def _believable(delta: NDArray[np.int64], report: ImportReport) -> NDArray[np.int64]:
    wrong = (delta > LONGEST_NS) | (delta < -LONGEST_NS)
    count = int(np.count_nonzero(wrong))
    report.note(
        "broken-times",
        count,
        "Samples say that more than a day lies between them; it was left out.",
    )
    return np.where(wrong, 0, delta) if count else delta


def _sorted(
    time: NDArray[np.int64], recorded: Recorded, report: ImportReport
) -> NDArray[np.int64] | None:
    """The order in which time does not fall within a profile, None when it does not; reported."""
    falls = time[1:] < time[:-1]
    falls[recorded.first[(recorded.first > 0) & (recorded.first < len(time))] - 1] = False
    count = int(np.count_nonzero(falls))
    report.note(
        "negative-times",
        count,
        "Samples were written with a time before the sample in front of them. They were sorted by "
        "time; other tools may take the time between them for none.",
    )
    if not count:
        return None
    profile = np.repeat(np.arange(len(recorded.first) - 1), np.diff(recorded.first))
    return np.lexsort((time, profile))


def _median(delta: NDArray[np.int64]) -> int:
    """The usual time between samples, of at most 100,000 of them; the first has none before it."""
    some = delta[1 :: max(1, len(delta) // _LOOKED_AT)]
    some = some[some > 0]
    return int(np.median(some)) if len(some) else 0
