"""Calls that are tried again and again although they keep failing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Saving, Severity
from perfview.findings.quantities import duration, number, percent, plural, quantity
from perfview.kernels.grouping import gather, number_small
from perfview.traces.concerns import RequestDetector
from perfview.traces.patterns.attempts import Attempts, find_attempts
from perfview.traces.patterns.confidence import confidence
from perfview.traces.patterns.evidence import evidence_of
from perfview.traces.patterns.naming import call_name, endpoint_path, operation_path, service_name
from perfview.traces.patterns.occurrence import Occurrence, occurrence_of
from perfview.traces.scenarios import what_if
from perfview.traces.scenarios.estimates import Change, Groups, estimate
from perfview.traces.study import Study

MOST = 10
SMALL = 20
"""Requests up to which every series of attempts is told."""
SURE = 10
"""Attempts above which they may as well be a loop over many things that all fail."""
METHOD = "traces re-timed with one attempt instead of several, and no waiting between them"


class RetryStorm(RequestDetector):
    """The same call made again and again after it failed.

    What it looks for: calls of one span with the same operation, address and statement, each begun
    after the one before had failed (an error status, HTTP 5xx, 408 or 429), from `attempts` on,
    whether they follow at once or with growing pauses. Attempts within attempts of a service above
    multiply; they are told as one, with how many attempts one call becomes. It fires when at least
    `frequency` of the endpoint's requests do it. Different addresses or parameters are not
    attempts but a loop.

    Why it matters: a callee in trouble gets a multiple of its usual load just then, and the caller
    waits for every failure in turn. Three layers with three attempts each make 27 calls of one.

    How sure it is: that one call followed the failure of its like is exact. Where the address and
    statement are not recorded, a loop over things that all fail looks alike; many attempts make
    that likelier and lower the confidence.

    How to fix it: retry in one layer only, few times, with growing and random pauses and a budget
    for all of them; do not retry what cannot succeed; open a circuit breaker when most attempts
    fail.

    Learnt from: Google's Site Reliability Engineering, Addressing Cascading Failures (retry
    budgets, one layer, three attempts); Brooker, Exponential Backoff and Jitter (AWS, 2015).
    """

    name = "retry-storm"
    title = "Retry storm"
    scopes = ("network", "database")
    cost = 1
    prominence = 3
    thresholds = (
        Threshold("attempts", 3, "count", "attempts of one call, at least"),
        Threshold("frequency", 0.01, "ratio", "of the endpoint's requests that do it, at least"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding per operation that is retried, most attempts first."""
        found = find_attempts(study, max(2, round(limits["attempts"])))
        if len(found) == 0:
            return
        storms = [storm for storm in _storms(study, found) if _fires(study, storm, limits)]
        storms = sorted(storms, key=lambda storm: -len(storm.seen.rows))[:MOST]
        changes = [storm.change for storm in storms]
        savings = estimate(study, changes, _once, METHOD)
        for storm, saving in zip(storms, savings, strict=True):
            yield _finding(study, storm, saving, limits)


@dataclass(frozen=True)
class _Storm:
    """Series of attempts of one operation; `calls` is how many attempts one call becomes."""

    operation: int
    seen: Occurrence
    change: Change
    usual: float
    most: int
    calls: float
    layers: int
    innermost: int


def _once(study: Study, groups: Groups) -> NDArray[np.int64]:
    return what_if.batch(study, groups, keep_gaps=False)


def _storms(study: Study, found: Attempts) -> Iterator[_Storm]:
    """Series by what is tried; those within others are counted with them."""
    operation = study.operations.of_span[found.row[found.first[:-1]]]
    outer = _outermost(found)
    group, known = number_small(operation[outer], len(study.operations))
    first, order = gather(group, len(known))
    for k in range(len(known)):
        tops = np.unique(outer[order[first[k] : first[k + 1]]])
        members = np.flatnonzero(np.isin(outer, tops))
        rows = found.rows(members)
        seen = occurrence_of(study, np.concatenate(rows))
        if seen is None:
            continue
        depth = _layers(found, members)
        innermost = members[depth == depth.max()]
        sizes = np.diff(found.first)
        traces = study.structure.trace[found.caller[members]]
        concerned = np.isin(traces, seen.concerned)
        top_rows = [r for r, m, c in zip(rows, members, concerned, strict=True) if m in tops and c]
        if not top_rows:
            continue
        yield _Storm(
            operation=int(known[k]),
            seen=seen,
            change=Change(seen.endpoint, top_rows, seen.concerned),
            usual=float(np.median(sizes[tops])),
            most=int(sizes[members].max()),
            calls=float(sizes[innermost].sum()) / len(tops) if depth.max() else sizes[tops].mean(),
            layers=int(depth.max()) + 1,
            innermost=int(operation[innermost[0]]),
        )


