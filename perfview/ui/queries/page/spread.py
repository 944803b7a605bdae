"""How long the calls of one statement took: from the quickest to the slowest, in steps of tens."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.queries.study import Study

_FEWEST = 5
"""Calls from which on it is worth a picture."""
_MOST_STEPS = 36
_IN_TEN = (40, 32, 24, 16, 12, 8, 6, 4, 3, 2, 1)
"""Steps that a factor of ten may be divided into, the finest first."""


@dataclass(frozen=True)
class Spread:
    """edges_ns float64 (s + 1), each the same factor above the one before; calls int64 (s) between
    them; timed: how many there are in all; p50_ns, p95_ns of the statement."""

    edges_ns: NDArray[np.float64]
    calls: NDArray[np.int64]
    timed: int
    p50_ns: int
    p95_ns: int


def spread_of(study: Study, statement: int) -> Spread | None:
    """The durations of a statement's calls in equal steps of their logarithm, as fine as is still
    seen; None where too few calls tell how long they took."""
    took = study.model.calls.duration_ns[study.calls_of(statement)]
    took = took[took >= 0]
    if len(took) < _FEWEST:
        return None
    logs = np.log10(np.maximum(took, 1))
    low, high = float(logs.min()), float(logs.max())
    fine = next((each for each in _IN_TEN if (high - low) * each <= _MOST_STEPS), 1)
    first = int(np.floor(low * fine))
    last = max(int(np.floor(high * fine)) + 1, first + 1)
    edges = 10.0 ** (np.arange(first, last + 1) / fine)
    place = np.clip((logs * fine).astype(np.int64) - first, 0, last - first - 1)
    return Spread(
        edges,
        np.bincount(place, minlength=last - first),
        len(took),
        int(study.totals.p50_ns[statement]),
        int(study.totals.p95_ns[statement]),
    )
