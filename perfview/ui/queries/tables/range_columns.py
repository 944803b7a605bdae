"""The columns of statements within a stretch of time: the timeline's legend and its numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from perfview.findings.quantities import duration, number, percent
from perfview.queries.study import Study
from perfview.ui.queries.load.content import InRange, categories_of
from perfview.ui.queries.tables.brief import StatementTexts
from perfview.ui.widgets.table.columns import Column, Look, NumberColumn

KEY = "share"
"""The column that it is sorted by at first."""


def range_columns(study: Study, found: InRange) -> Sequence[Column]:
    """One row a statement that ran in the stretch; those drawn apart have their colour."""
    model, categories = study.model, categories_of(study)
    texts = model.statements.text[found.statements]
    whole = max(int(found.busy_ns.sum()), 1)
    is_timed = bool(found.busy_ns.any())
    share = found.busy_ns / whole if is_timed else found.calls / max(int(found.calls.sum()), 1)
    mean = np.where(found.calls > 0, found.busy_ns / np.maximum(found.calls, 1), -1.0)
    title = "Of the time shown" if is_timed else "Of the calls shown"
    columns: list[Column] = [
        StatementTexts(
            "statement", "Statement", texts, model.strings,
            Look(mono=True, language="sql", least=260),
            categories=lambda row: categories.get(int(found.statements[row]), -1),
        ),
        NumberColumn("calls", "Calls", found.calls, number, Look(84)),
        NumberColumn("busy_ns", "Time", found.busy_ns, duration, Look(92)),
        NumberColumn("mean_ns", "Mean", mean, duration, Look(84, spare=2), absent=-1.0),
        NumberColumn("p95_ns", "p95", found.p95_ns, duration, Look(84, spare=1), absent=-1),
        NumberColumn(KEY, title, share, percent, Look(176), bar=True),
    ]  # fmt: skip
    return columns if is_timed else [each for each in columns if each.key not in _TIMES]


_TIMES = ("busy_ns", "mean_ns", "p95_ns")