def _outermost(found: Attempts) -> NDArray[np.int64]:
    """Per series the one it stands within, and so on up."""
    outer = np.arange(len(found))
    while np.any(inside := found.within[outer] >= 0):
        outer = np.where(inside, found.within[outer], outer)
    return outer


def _layers(found: Attempts, members: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many series each of these stands within."""
    depth, at = np.zeros(len(members), np.int64), members
    while np.any(inside := (at >= 0) & (found.within[at] >= 0)):
        depth += inside
        at = np.where(inside, found.within[at], -1)
    return depth


def _fires(study: Study, storm: _Storm, limits: Limits) -> bool:
    small = study.structure.traces <= SMALL
    return small or storm.seen.frequency >= limits["frequency"]


def _finding(study: Study, storm: _Storm, saving: Saving, limits: Limits) -> Finding:
    seen = storm.seen
    name = call_name(study, int(storm.change.groups[0][0]))
    service = service_name(study, int(study.operations.of_span[storm.change.groups[0][0]]))
    return Finding(
        detector=RetryStorm.name,
        severity=_severity(storm, saving),
        title=f"{name} is tried up to {number(storm.most)} times",
        where=f"{service}, {seen.request}",
        why=_why(study, storm, name, saving),
        verdict=(
            f"`{seen.request}` tries `{name}` {quantity(storm.usual, 'count')} times if it fails, "
            f"{number(len(seen.rows))} attempts in {plural(len(seen.affected), 'request')}; "
            f"failing at once would save about {duration(saving.value)} at p95"
        ),
        entity=operation_path(study, storm.operation),
        measures=(
            Measure("attempts", storm.usual, "count", limits["attempts"]),
            Measure("most attempts", storm.most, "count"),
            Measure("calls one becomes", storm.calls, "count"),
            Measure("layers that retry", storm.layers, "count"),
            Measure("requests with it", seen.frequency, "ratio", limits["frequency"]),
        ),
        evidence=evidence_of(study, seen.rows),
        confidence=confidence(0.95 if storm.most <= SURE else 0.7, len(seen.affected)),
        scopes=RetryStorm.scopes,
        saving=saving,
        how=(
            f"Retry `{name}` in one layer only, at most twice, with growing and random pauses, and "
            "stop when most attempts fail (a retry budget or a circuit breaker). Then look at why "
            "it fails: no retry cures that."
        ),
        effort=Effort.MEDIUM,
        wrong_if="The calls ask for different things that the recording does not tell apart.",
        cause=_cause(study, storm),
        reach=seen.reach,
        request=seen.request,
    )


def _cause(study: Study, storm: _Storm) -> str:
    """Who asks, who tries again, and what."""
    caller = int(study.structure.parent[storm.change.groups[0][0]])
    tries = operation_path(study, int(study.operations.of_span[caller])) if caller >= 0 else ""
    about = f"retries {operation_path(study, storm.operation)}"
    return f"{endpoint_path(study, storm.seen.endpoint)}\n{tries}\n{about}"


def _severity(storm: _Storm, saving: Saving) -> Severity:
    """Critical when attempts multiply across layers for many; a note when hardly anyone waits."""
    part = saving.value / (saving.before or 1.0)
    if storm.layers > 1 and storm.seen.frequency >= 0.05:
        return Severity.CRITICAL
    felt = part >= 0.1 or storm.calls >= 5 or storm.layers > 1
    return Severity.WARNING if felt else Severity.INFO


def _why(study: Study, storm: _Storm, name: str, saving: Saving) -> str:
    seen = storm.seen
    words = [
        f"`{name}` failed and was called again, {quantity(storm.usual, 'count')} attempts mostly "
        f"and at most {number(storm.most)}, in {plural(len(seen.affected), 'request')} "
        f"({percent(seen.frequency)} of `{seen.request}`)."
    ]
    if storm.layers > 1:
        words.append(
            f"{number(storm.layers)} layers retry, so that one call becomes "
            f"{quantity(storm.calls, 'count')}."
        )
    if saving.value > 0:
        words.append(f"With a single attempt p95 would be {duration(saving.value)} lower.")
    return " ".join(words)
