"""One statement that all requests together wait for more than for anything else."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Saving, Severity
from perfview.findings.quantities import duration, percent, plural, three_figures
from perfview.kernels.grouping import sum_by
from perfview.traces.concerns import RequestDetector
from perfview.traces.measures.requests import requests_of
from perfview.traces.patterns.confidence import confidence
from perfview.traces.patterns.database import DatabaseCalls, database_calls, question_text
from perfview.traces.patterns.evidence import evidence_of
from perfview.traces.patterns.naming import endpoint_path, operation_path, service_name, shortened
from perfview.traces.patterns.occurrence import Occurrence, occurrence_of, traces_of
from perfview.traces.patterns.rewriting import subject_of
from perfview.traces.scenarios import what_if
from perfview.traces.scenarios.estimates import Change, Groups, estimate
from perfview.traces.scenarios.savings import percentile_rank
from perfview.traces.study import Study

MOST = 3
TWICE_AS_FAST = 0.5
METHOD = "traces re-timed with this statement twice as fast"


class StatementShare(RequestDetector):
    """A statement that takes a large part of everything the whole recording waits for.

    What it looks for: the exclusive critical time of each statement, literals taken out, over all
    requests together; it fires from `share` of all request time on, for statements of at least
    `time` per request that runs them. What the detectors of slow queries and of N+1 calls tell is
    left to them: statements slow by themselves (`slow` at p95), and loops of `repeats` per request.

    Why it matters: a statement that is neither slow nor repeated can still be where most of the
    time goes, because everybody runs it. It is where a little tuning is felt everywhere.

    How sure it is: the share is exact for what was recorded; how well the recording stands for the
    usual mix of requests nobody can tell from it. The saving assumes it twice as fast.

    How to fix it: look at its plan, keep its answer for a while, or stop asking where the answer is
    not needed or known already.

    Learnt from: the top queries by load of Datadog Database Monitoring and pg_stat_statements
    (total time before mean time); Millsap, Optimizing Oracle Performance.
    """

    name = "statement-share"
    title = "Statement everybody waits for"
    scopes = ("database",)
    cost = 2
    thresholds = (
        Threshold("share", 0.10, "ratio", "of all recorded request time, at least"),
        Threshold("time", 10e6, "ns", "critical time per request that runs it, at least"),
        Threshold("slow", 500e6, "ns", "p95 from which it is a slow query"),
        Threshold("repeats", 10, "count", "runs per request from which it is a loop"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """At most three, the largest share first."""
        calls = database_calls(study)
        if not len(calls.is_cache):
            return
        spent = sum_by(calls.question, study.critical_ns, len(calls.is_cache))
        share = spent / requests_of(study).total_ns
        told = 0
        for question in np.argsort(-share, kind="stable")[: 4 * MOST].tolist():
            if share[question] < limits["share"] or told >= MOST:
                return
            rows = np.flatnonzero(calls.question == question).astype(np.int32)
            if not _is_news(study, rows, int(spent[question]), limits):
                continue
            seen = occurrence_of(study, rows, study.critical_ns[rows])
            if seen is not None:
                told += 1
                yield _finding(study, calls, question, seen, float(share[question]), limits)


def _is_news(study: Study, rows: NDArray[np.int32], spent_ns: int, limits: Limits) -> bool:
    requests = len(traces_of(study, rows))
    place = percentile_rank(len(rows), 0.95)
    slow = np.partition(study.model.duration_ns[rows], place)[place] >= limits["slow"]
    loop = len(rows) / requests >= limits["repeats"]
    return not slow and not loop and spent_ns / requests >= limits["time"]


def _twice_as_fast(study: Study, groups: Groups) -> NDArray[np.int64]:
    scale = np.ones(len(study.model))
    scale[np.concatenate(groups)] = TWICE_AS_FAST
    return what_if.retime(study, scale)


def _finding(
    study: Study,
    calls: DatabaseCalls,
    question: int,
    seen: Occurrence,
    share: float,
    limits: Limits,
) -> Finding:
    text = question_text(study, question)
    row = int(seen.own[0])
    operation = int(study.operations.of_span[row])
    system = study.model.strings[study.model.db_system[row]] or "database"
    inside = seen.own[np.isin(study.structure.trace[seen.own], seen.concerned)]
    change = Change(seen.endpoint, [inside.astype(np.int32)], seen.concerned)
    saving = estimate(study, [change], _twice_as_fast, METHOD)[0]
    requests = len(traces_of(study, seen.rows))
    each = float(study.critical_ns[seen.rows].astype(np.float64).sum()) / requests
    return Finding(
        detector=StatementShare.name,
        severity=_severity(saving, share, each, limits),
        title=f"{percent(share)} of all waiting is for {_about(text)}",
        where=f"{service_name(study, operation)} → {system}, {seen.request}",
        why=(
            f"`{shortened(text)}` holds {percent(share)} of the time of all requests together: "
            f"{duration(each)} in each of the {plural(requests, 'request')} that run it, "
            f"{three_figures(len(seen.rows) / requests)} runs each. No single run stands out."
        ),
        verdict=(
            f"{percent(share)} of all request time is spent in `{shortened(text, 60)}`; twice as "
            f"fast it would save `{seen.request}` about {duration(saving.value)} at p95"
        ),
        entity=f"{operation_path(study, operation)}\n{text}",
        measures=(
            Measure("share of all time", share, "ratio", limits["share"]),
            Measure("per request", each, "ns", limits["time"]),
            Measure("runs per request", len(seen.rows) / requests, "count", limits["repeats"]),
            Measure("requests", requests, "count"),
        ),
        evidence=evidence_of(study, seen.rows),
        confidence=confidence(0.85 if calls.recorded[question] else 0.7, requests),
        scopes=StatementShare.scopes,
        saving=saving,
        how=(
            f"Look at its plan in {system}; then at who asks for it, and whether the answer may be "
            "kept for a while, asked once per request, or left out."
        ),
        effort=Effort.MEDIUM,
        wrong_if="The recording holds other requests than the usual ones, or few of them.",
        cause="\n".join(
            (endpoint_path(study, seen.endpoint), operation_path(study, operation), text)
        ),
        reach=seen.reach,
        request=seen.request,
    )


def _about(text: str) -> str:
    """The statement in a title: its table where the text tells it."""
    subject = subject_of(text)
    return f"one statement on {subject}" if subject else shortened(text, 40)


def _severity(saving: Saving, share: float, each_ns: float, limits: Limits) -> Severity:
    """A warning only where it is long as well: a quick service has to spend its time somewhere."""
    felt = saving.value >= limits["share"] * (saving.before or 1.0)
    long = each_ns >= 5 * limits["time"]
    return Severity.WARNING if long and felt and share >= 3 * limits["share"] else Severity.INFO
