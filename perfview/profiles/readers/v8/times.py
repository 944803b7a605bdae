"""The times between samples, from whichever way a file writes them down."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.recording.report import ImportReport

_NS = 1000.0
"""V8 writes microseconds, some tools with fractions."""

_MOST = 2.0**62

Numbers = NDArray[np.float64] | NDArray[np.int64]


def deltas_of(
    samples: int,
    deltas: Numbers | None,
    stamps: Numbers | None,
    start_ns: int,
    duration_ns: int,
    hits: int,
    report: ImportReport,
) -> NDArray[np.int64]:
    """ns before each sample, int64, at most `samples` of them: of later ones no time is known.

    `deltas` and `stamps` (times since the clock's beginning) are in microseconds. Without either
    the samples are spread evenly over the duration, as Chrome's DevTools does; `hits` says how many
    there were when a file breaks off in the list of samples.
    """
    if deltas is None and stamps is not None:
        deltas = np.diff(stamps, prepend=start_ns / _NS)
    if deltas is None:
        return _spread(samples, duration_ns, hits, report)
    lost = samples - len(deltas)
    report.note(
        "samples-without-time",
        lost,
        "There are more samples than times between them; the samples without one were left out.",
    )
    return in_ns(deltas[:samples])


def in_ns(microseconds: Numbers) -> NDArray[np.int64]:
    """Times in ns, int64; what does not fit stands at the end of what does."""
    scaled = np.multiply(microseconds, _NS)
    np.clip(scaled, -_MOST, _MOST, out=scaled)
    return np.rint(scaled, out=scaled).astype(np.int64)


def _spread(samples: int, duration_ns: int, hits: int, report: ImportReport) -> NDArray[np.int64]:
    report.note(
        "times-made",
        samples,
        "The file does not say when samples were taken; they were spread evenly.",
    )
    interval = duration_ns // max(samples, hits, 1)
    return np.full(samples, interval, np.int64)
