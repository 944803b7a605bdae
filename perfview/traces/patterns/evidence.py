"""Which spans prove a finding, the slowest request's first."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.findings.finding import Evidence
from perfview.traces.study import Study
from perfview.traces.threads import TrackKind

MOST_ROWS = 5_000
"""Rows kept of a finding: more cannot be looked at, and `total` still says how many there are."""


def evidence_of(study: Study, rows: NDArray[np.integer]) -> Evidence:
    """Evidence from span rows (any order): slowest traces first, by start within a trace.

    What ran on a thread comes before async work, which only tells how long somebody waited.
    """
    structure = study.structure
    trace = structure.trace[rows]
    present = np.zeros(structure.traces, np.bool_)
    present[trace] = True
    groups = np.flatnonzero(present)
    groups = groups[np.lexsort((-structure.duration_ns[groups], ~_on_threads(study, groups)))]
    place = np.zeros(structure.traces, np.int64)
    place[groups] = np.arange(len(groups))
    chosen = _foremost(rows, place[trace])
    order = np.lexsort((study.model.start_ns[chosen], place[structure.trace[chosen]]))
    return Evidence(chosen[order][:MOST_ROWS].astype(np.int32), groups.astype(np.int32), len(rows))


def _on_threads(study: Study, groups: NDArray[np.integer]) -> NDArray[np.bool_]:
    """Which traces (outermost slices) ran on a thread; all are alike where there are no tracks."""
    tracks = study.model.threads.tracks
    if not len(tracks):
        return np.zeros(len(groups), np.bool_)
    of_root = tracks.of_span[study.structure.root[groups]]
    return np.asarray(tracks.kind[of_root] == np.uint8(TrackKind.THREAD), np.bool_)


def _foremost(rows: NDArray[np.integer], place: NDArray[np.int64]) -> NDArray[np.integer]:
    """The rows of the foremost places, at least MOST_ROWS when there are as many."""
    if len(rows) <= MOST_ROWS:
        return rows
    limit = np.partition(place, MOST_ROWS - 1)[MOST_ROWS - 1]
    foremost: NDArray[np.integer] = rows[place <= limit]
    return foremost
