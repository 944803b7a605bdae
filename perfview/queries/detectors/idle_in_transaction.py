"""Transactions kept open while nothing is asked of the database."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Severity
from perfview.findings.quantities import duration, plural
from perfview.queries import model as m
from perfview.queries.patterns.evidence import evidence_of_calls
from perfview.queries.patterns.naming import statement_name, table_of
from perfview.queries.study import Study


class IdleInTransaction(Detector):
    """Transactions kept open while nothing is asked of the database.

    What it looks for: transactions of at least two calls with pauses of at least `pause`
    between calls; it fires from `paused` in all on.

    Why it matters: Locks are held and dead rows cannot be removed meanwhile; the connection is
    lost to everybody else.

    How sure it is: Pauses are measured between calls that were logged; where only slow calls
    are logged nothing is said, as what ran in between is missing.

    How to fix it: Do what waits (HTTP, files, computing) before the transaction or after it;
    `idle_in_transaction_session_timeout` as a last resort.

    Learnt from: PostgreSQL wiki; pganalyze and pgBadger on idle transactions.
    """

    name = "idle-in-transaction"
    title = "Transactions that idle"
    scopes = ("database",)

    thresholds = (
        Threshold("pause", 100e6, "ns", "between two calls, at least"),
        Threshold("paused", 1e9, "ns", "in all, at least"),
        Threshold("warning", 10e9, "ns", "from which it is a warning"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding for the recording, with the statements before the pauses."""
        calls = study.model.calls
        if study.model.minimum_ns > 0 or study.model.sample_rate < 1:
            return
        rows = np.flatnonzero(
            (calls.transaction >= 0) & (calls.start_ns != m.NO_TIME) & (calls.duration_ns >= 0)
        )
        rows = rows[np.lexsort((calls.start_ns[rows], calls.transaction[rows]))]
        if len(rows) < 2:
            return
        same = calls.transaction[rows[1:]] == calls.transaction[rows[:-1]]
        pause = calls.start_ns[rows[1:]] - calls.start_ns[rows[:-1]] - calls.duration_ns[rows[:-1]]
        pause -= _resolution(calls.start_ns[rows] + calls.duration_ns[rows])
        found = same & (pause >= limits["pause"])
        paused = float(pause[found].sum())
        if paused < limits["paused"]:
            return
        before = rows[:-1][found].astype(np.int32)
        statements, place = np.unique(calls.statement[before], return_inverse=True)
        spent = np.bincount(place, pause[found].astype(np.float64))
        first = int(statements[np.argmax(spent)])
        transactions = len(np.unique(calls.transaction[before]))
        name = statement_name(study, first)
        yield Finding(
            detector=self.name,
            severity=Severity.WARNING if paused >= limits["warning"] else Severity.INFO,
            title="Transactions are kept open while nothing is asked",
            where=table_of(study, first),
            why=f"{plural(transactions, 'transaction')} waited {duration(paused)} in all for "
            f"their client, longest after {name}.",
            verdict=f"{plural(transactions, 'transaction')} idled for {duration(paused)} with "
            "locks held",
            entity="idle transactions",
            measures=(
                Measure("idle", paused, "ns", limits["paused"]),
                Measure("transactions", transactions, "count"),
            ),
            evidence=evidence_of_calls(study, before),
            confidence=0.85,
            scopes=self.scopes,
            how="Do what takes long before the transaction begins or after it ends.",
            effort=Effort.MEDIUM,
            wrong_if="The client was stopped in a debugger.",
            cause="database\nserver\nidle transactions",
            reach=0.1,
        )


def _resolution(ends_ns: NDArray[np.int64]) -> int:
    """How coarse the log's clock is: pauses shorter than that may be none (syslog: a second)."""
    return next((step for step in (1_000_000_000, 1_000_000) if not (ends_ns % step).any()), 0)
