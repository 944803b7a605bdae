"""The rows of the critical-path navigator: the path's stretches, then what ran beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.findings.quantities import ABSENT, duration, percent
from perfview.traces.measures.critical_path import segments
from perfview.traces.measures.slack import margins
from perfview.traces.study import Study
from perfview.ui.traces.service_colours import service_categories
from perfview.ui.traces.wording import words_of
from perfview.ui.widgets.table.columns import Column, Look, NumberColumn, TextColumn


@dataclass(frozen=True)
class Stretches:
    """One trace: `on_path` stretches of its critical path by time, then its other spans by start.

    row int32, from_ns and to_ns int64, slack_ns and drag_ns int64: one length. exclusive_ns int64:
    a stretch's length, 0 beside the path. whole_ns is what the request took.
    """

    trace: int
    on_path: int
    row: NDArray[np.int32]
    from_ns: NDArray[np.int64]
    to_ns: NDArray[np.int64]
    exclusive_ns: NDArray[np.int64]
    slack_ns: NDArray[np.int64]
    drag_ns: NDArray[np.int64]
    whole_ns: int

    def __len__(self) -> int:
        return len(self.row)

    def of_row(self, row: int) -> NDArray[np.int32]:
        """The places of a span: its stretches on the path, else where it stands beside it."""
        return np.flatnonzero(self.row == row).astype(np.int32)


def stretches_of(study: Study, trace: int) -> Stretches:
    """The rows of one trace. The first trace asked about has all spans' slack measured."""
    model, structure = study.model, study.structure
    path, margin = segments(study, trace), margins(study)
    rows = structure.rows(trace)
    beside = rows[~study.critical.on_path[rows]]
    row = np.concatenate([path.row, beside])
    root = int(structure.root[trace])
    whole = int(model.duration_ns[root]) if root >= 0 else int(structure.duration_ns[trace])
    return Stretches(
        trace=trace,
        on_path=len(path.row),
        row=row,
        from_ns=np.concatenate([path.from_ns, model.start_ns[beside]]),
        to_ns=np.concatenate([path.to_ns, model.end_ns[beside]]),
        exclusive_ns=np.concatenate([path.to_ns - path.from_ns, np.zeros(len(beside), np.int64)]),
        slack_ns=margin.slack_ns[row],
        drag_ns=margin.drag_ns[row],
        whole_ns=whole,
    )


def stretch_columns(study: Study, shown: Stretches) -> Sequence[Column]:
    """One row a stretch or a span beside the path."""
    model, words = study.model, words_of(study)
    categories = service_categories(study.graph)[study.graph.of_span[shown.row]]
    start = int(study.structure.start_ns[shown.trace])
    return (
        NumberColumn(
            "from_ns",
            "From",
            shown.from_ns - start,
            duration,
            Look(84, tip=f"After the beginning of the {words.whole}"),
            tone=lambda _value: "text2",
        ),
        TextColumn(
            "span",
            words.row.capitalize(),
            model.name[shown.row],
            model.strings,
            absent="(no name)",
            categories=lambda place: int(categories[place]),
        ),
        TextColumn(
            "service",
            words.place.capitalize(),
            model.service[shown.row],
            model.strings,
            Look(120),
            tone="text2",
        ),
        NumberColumn(
            "exclusive_ns",
            "On the path",
            shown.exclusive_ns,
            duration,
            Look(170, tip="How long the request waits for this and nothing it called"),
            bar=True,
            absent=0,
        ),
        NumberColumn(
            "share",
            "Share",
            shown.exclusive_ns / max(1, shown.whole_ns),
            percent,
            Look(64, tip="Of the whole request"),
            absent=0,
        ),
        NumberColumn(
            "slack_ns",
            "Slack",
            shown.slack_ns,
            duration,
            Look(86, tip="How much longer it may take for nothing; none on the path"),
            tone=lambda value: "text" if value else "text3",
        ),
        NumberColumn(
            "drag_ns",
            "Drag",
            shown.drag_ns,
            _drag,
            Look(86, tip="What the request would save without it and what it called"),
            tone=lambda value: "text" if value else "text3",
        ),
    )


def _drag(ns: float) -> str:
    return duration(ns) if ns else ABSENT
