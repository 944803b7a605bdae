"""What detectors of memory over time share: whom they concern, evidence, words and amounts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Detector
from perfview.findings.finding import Evidence
from perfview.findings.quantities import size
from perfview.heaps.series.floors import Floors
from perfview.heaps.series.single import Single
from perfview.heaps.series.trend import Trend
from perfview.heaps.study import Study

MOST_ROWS = 200

RATES_MEAN_NOTHING = "no-times"
"""The import report's word for measurements whose times were made up."""


class OverTime(Detector):
    """A detector of recordings that hold memory over time."""

    def concerns(self, study: Study) -> bool:
        """Whether there are measurements or collections."""
        return bool(len(study.model.moments) or len(study.model.collections))


class OfCollections(Detector):
    """A detector of recordings that hold collections."""

    def concerns(self, study: Study) -> bool:
        """Whether there are collections."""
        return bool(len(study.model.collections))


def evidence_of(study: Study, rows: NDArray[np.int32]) -> Evidence:
    """These collections; of a recording with a snapshot none, for rows are objects there."""
    known = rows[rows >= 0] if not len(study.graph) else rows[:0]
    return Evidence(rows=known[:MOST_ROWS].astype(np.int32), total=len(known))


def has_rates(study: Study) -> bool:
    """Whether the recording's times are its own."""
    return study.report.find(RATES_MEAN_NOTHING) is None


def rate(bytes_an_hour: float, over_ns: float) -> str:
    """``18.6 MB an hour``; of recordings of minutes or seconds, an hour of which nobody saw, per
    minute or second."""
    for least, parts, words in ((1800e9, 1, "an hour"), (60e9, 60, "a minute")):
        if over_ns >= least:
            return f"{size(bytes_an_hour / parts)} {words}"
    return f"{size(bytes_an_hour / 3600)} a second"


def after_what(floors: Floors) -> str:
    """What the floors stand on."""
    return "after every full collection" if floors.after_full else "at the low points"


def sureness(trend: Trend, floors: Floors) -> float:
    """How sure a rise is, 0-1: by the number of floors, how straight they rise, what they are."""
    points = min(1.0, trend.points / 12)
    straight = max(0.0, min(1.0, trend.tau))
    base = 0.95 if floors.after_full else 0.75
    return round(base * (0.55 + 0.25 * points + 0.2 * straight), 3)


def entity_of(single: Single, what: str) -> str:
    """A finding's entity: what, and whose."""
    return f"{what} {single.owner}".strip()


def cause_of(single: Single, what: str) -> str:
    """A finding's cause, general to particular."""
    return f"memory over time\n{single.owner or 'the heap'}\n{what}"
