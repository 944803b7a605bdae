"""Callers that give up while the callee goes on working."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Severity
from perfview.findings.quantities import duration, number, percent, plural, three_figures
from perfview.kernels.grouping import gather, number_small
from perfview.traces.concerns import RequestDetector
from perfview.traces.patterns.confidence import confidence
from perfview.traces.patterns.evidence import evidence_of
from perfview.traces.patterns.failing import failing_rows
from perfview.traces.patterns.failures import cause_of_failure, exception_of
from perfview.traces.patterns.naming import call_name, operation_path, service_name
from perfview.traces.patterns.occurrence import Occurrence, occurrence_of
from perfview.traces.patterns.overruns import (
    Overruns,
    failing_above,
    find_overruns,
    ran_into,
    round_timeout,
)
from perfview.traces.study import Study

MOST = 10
SAME = 0.5
"""The part of an operation's failures that must end at the same round time."""
FREQUENT = 0.01


class TimeoutCascade(RequestDetector):
    """Calls that time out, and work that goes on after nobody waits for it.

    What it looks for: failed calls whose callee worked on for at least `wasted` after the caller
    had given up; and operations of which at least `failures` failures, and half of them, ended
    within two percent above the same round time (500 ms, 1 s, 30 s ...), which is what a timeout
    looks like. How many callers above fail with each is counted.

    Why it matters: the work is done and thrown away, under load for most requests, and retries do
    it again. A timeout that is shorter than the callee's own turns one slow answer into failures
    all the way up.

    How sure it is: that the callee ended later is exact as far as the clocks agree; the callee must
    have begun within the call. Round durations may be chance for few failures, so `failures` guards
    that. Whether the timeout is too short or the callee too slow has to be decided.

    How to fix it: make the callee quicker first. Pass the deadline on and stop working when it has
    passed; let the timeouts shrink from the outside in, each longer than what it waits for.

    Learnt from: gRPC's deadline propagation; Google's Site Reliability Engineering, Addressing
    Cascading Failures (deadlines); Nygard, Release It! (timeouts and cascading failures).
    """

    name = "timeout-cascade"
    title = "Timeouts that cascade"
    scopes = ("network", "database")
    cost = 1
    thresholds = (
        Threshold("wasted", 20e6, "ns", "work going on after the caller gave up, at least"),
        Threshold("failures", 3, "count", "failures at the same round duration, at least"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding per operation that times out, most wasted work first."""
        if not len(failing_rows(study)):
            return
        overruns = find_overruns(study, round(limits["wasted"]))
        accounts = [a for a in _accounts(study, overruns, limits) if a is not None]
        accounts.sort(key=lambda each: (-each.wasted_ns, -len(each.seen.rows)))
        for account in accounts[:MOST]:
            yield _finding(study, account, limits)


@dataclass(frozen=True)
class _Account:
    """Failures of one operation: rows that timed out, what ran on, the round time (0 for none)."""

    operation: int
    seen: Occurrence
    running_on: NDArray[np.int32]
    wasted_ns: int
    limit_ns: int
    spent_ns: float


def _accounts(study: Study, overruns: Overruns, limits: Limits) -> Iterator[_Account | None]:
    rows = failing_rows(study)
    group, known = number_small(study.operations.of_span[rows], len(study.operations))
    first, order = gather(group, len(known))
    owner = study.operations.of_span[overruns.caller]
    least = max(2, round(limits["failures"]))
    covered = _explained(study, rows)
    often = np.diff(first) >= least
    often |= np.isin(known, owner)
    for k in np.flatnonzero(often).tolist():
        operation = int(known[k])
        mine = rows[order[first[k] : first[k + 1]]]
        over = np.flatnonzero(owner == operation)
        alone = mine[~covered[mine]]
        limit = round_timeout(study.model.duration_ns[alone], least, SAME)
        timed = alone[ran_into(study.model.duration_ns[alone], limit)] if limit else alone[:0]
        everything = np.union1d(timed, overruns.caller[over])
        seen = occurrence_of(study, everything)
        if seen is not None:
            yield _Account(
                operation=operation,
                seen=seen,
                running_on=overruns.callee[over],
                wasted_ns=int(overruns.wasted_ns[over].sum()),
                limit_ns=limit,
                spent_ns=float(np.median(study.model.duration_ns[everything])),
            )


def _explained(study: Study, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Spans with a failing child: whether that timed out is asked of the child."""
    covered = np.zeros(len(study.model), np.bool_)
    parent = study.structure.parent[rows]
    covered[parent[parent >= 0]] = True
    return covered


def _finding(study: Study, account: _Account, limits: Limits) -> Finding:
    seen = account.seen
    name = call_name(study, int(seen.own[0]))
    service = service_name(study, account.operation)
    count = len(seen.rows)
    after = duration(account.limit_ns or account.spent_ns)
    wasted = account.wasted_ns / max(1, len(account.running_on))
    above = failing_above(study, seen.rows)
    return Finding(
        detector=TimeoutCascade.name,
        severity=_severity(study, account),
        title=f"{name} times out after {after}",
        where=f"{service}, {seen.request}",
        why=_why(account, name, after, wasted, above),
        verdict=_verdict(account, name, after, wasted),
        entity=operation_path(study, account.operation),
        measures=(
            Measure("calls that timed out", count, "count", limits["failures"]),
            Measure("after", account.limit_ns or account.spent_ns, "ns"),
            Measure("work after that", wasted, "ns", limits["wasted"]),
            Measure("callers failing with it", above, "count"),
            Measure("requests with it", seen.frequency, "ratio"),
        ),
        evidence=evidence_of(study, np.union1d(seen.rows, account.running_on)),
        confidence=confidence(0.9 if len(account.running_on) else 0.75, count),
        scopes=TimeoutCascade.scopes,
        how=(
            f"See why `{name}` takes longer than {after}. Pass the deadline on, so that the callee "
            "stops when nobody waits, and let each caller’s timeout be longer than what it calls."
        ),
        effort=Effort.MEDIUM,
        wrong_if="The call was cancelled on purpose, for example because another answered first.",
        cause=cause_of_failure(study, account.operation, seen.rows, exception_of(study, seen.rows)),
        reach=seen.reach,
        request=seen.request,
    )


def _why(account: _Account, name: str, after: str, wasted: float, above: float) -> str:
    seen = account.seen
    words = [
        f"{plural(len(seen.rows), 'call')} of `{name}` failed after {after}"
        f"{', the same round time each' if account.limit_ns else ''}, in "
        f"{plural(len(seen.affected), 'request')} ({percent(seen.frequency)} of "
        f"`{seen.request}`)."
    ]
    if len(account.running_on):
        words.append(
            f"The callee worked on for {duration(wasted)} each time after its caller had given up, "
            f"{duration(account.wasted_ns)} in all, for nothing."
        )
    if above >= 1:
        words.append(f"{three_figures(above)} callers above fail with each.")
    return " ".join(words)


def _verdict(account: _Account, name: str, after: str, wasted: float) -> str:
    text = f"`{name}` times out after {after} in {number(len(account.seen.rows))} calls"
    if len(account.running_on):
        text += f" and goes on working for {duration(wasted)} after that"
    return text


def _severity(study: Study, account: _Account) -> Severity:
    """A warning where more than a few requests meet it; a small recording says so at once."""
    often = account.seen.frequency >= FREQUENT
    return Severity.WARNING if often else Severity.INFO
