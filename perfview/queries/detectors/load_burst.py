"""Moments at which the database has many times its usual work."""

from __future__ import annotations

from collections.abc import Iterator

from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Severity
from perfview.findings.quantities import number, percent
from perfview.queries.measures.load import load
from perfview.queries.patterns.evidence import evidence_of
from perfview.queries.patterns.naming import statement_name, table_of
from perfview.queries.study import Study


class LoadBurst(Detector):
    """Moments at which the database has many times its usual work.

    What it looks for: spans of time (a sixtieth of the recording) with at least `factor` times
    the average load and at least `busy` statements at once, that hold at least `part` of all
    database time.

    Why it matters: Everybody waits at such a moment, however fast a statement is at others.
    Often it is a job, or a cache that ran out.

    How sure it is: Measured where calls tell their time. A recording of less than `lasts` tells
    nothing.

    How to fix it: Spread jobs out, let cached values run out at different times, limit how many
    run at once.

    Learnt from: Database load by wait in performance_schema and Amazon's Performance Insights;
    pgBadger's peaks.
    """

    name = "load-burst"
    title = "Bursts of load"
    scopes = ("database",)

    thresholds = (
        Threshold("factor", 5, "count", "times the average load, at least"),
        Threshold("busy", 4, "count", "statements running at once, at least"),
        Threshold("part", 0.2, "ratio", "of all database time, at least"),
        Threshold("lasts", 60e9, "ns", "of the recording, at least"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding for the bursts of the recording."""
        if not len(study.model.calls):
            return
        found = load(study, bins=60)
        if len(found.edges_ns) < 31 or found.edges_ns[-1] - found.edges_ns[0] < limits["lasts"]:
            return
        width = float(found.edges_ns[1] - found.edges_ns[0])
        busy = found.busy_ns.sum(axis=0) / width
        whole = float(busy.sum())
        high = (busy >= limits["factor"] * busy.mean()) & (busy >= limits["busy"])
        part = float(busy[high].sum()) / whole if whole > 0 else 0.0
        if not high.any() or part < limits["part"]:
            return
        of = found.busy_ns[:, high].sum(axis=1)
        statement = int(of.argmax())
        name = statement_name(study, statement)
        yield Finding(
            detector=self.name,
            severity=Severity.INFO,
            title=f"{percent(part)} of the work falls into {percent(float(high.mean()))} of the "
            "time",
            where=table_of(study, statement),
            why=f"At the peak {number(round(float(busy.max())))} statements ran at once, "
            f"{number(round(float(busy.max() / busy.mean())))} times the average; {name} takes "
            f"{percent(float(of[statement] / max(of.sum(), 1)))} of it.",
            verdict=f"{percent(part)} of database time falls into bursts, most of it {name}",
            entity="bursts",
            measures=(
                Measure("at once at the peak", float(busy.max()), "count", limits["busy"]),
                Measure("part of all time", part, "ratio", limits["part"]),
            ),
            evidence=evidence_of(study, [statement]),
            confidence=0.7,
            scopes=self.scopes,
            how="Spread jobs out and limit how many run at once; let caches run out at "
            "different times.",
            effort=Effort.MEDIUM,
            wrong_if="It is a nightly job while nobody works.",
            cause="database\nserver\nbursts",
            reach=part,
        )
