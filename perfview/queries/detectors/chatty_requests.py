"""Requests that ask very many quick, different statements."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Severity
from perfview.findings.quantities import number, plural
from perfview.kernels.grouping import number_pairs
from perfview.queries.patterns.evidence import evidence_of_calls
from perfview.queries.study import Study


class ChattyRequests(Detector):
    """Requests that ask very many quick, different statements.

    What it looks for: requests (by trace, else by transaction) with at least `calls` calls in
    the middle, of at least `kinds` statements and none of them more than half; loops of one
    statement are N+1's.

    Why it matters: Each call is a way there and back. With a millisecond on the line a hundred
    calls cost a tenth of a second, however quick the database is.

    How sure it is: Calls are counted. What the ways cost is not told by the server.

    How to fix it: Ask for what belongs together in one statement (joins, several rows at once),
    keep what seldom changes.

    Learnt from: Sentry's consecutive DB queries; Fowler, Patterns of Enterprise Application
    Architecture (remote facade).
    """

    name = "chatty-requests"
    title = "Requests with very many statements"
    scopes = ("database", "network")
    is_lent = False

    thresholds = (
        Threshold("calls", 50, "count", "of a request in the middle, at least"),
        Threshold("kinds", 10, "count", "different statements, at least"),
        Threshold("requests", 3, "count", "of this kind, at least"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding for all such requests."""
        calls = study.model.calls
        group = calls.trace if (calls.trace >= 0).any() else calls.transaction
        rows = np.flatnonzero((group >= 0) & (calls.statement >= 0))
        if not len(rows):
            return
        place, _ = number_pairs(group[rows], np.zeros(len(rows), np.int32))
        sizes = np.bincount(place)
        big = np.flatnonzero(sizes >= limits["calls"])
        if len(big) < limits["requests"]:
            return
        pair, first = number_pairs(place, calls.statement[rows])
        of, times = place[first], np.bincount(pair)
        kinds = np.bincount(of, minlength=len(sizes))
        most = np.zeros(len(sizes), np.int64)
        np.maximum.at(most, of, times)
        big = big[(kinds[big] >= limits["kinds"]) & (2 * most[big] <= sizes[big])]
        if len(big) < limits["requests"]:
            return
        middle = int(np.median(sizes[big]))
        mine = rows[np.isin(place, big)].astype(np.int32)
        yield Finding(
            detector=self.name,
            severity=Severity.INFO,
            title=f"Requests with {number(middle)} statements each",
            where="",
            why=f"{plural(len(big), 'request')} asked {number(middle)} statements each in the "
            f"middle, of {number(int(np.median(kinds[big])))} kinds. Each is a way to the "
            "database and back.",
            verdict=f"{plural(len(big), 'request')} asked {number(middle)} statements each",
            entity="chatty requests",
            measures=(
                Measure("statements a request", middle, "count", limits["calls"]),
                Measure("requests", len(big), "count", limits["requests"]),
            ),
            evidence=evidence_of_calls(study, mine),
            confidence=0.75,
            scopes=self.scopes,
            how="Join what belongs together, fetch several rows at once, and keep what seldom "
            "changes.",
            effort=Effort.LARGE,
            wrong_if="These are jobs, not requests that somebody waits for.",
            cause="database\nserver\nchatty requests",
            reach=len(mine) / max(len(calls), 1),
        )
