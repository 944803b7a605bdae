"""The times between samples, from whichever way a file writes them down."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.profiles.readers.v8.number_lists import Numbers
from perfview.recording.report import ImportReport

_NS = 1000.0
"""V8 writes microseconds, some tools with fractions."""

_MOST = 2.0**62


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
    _note_lost(samples - len(deltas), report)
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


def aligned(
    samples: NDArray[np.int64],
    delta: NDArray[np.int64],
    deltas: NDArray[np.int64],
    duration_ns: NDArray[np.int64],
    report: ImportReport,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Of several profiles how many samples have a time, int64 (p), and those times in ns, int64.

    Profile k has samples[k] samples, and deltas[k] of `delta`, end to end.
    """
    first = np.cumsum(deltas) - deltas
    parts = []
    for k, count in enumerate(samples.tolist()):
        if not deltas[k] and count:
            parts.append(_spread(count, int(duration_ns[k]), 0, report))
        else:
            parts.append(delta[first[k] : first[k] + min(count, int(deltas[k]))])
    kept = np.array([len(part) for part in parts], np.int64)
    _note_lost(int((samples - kept).sum()), report)
    return kept, np.concatenate(parts)


def _note_lost(count: int, report: ImportReport) -> None:
    report.note(
        "samples-without-time",
        count,
        "There are more samples than times between them; the samples without one were left out.",
    )
