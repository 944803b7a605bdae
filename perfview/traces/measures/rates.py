"""Requests of an endpoint over time: how many come, how many are answered, how long they take."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.traces.measures.requests import requests_of
from perfview.traces.study import Study

WINDOWS = 40
EACH = 15
"""Requests a window holds on average, at least, or its rate is mostly chance."""
FEWEST = 10


@dataclass(frozen=True)
class Rates:
    """w windows of equal length over the time an endpoint was asked for.

    traces int32: its requests; begun, ended int64: the window each began and ended in. offered,
    done int64 (w): requests that began and that ended in the window; p50_ns float64 (w): of those
    that ended, nan for none. seconds: a window's length.
    """

    traces: NDArray[np.int32]
    begun: NDArray[np.int64]
    ended: NDArray[np.int64]
    offered: NDArray[np.int64]
    done: NDArray[np.int64]
    p50_ns: NDArray[np.float64]
    seconds: float


def rates_of(study: Study, endpoint: int) -> Rates | None:
    """An endpoint's requests over time; None where there are too few to say anything."""
    traces = requests_of(study).of(endpoint)
    windows = min(WINDOWS, len(traces) // EACH)
    if windows < FEWEST:
        return None
    start = study.model.start_ns[study.structure.root[traces]]
    spent = requests_of(study).duration_ns[traces]
    begin, length = int(start.min()), int(np.ptp(start))
    if length < windows:
        return None
    begun = np.minimum((start - begin) * windows // (length + 1), windows - 1)
    ended = np.minimum((start + spent - begin) * windows // (length + 1), windows)
    done = np.bincount(ended, minlength=windows + 1)
    order = np.lexsort((spent, ended))
    stop = np.cumsum(done)
    middle = np.minimum(stop - done + (done - 1) // 2, len(order) - 1)
    p50 = np.where(done > 0, spent[order[np.maximum(middle, 0)]].astype(np.float64), np.nan)
    return Rates(
        traces=traces,
        begun=begun,
        ended=ended,
        offered=np.bincount(begun, minlength=windows),
        done=done[:windows],
        p50_ns=p50[:windows],
        seconds=length / windows / 1e9,
    )


def saturated(rates: Rates, drop: float, slowdown: float) -> tuple[int, int] | None:
    """The longest run of windows (first, last + 1) in which the endpoint answers at least `drop`
    (0-1) fewer than it does in the middle, beyond chance, and takes `slowdown` times as long.

    Two windows at least; a rate is beyond chance two standard deviations of a Poisson count off.
    """
    usual = float(np.median(rates.done))
    quick = float(np.nanpercentile(rates.p50_ns, 25)) if np.isfinite(rates.p50_ns).any() else 0.0
    fewer = rates.done <= min((1 - drop) * usual, usual - 2 * usual**0.5)
    slower = np.nan_to_num(rates.p50_ns, nan=np.inf) >= slowdown * max(quick, 1.0)
    # Nothing asked for is no trouble, unless what came before is still being worked on.
    asked = rates.offered + np.concatenate([[0], np.cumsum(rates.offered - rates.done)[:-1]]) > 0
    bad = fewer & slower & asked
    edges = np.flatnonzero(np.diff(np.concatenate([[False], bad, [False]]).astype(np.int8)))
    runs = edges.reshape(-1, 2)
    if not len(runs):
        return None
    first, last = runs[np.argmax(runs[:, 1] - runs[:, 0])].tolist()
    return (first, last) if last - first >= 2 else None
