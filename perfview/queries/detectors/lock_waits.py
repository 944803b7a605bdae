"""Statements that wait for others to let go of a lock."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Finding, Measure, Severity
from perfview.findings.quantities import duration, plural
from perfview.queries import model as m
from perfview.queries.patterns.events import EventDetector, about, holder_of, waited_once
from perfview.queries.patterns.naming import statement_name, table_of
from perfview.queries.patterns.saving import saving_of
from perfview.queries.study import Study


class LockWaits(EventDetector):
    """Statements that wait for others to let go of a lock.

    What it looks for: waits for locks in a server's log, those of one wait counted once; it
    fires from `waited` in all on. Where the log names the process that holds the lock, what
    that one ran last is told.

    Why it matters: Whoever waits holds locks of its own, so queues grow quickly. The statement
    looks slow, and no index helps.

    How sure it is: Servers log only waits beyond a limit (PostgreSQL: `log_lock_waits`, one
    second), so there are more. Who holds the lock is the log's word.

    How to fix it: Shorter transactions: change rows late, commit soon, nothing that waits for a
    person or a network in between. The same order of rows everywhere; SKIP LOCKED for queues;
    NOWAIT or lock_timeout for DDL.

    Learnt from: pgBadger's locks; PostgreSQL wiki, Lock Monitoring.
    """

    name = "lock-waits"
    title = "Waits for locks"
    scopes = ("database",)
    prominence = 4
    thresholds = (
        Threshold("waited", 1e9, "ns", "for locks in all, at least"),
        Threshold("warning", 10e9, "ns", "from which it is a warning"),
        Threshold("part", 0.5, "ratio", "of the statement's own time from which it is one as well"),
    )

    kinds = (m.LOCK_WAIT,)

    def tell_events(self, study: Study, rows: np.ndarray, limits: Limits) -> Iterator[Finding]:
        """One finding a waiting statement."""
        told = about(study, rows)
        for statement, mine in about(study, waited_once(study, rows)).items():
            spent = study.model.events.duration_ns[mine]
            waited = float(spent[spent > 0].sum())
            if waited < limits["waited"]:
                continue
            name = statement_name(study, statement)
            held = holder_of(study, told[statement])
            blame = _blame(study, held, statement)
            whole = float(study.totals.total_ns[statement]) if statement >= 0 else -1.0
            is_grave = waited >= limits["warning"] or waited >= limits["part"] * whole > 0
            yield self.found(
                study,
                mine,
                statement,
                severity=Severity.WARNING if is_grave else Severity.INFO,
                title=f"Waits for locks on {table_of(study, statement) or 'rows'}",
                why=f"{name[:1].upper()}{name[1:]} waited {duration(waited)} for locks, "
                f"{plural(len(mine), 'time')}, at most {duration(float(spent.max()))}.{blame}",
                verdict=f"{name} waited {duration(waited)} for locks",
                how="Shorten the transaction that holds the lock: write this row last, commit "
                "soon, wait for nothing in between. Where all write the same few rows, add "
                "changes as rows of their own and sum them up.",
                wrong_if="It was one migration or one manual session.",
                measures=(
                    Measure("waited", waited, "ns", limits["waited"]),
                    Measure("waits", len(mine), "count"),
                ),
                saving=saving_of(
                    study,
                    0.5 * waited,
                    0.0,
                    waited,
                    "half of the time waited for locks; how much shorter transactions spare is "
                    "not known",
                ),
                confidence=0.9,
            )


def _blame(study: Study, held: int, waiting: int) -> str:
    """What those who held the lock had run, in a sentence; "" where the log does not tell."""
    if held < 0:
        return ""
    if held == waiting:
        return (
            " Who held the lock had run the same statement, in a transaction that was still open."
        )
    return f" Who held the lock had run {statement_name(study, held)} before."
