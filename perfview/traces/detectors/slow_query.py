"""Statements that take too long."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Example, Finding, Measure, Saving, Severity
from perfview.findings.quantities import duration, number, percent, plural
from perfview.traces.concerns import RequestDetector
from perfview.traces.measures.requests import requests_of, time_share
from perfview.traces.patterns.confidence import confidence
from perfview.traces.patterns.database import DatabaseCalls, database_calls, question_text
from perfview.traces.patterns.evidence import evidence_of
from perfview.traces.patterns.naming import (
    endpoint_name,
    endpoint_path,
    operation_path,
    service_name,
    shortened,
)
from perfview.traces.patterns.rewriting import index_for, laid_out, subject_of
from perfview.traces.scenarios import what_if
from perfview.traces.scenarios.estimates import Change, Groups, estimate
from perfview.traces.scenarios.savings import percentile_rank
from perfview.traces.study import Study

MOST = 20
_LEADING_WILDCARD = re.compile(r"\blike\s+'%", re.IGNORECASE)
TWICE_AS_FAST = 0.5
METHOD = "traces re-timed with this statement twice as fast"


class SlowQuery(RequestDetector):
    """Database statements that take too long by themselves.

    What it looks for: any statement (not only SELECT), literals taken out, whose slowest run
    reaches `duration`. A statement from `notable` on at p95 that holds at least `share` of the
    critical path of its requests is reported too: it is what those requests wait for. One that was
    slow only now and then, its p95 below `duration`, is noted, no more. Of nested spans for one
    call (ORM over driver) only the innermost counts; opening connections and framing transactions
    never.

    Why it matters: the request waits for it, a connection of the pool is held meanwhile, and under
    load everything that needs one queues up behind.

    How sure it is: the durations are as the client saw them, so waiting for a connection, a lock or
    the network is in them. Whether an index would help cannot be seen in a trace; the plan says it.
    The saving assumes the statement twice as fast; with a missing index it is often far more.

    How to fix it: look at the plan first (`EXPLAIN ANALYZE`). A scan over many rows for few results
    wants an index on what is compared; a sort wants one in that order; else ask for fewer columns
    and rows, or keep the answer for a while.

    Learnt from: Sentry's slow DB query detector (500 ms), which looks at SELECT only and skips
    texts that were cut off; Winand, SQL Performance Explained.
    """

    name = "slow-query"
    title = "Slow database query"
    scopes = ("database",)
    cost = 2
    prominence = 8
    thresholds = (
        Threshold("duration", 500e6, "ns", "the longest a statement may take"),
        Threshold("notable", 100e6, "ns", "p95 from which its share is looked at"),
        Threshold("share", 0.50, "ratio", "of its requests' critical path"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding per statement that is too slow, most time first."""
        calls = database_calls(study)
        slow = [account for account in _accounts(study, calls, limits) if _fires(account, limits)]
        slow = sorted(slow, key=lambda account: -account.total_ns)[:MOST]
        changes = [Change(account.endpoint, [account.rows], account.concerned) for account in slow]
        savings = estimate(study, changes, _twice_as_fast, METHOD)
        for account, saving in zip(slow, savings, strict=True):
            yield _finding(study, calls, account, saving, limits)


@dataclass(frozen=True)
class _Account:
    """One statement: its runs (rows int32) of the endpoint it costs most, and numbers over all."""

    question: int
    endpoint: int
    rows: NDArray[np.int32]
    all_rows: NDArray[np.int32]
    total_ns: float
    p95_ns: int
    most_ns: int
    over: int
    share: float
    concerned: NDArray[np.int32]


def _twice_as_fast(study: Study, groups: Groups) -> NDArray[np.int64]:
    scale = np.ones(len(study.model))
    scale[np.concatenate(groups)] = TWICE_AS_FAST
    return what_if.retime(study, scale)


