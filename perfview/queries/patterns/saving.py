"""What a fix would save of all the database's time."""

from __future__ import annotations

from perfview.findings.finding import Saving
from perfview.queries.study import Study

OF = "database time"
"""What savings of queries are a part of."""


def saving_of(study: Study, value: float, low: float, high: float, method: str) -> Saving | None:
    """A saving in ns of all database time; None where no durations are known or nothing is saved.
    `low` and `high` are kept around the value and within what there is."""
    whole = float(study.totals.whole_ns) if study.totals.is_timed else 0.0
    if whole <= 0 or value <= 0:
        return None
    value = min(value, whole)
    return Saving(
        value=value,
        low=max(0.0, min(low, value)),
        high=min(max(high, value), whole),
        unit="ns",
        method=method,
        of=OF,
        before=whole,
    )
