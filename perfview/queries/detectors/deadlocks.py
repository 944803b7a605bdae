"""Transactions that wait for each other until one is ended."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Finding, Measure, Severity
from perfview.findings.quantities import plural
from perfview.queries import model as m
from perfview.queries.patterns.events import EventDetector, about
from perfview.queries.patterns.naming import listed, statement_name
from perfview.queries.study import Study


class Deadlocks(EventDetector):
    """Transactions that wait for each other until one is ended.

    What it looks for: deadlocks in a server's log, from `deadlocks` on.

    Why it matters: One of the two is rolled back and its work is lost; a user sees an error
    unless the code tries again.

    How sure it is: The server found them itself.

    How to fix it: Take locks in the same order everywhere (sort rows by key before writing),
    keep transactions short, and repeat what was ended.

    Learnt from: PostgreSQL's documentation of deadlocks, pgBadger.
    """

    name = "deadlocks"
    title = "Deadlocks"
    scopes = ("database",)

    thresholds = (Threshold("deadlocks", 1, "count", "at least"),)

    kinds = (m.DEADLOCK,)

    def tell_events(self, study: Study, rows: np.ndarray, limits: Limits) -> Iterator[Finding]:
        """One finding for all."""
        if len(rows) < limits["deadlocks"]:
            return
        names = [statement_name(study, s, 60) for s in about(study, rows) if s >= 0]
        who = f" They ended {listed(names)}." if names else ""
        yield self.found(
            study,
            rows,
            -1,
            severity=Severity.WARNING,
            title=plural(len(rows), "deadlock"),
            why=f"{plural(len(rows), 'time')} transactions waited for each other until the "
            f"server ended one.{who}",
            verdict=f"the server ended {plural(len(rows), 'transaction')} because of deadlocks",
            how="Write rows in one order everywhere, for instance sorted by key, and try an "
            "ended transaction again.",
            wrong_if="The code tries again already and it is rare.",
            measures=(Measure("deadlocks", len(rows), "count", limits["deadlocks"]),),
            confidence=0.97,
        )