def _accounts(study: Study, calls: DatabaseCalls, limits: Limits) -> Iterator[_Account]:
    """Every statement with at least one run from the lower of the two limits on."""
    lowest = min(limits["duration"], limits["notable"])
    suspect = np.flatnonzero((study.model.duration_ns >= lowest) & (calls.question >= 0))
    if len(suspect) == 0:
        return
    wanted = np.zeros(len(calls.is_cache) + 1, np.bool_)
    wanted[calls.question[suspect]] = True
    rows = np.flatnonzero(wanted[calls.question]).astype(np.int32)
    rows = rows[np.argsort(calls.question[rows], kind="stable")]
    cuts = np.flatnonzero(np.diff(calls.question[rows])) + 1
    first = np.concatenate([[0], cuts, [len(rows)]])
    total = np.add.reduceat(study.model.duration_ns[rows].astype(np.float64), first[:-1])
    for k in np.argsort(-total, kind="stable")[: 5 * MOST].tolist():
        yield _account(study, calls, rows[first[k] : first[k + 1]], limits)


def _account(
    study: Study, calls: DatabaseCalls, rows: NDArray[np.int32], limits: Limits
) -> _Account:
    spent = study.model.duration_ns[rows]
    endpoint = requests_of(study).of_span[rows]
    weight = np.bincount(endpoint + 1, np.maximum(spent, 0))
    weight[0] = 0
    most = int(weight.argmax()) - 1
    seen = np.zeros(study.structure.traces, np.bool_)
    seen[study.structure.trace[rows]] = True
    traces = np.flatnonzero(seen).astype(np.int32)
    of_trace = study.endpoints.of_trace
    whole = max(1.0, float(requests_of(study).duration_ns[traces].astype(np.float64).sum()))
    rank = percentile_rank(len(spent), 0.95)
    return _Account(
        question=int(calls.question[rows[0]]),
        endpoint=most,
        rows=rows[endpoint == most],
        all_rows=rows,
        total_ns=float(spent.astype(np.float64).sum()),
        p95_ns=int(np.partition(spent, rank)[rank]),
        most_ns=int(spent.max()),
        over=int((spent >= limits["duration"]).sum()),
        share=min(1.0, float(study.critical_ns[rows].astype(np.float64).sum()) / whole),
        concerned=requests_of(study).concerned(most, traces[of_trace[traces] == most]),
    )


def _fires(account: _Account, limits: Limits) -> bool:
    waited_for = account.p95_ns >= limits["notable"] and account.share >= limits["share"]
    return account.endpoint >= 0 and (account.most_ns >= limits["duration"] or waited_for)


def _finding(
    study: Study, calls: DatabaseCalls, account: _Account, saving: Saving, limits: Limits
) -> Finding:
    text = question_text(study, account.question)
    row = int(account.all_rows[np.argmax(study.model.duration_ns[account.all_rows])])
    operation = int(study.operations.of_span[row])
    system = study.model.strings[study.model.db_system[row]] or "database"
    request = endpoint_name(study, account.endpoint)
    shown = shortened(text, 60)
    return Finding(
        detector=SlowQuery.name,
        severity=_severity(account, limits),
        title=_title(text, study.model.strings[study.model.name[row]]),
        where=f"{service_name(study, operation)} → {system}, {request}",
        why=_why(account, text, limits),
        verdict=(
            f"`{request}` waits {duration(account.p95_ns)} at p95 for `{shown}` "
            f"({percent(account.share)} of its critical path); "
            f"twice as fast it would save about {duration(saving.value)} at p95"
        ),
        entity=f"{operation_path(study, operation)}\n{text}",
        measures=(
            Measure("p95", account.p95_ns, "ns", limits["duration"]),
            Measure("slowest run", account.most_ns, "ns", limits["duration"]),
            Measure("share of path", account.share, "ratio", limits["share"]),
            Measure("runs", len(account.all_rows), "count"),
            Measure("runs over it", account.over, "count"),
        ),
        evidence=evidence_of(study, _slowest_first(study, account, limits)),
        confidence=confidence(_unambiguous(account, text, limits), len(account.all_rows)),
        scopes=SlowQuery.scopes,
        saving=saving,
        how=_how(text, system, study.model.strings[study.model.db_statement[row]]),
        example=_example(text, system) if calls.recorded[account.question] else None,
        effort=Effort.SMALL if index_for(text) else Effort.MEDIUM,
        wrong_if=(
            "The time went into waiting for a connection or a lock, or the plan already uses the "
            "right index."
        ),
        cause="\n".join(
            (endpoint_path(study, account.endpoint), operation_path(study, operation), text)
        ),
        reach=time_share(study, account.concerned),
        request=request,
    )


