"""Statements that take longer than in an earlier recording of the same database."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Severity
from perfview.findings.quantities import duration, growth, percent
from perfview.queries.comparing.regressions import StatementChanges, statement_changes
from perfview.queries.patterns.causes import statement_cause
from perfview.queries.patterns.evidence import evidence_of
from perfview.queries.patterns.naming import statement_name, table_of
from perfview.queries.patterns.saving import saving_of
from perfview.queries.study import Study

MOST = 10
SURE, SURE_WITH_PLAN = 0.85, 0.95
"""That a change beyond noise is one of the database; its load or its machine may have changed."""
METHOD = "going back to the mean of the baseline; interval by Welch from the runs of both"


class StatementRegression(Detector):
    """Statements that take longer for each call than in a baseline recording.

    What it looks for: with a baseline, statements of both recordings are matched by fingerprint. It
    fires where a call takes at least `growth` longer on average, where that makes up at least
    `share` of all database time, and where chance does not explain it: Welch's interval of the
    difference, 95 % for all statements together, leaves out nought, the ranks of the single
    durations (Mann and Whitney) agree, and each recording has at least five calls. A statement that
    is only called more often is none.

    Why it matters: what was faster before can be as fast again. The cause is near in time: a
    release, a lost index, statistics that are out of date, a table that grew over a limit.

    How sure it is: another plan in the later recording confirms it. A busier server, a cold cache
    or other parameters make all statements slower alike; where most of them are, look there first.

    How to fix it: compare the two plans; run ANALYZE on the tables, look for dropped indexes and
    for parameters that match more rows than before.

    Learnt from: H. Mann and D. Whitney (1947), B. Welch (1947); Sentry's endpoint regression;
    pganalyze's plan statistics.
    """

    name = "statement-regression"
    title = "Statement slower than in the baseline"
    scopes = ("database",)
    cost = 2
    prominence = 8
    thresholds = (
        Threshold("growth", 0.2, "ratio", "of what a call took in the baseline, at least"),
        Threshold("share", 0.01, "ratio", "of all database time that it adds, at least"),
        Threshold("critical", 0.1, "ratio", "of all database time from which it is critical"),
    )

    def concerns(self, study: Study) -> bool:
        """Only where there is a baseline, and both tell durations."""
        baseline = study.baseline
        return baseline is not None and study.totals.is_timed and baseline.totals.is_timed

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """The statements that got slower by the most time, at most ten."""
        if study.baseline is None or study.totals.whole_ns <= 0:
            return
        found = statement_changes(study.baseline, study)
        slowed = found.slowed_ns
        chosen = slowed >= max(limits["share"] * study.totals.whole_ns, 1.0)
        chosen &= found.mean_ns.amount >= limits["growth"] * found.mean_ns.before
        for row in np.argsort(-slowed, kind="stable")[:MOST].tolist():
            if chosen[row]:
                yield _finding(study, found, row, limits)


def _finding(study: Study, found: StatementChanges, row: int, limits: Limits) -> Finding:
    fingerprint = found.fingerprint[row]
    statements = np.flatnonzero(study.model.statements.fingerprint == fingerprint).tolist()
    before, after = float(found.mean_ns.before[row]), float(found.mean_ns.after[row])
    calls, noise = float(found.calls.after[row]), float(found.mean_ns.noise[row])
    saved, plan = float(found.slowed_ns[row]), found.plans.get(int(fingerprint), "")
    share = saved / study.totals.whole_ns
    name = statement_name(study, statements[0])
    grew = growth(after / before - 1) if before else "from nothing"
    return Finding(
        detector=StatementRegression.name,
        severity=Severity.CRITICAL if share >= limits["critical"] else Severity.WARNING,
        title=f"{name} {grew} a call",
        where=table_of(study, statements[0]),
        why=_why(before, after, share, plan),
        verdict=f"{name} takes {duration(after)} a call, {duration(before)} in the baseline",
        entity=f"{int(fingerprint):016x}",
        measures=(
            Measure("growth", after / before - 1 if before else 0.0, "ratio", limits["growth"]),
            Measure("share", share, "ratio", limits["share"]),
        ),
        evidence=evidence_of(study, statements),
        confidence=SURE_WITH_PLAN if plan else SURE,
        scopes=StatementRegression.scopes,
        saving=saving_of(
            study,
            saved,
            (after - before - noise) * calls,
            (after - before + noise) * calls,
            METHOD,
        ),
        how="Compare the plan with the earlier one; run ANALYZE on its tables, and look for an "
        "index that was dropped and for parameters that match more rows than before.",
        effort=Effort.SMALL,
        wrong_if="The server was busier, its cache cold, or the parameters were others than in the "
        "baseline.",
        cause=statement_cause(study, statements[0], "slower than in the baseline"),
    )


def _why(before: float, after: float, share: float, plan: str) -> str:
    said = (
        f"A call took {duration(before)} on average in the baseline and takes {duration(after)} "
        f"here, which chance does not explain; that is {percent(share)} of all database time."
    )
    return f"{said} It is done another way: {plan}." if plan else said
