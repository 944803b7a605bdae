"""When spans began that do not say so: worked out from the spans around them."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from perfview.kernels.grouping import number_wide
from perfview.kernels.tables import Tables
from perfview.recording.report import ImportReport
from perfview.traces.readers.common.span_tables import NOT_GIVEN, SPANS


def derive_starts(tables: Tables, report: ImportReport) -> None:
    """Fill the starts that are not given: with the first child's, else the parent's, else that of
    the trace. Where no span of a trace says when it began, they stay as they are.

    As Zipkin's window does with spans that only name a service. To be called while the column of
    ends still holds durations.
    """
    start = tables.column(SPANS, "start")
    missing = np.flatnonzero(start == NOT_GIVEN)
    if not len(missing):
        return
    trace, head = number_wide(
        tables.column(SPANS, "trace_id_high"), tables.column(SPANS, "trace_id_low")
    )
    concerned = np.zeros(len(head), np.bool_)
    concerned[trace[missing]] = True
    known = np.flatnonzero(concerned[trace] & (start != NOT_GIVEN))
    ids, parents = tables.column(SPANS, "span_id"), tables.column(SPANS, "parent_id")
    own: dict[tuple[int, int], int] = {}
    first_child: dict[tuple[int, int], int] = {}
    of_trace: dict[int, int] = defaultdict(lambda: NOT_GIVEN)
    for t, span, parent, at in zip(
        *(column[known].tolist() for column in (trace, ids, parents, start)), strict=True
    ):
        own[t, span] = min(at, own.get((t, span), at))
        first_child[t, parent] = min(at, first_child.get((t, parent), at))
        of_trace[t] = min(at, of_trace.get(t, at))
    for row, t, span, parent in zip(
        missing.tolist(), *(c[missing].tolist() for c in (trace, ids, parents)), strict=True
    ):
        child = first_child.get((t, span)) if span else None
        start[row] = child or own.get((t, span)) or own.get((t, parent)) or of_trace[t]
    report.note(
        "start-derived",
        int(np.count_nonzero(start[missing] != NOT_GIVEN)),
        "Spans without a start begin with their first child, their parent or their trace.",
    )