def _severity(account: _Account, limits: Limits) -> Severity:
    if account.p95_ns >= 2 * limits["duration"]:
        return Severity.CRITICAL
    slow = account.p95_ns >= limits["duration"] or account.share >= limits["share"]
    return Severity.WARNING if slow else Severity.INFO


def _title(text: str, name: str) -> str:
    """The table is what people know a statement by; else its span's name."""
    table = subject_of(text)
    if table or not name.isalpha():
        return f"Slow statement on {table or shortened(name, 40)}"
    return f"Slow {shortened(name, 40)} statement"


def _slowest_first(study: Study, account: _Account, limits: Limits) -> NDArray[np.int32]:
    """The runs over the limit; where none is, those from the statement's p95 on."""
    spent = study.model.duration_ns[account.all_rows]
    limit = limits["duration"] if account.over else account.p95_ns
    return account.all_rows[spent >= limit]


def _why(account: _Account, text: str, limits: Limits) -> str:
    runs = len(account.all_rows)
    words = [
        f"`{shortened(text)}` takes {duration(account.p95_ns)} at p95 and at most "
        f"{duration(account.most_ns)}, over {plural(runs, 'run')}."
    ]
    if account.over:
        words.append(f"{number(account.over)} took longer than {duration(limits['duration'])}.")
    words.append(f"It holds {percent(account.share)} of the critical path of its requests.")
    return " ".join(words)


def _unambiguous(account: _Account, text: str, limits: Limits) -> float:
    """Less when only outliers are slow (a lock, a cold cache) and when there is no key to index."""
    sure = 0.9 if account.p95_ns >= limits["duration"] else 0.75
    sure *= 1.0 if account.share >= 0.2 else 0.85
    return sure * (0.85 if text.rstrip().endswith(("...", "…")) else 1.0)


def _how(text: str, system: str, raw: str) -> str:
    found = index_for(text)
    first = f"Look at the plan of the statement in {system} first."
    if found:
        table, columns = found
        return (
            f"{first} If it scans {table}, an index on ({', '.join(columns)}) is the likely cure."
        )
    if re.match(r"\s*(insert|replace|merge|copy)\b", text, re.IGNORECASE):
        return (
            f"See what {system} does for each row besides writing it: indexes, constraints and "
            "triggers, waiting for a lock or for the disk at each commit. Fewer of them, or many "
            "rows in one transaction, help."
        )
    if _LEADING_WILDCARD.search(raw):
        return f"{first} A LIKE that begins with % cannot use a plain index: a full-text or trigram index can."  # noqa: E501
    return f"{first} If it reads many rows to return few, an index or a narrower condition helps; else keep the answer for a while."  # noqa: E501


def _example(text: str, system: str) -> Example | None:
    """The plan to look at and the index that the conditions suggest; None without one."""
    found = index_for(text)
    if not found:
        return None
    table, columns = found
    name = "_".join([table.strip('"`[]').rsplit(".", 1)[-1], *columns])
    after = [
        _explain(system, writes=text[:6].upper() in ("UPDATE", "DELETE")),
        f"{laid_out(text)};",
        "-- if it scans the table:",
        f"CREATE INDEX {name}",
        f"  ON {table} ({', '.join(columns)});",
    ]
    return Example(before=f"{laid_out(text)};", after="\n".join(after), language="sql")


def _explain(system: str, writes: bool) -> str:
    """How a database is asked for its plan; for a write without running it."""
    if system == "sqlite":
        return "EXPLAIN QUERY PLAN"
    return "EXPLAIN" if writes else "EXPLAIN ANALYZE"
