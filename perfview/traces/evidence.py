"""Which spans prove a finding, the slowest request's first."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.findings.finding import Evidence
from perfview.traces.study import Study

MOST_ROWS = 5_000
"""Rows kept of a finding: more cannot be looked at, and `total` still says how many there are."""


def evidence_of(study: Study, rows: NDArray[np.integer]) -> Evidence:
    """Evidence from span rows (any order): slowest traces first, by start within a trace."""
    structure = study.structure
    trace = structure.trace[rows]
    present = np.zeros(structure.traces, np.bool_)
    present[trace] = True
    groups = np.flatnonzero(present)
    groups = groups[np.argsort(-structure.duration_ns[groups], kind="stable")]
    place = np.zeros(structure.traces, np.int64)
    place[groups] = np.arange(len(groups))
    chosen = _foremost(rows, place[trace])
    order = np.lexsort((study.model.start_ns[chosen], place[structure.trace[chosen]]))
    return Evidence(chosen[order][:MOST_ROWS].astype(np.int32), groups.astype(np.int32), len(rows))


def _foremost(rows: NDArray[np.integer], place: NDArray[np.int64]) -> NDArray[np.integer]:
    """The rows of the foremost places, at least MOST_ROWS when there are as many."""
    if len(rows) <= MOST_ROWS:
        return rows
    limit = np.partition(place, MOST_ROWS - 1)[MOST_ROWS - 1]
    foremost: NDArray[np.integer] = rows[place <= limit]
    return foremost
