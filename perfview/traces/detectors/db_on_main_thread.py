"""Databases asked on the thread that draws."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Finding
from perfview.traces.concerns import RequestDetector
from perfview.traces.patterns.main_thread import may_block, on_main_thread
from perfview.traces.patterns.main_thread_findings import Words, main_thread_findings
from perfview.traces.patterns.span_types import are_statements
from perfview.traces.study import Study

WORDS = Words(
    noun="Database statements",
    how=(
        "Ask the database on a background thread (Room: `suspend` functions or `Flow`; Core Data: "
        "`performBackgroundTask`; SQLite: a queue of its own) and show the rows when they come."
    ),
    wrong_if="Nothing is on the screen yet, or the user has to wait for these rows anyway.",
)


class DbOnMainThread(RequestDetector):
    """Databases asked on an app's main thread.

    What it looks for: statements (by `sentry.op` of `db` or OpenTelemetry's database attributes)
    that say that they blocked the main thread (`blocked_main_thread`, or the thread's name in a
    trace of a user interface). It fires when below one span they cover at least `blocked` together,
    overlaps counted once.

    Why it matters: the main thread draws. While it waits for rows, no frame appears and no touch is
    answered; a statement that is quick on an empty table grows with what the user has stored.

    How sure it is: very, because the file says which thread it was. The saving is a re-timing of
    the trace without these statements.

    How to fix it: ask on a background thread, and show the rows when they are there.

    Learnt from: Sentry's DB on Main Thread detector (16 ms, a frame at 60 Hz); Android's Room,
    which throws an exception for the same.
    """

    name = "db-on-main-thread"
    title = "Database on the main thread"
    scopes = ("database", "render")
    cost = 1
    thresholds = (
        Threshold("blocked", 16e6, "ns", "that statements hold up the main thread, at least"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding per operation that does it, most time first."""
        if not may_block(study):
            return
        rows = np.flatnonzero(are_statements(study))
        rows = rows[on_main_thread(study, rows)]
        yield from main_thread_findings(type(self), study, rows, limits, WORDS)
