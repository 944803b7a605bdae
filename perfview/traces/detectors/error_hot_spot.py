"""Operations that fail far more often than they should, where the failure begins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Saving, Severity
from perfview.findings.quantities import duration, number, percent, plural
from perfview.traces.concerns import RequestDetector
from perfview.traces.measures.requests import requests_of
from perfview.traces.model import SpanKind, SpanStatus
from perfview.traces.patterns.confidence import confidence, wilson
from perfview.traces.patterns.evidence import evidence_of
from perfview.traces.patterns.failures import (
    beyond,
    cause_of_failure,
    deciding,
    exception_of,
    explained_by,
    failure_origins,
)
from perfview.traces.patterns.naming import (
    endpoint_name,
    operation_label,
    operation_path,
    service_name,
)
from perfview.traces.patterns.overruns import round_timeout
from perfview.traces.study import Study

MOST = 20
LOOKED_AT = 500
TIMEOUTS = 3
MOSTLY = 0.8
"""Failures, and the part of them, that took the same round time: a timeout."""
FEW = 10
"""Calls below which a title counts failures rather than giving their share."""
METHOD = "failed requests whose trace holds this failure"


class ErrorHotSpot(RequestDetector):
    """Operations that often fail by themselves, not because something below them failed.

    What it looks for: spans with an error status or an HTTP status of 500 and above. One with a
    failing span somewhere below it only passes the failure on; the deepest one is where it began,
    and only that one counts; what could not be reached, or the exception, unites operations that
    fail for the same reason into one thing to do. An operation fires when the lower end of the 95 %
    interval of its rate is above `warning` or `critical` and there are at least `failures`
    failures. In a recording of at most twenty traces, an operation that failed in half of its calls
    or more is noted even so.

    Why it matters: each failure costs someone a request, or a retry that makes the rest slower. A
    rate is easily lost among many healthy calls and among the services that merely report it.

    How sure it is: rates from few calls are wide, so the Wilson interval decides instead of the
    rate. The origin is right when the failing service is instrumented; otherwise the caller that
    noticed is named. Some failures are intended (a refused card, a lock that was taken).

    How to fix it: open a failing span and read its exception and status. Then make the cause go
    away, or where it cannot, give the call a timeout, a retry with back-off, or a fallback.

    Learnt from: OpenTelemetry's span status rules (server errors from 500 on); Wilson 1927 for
    intervals of rates; error-budget practice in Google's Site Reliability Workbook.
    """

    name = "error-hot-spot"
    title = "Error hot spot"
    scopes = ("network",)
    cost = 1
    prominence = 5
    thresholds = (
        Threshold("warning", 0.01, "ratio", "share of calls that fail, surely above"),
        Threshold("critical", 0.05, "ratio", "share from which it is critical"),
        Threshold("failures", 3, "count", "failures, at least"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding per operation that fails too often, most failures first."""
        origins = failure_origins(study)
        if len(origins) == 0:
            return
        last, because = deciding(study, origins), explained_by(study, origins)
        operation = study.operations.of_span[origins]
        failures = np.bincount(operation, minlength=len(study.operations))
        candidates = np.flatnonzero(failures)
        order = np.argsort(-failures[candidates], kind="stable")[:LOOKED_AT]
        found = 0
        for k in candidates[order].tolist():
            severity = _severity(study, k, int(failures[k]), limits)
            if severity is not None and found < MOST:
                found += 1
                finding = _finding(study, k, origins[operation == k], last, severity, limits)
                below = because.get(k, k)
                cause = _cause(study, below, origins[operation == below])
                yield replace(finding, cause=cause)


def _severity(study: Study, operation: int, failures: int, limits: Limits) -> Severity | None:
    calls = int(study.operations.count[operation])
    low, _ = wilson(failures, calls)
    if failures >= limits["failures"] and low >= limits["warning"]:
        return Severity.CRITICAL if low >= limits["critical"] else Severity.WARNING
    small = study.structure.traces <= 20
    return Severity.INFO if small and 2 * failures >= calls else None


def _finding(
    study: Study,
    operation: int,
    rows: NDArray[np.int64],
    last: NDArray[np.int64],
    severity: Severity,
    limits: Limits,
) -> Finding:
    calls, failures = int(study.operations.count[operation]), len(rows)
    what = operation_label(study, operation, np.flatnonzero(study.operations.of_span == operation))
    service = service_name(study, operation)
    rate = failures / max(1, calls)
    low, high = wilson(failures, calls)
    endpoint, saving, reach = _hurt_most(study, rows[np.isin(rows, last)])
    status, said = _status(study, rows), exception_of(study, rows)
    return Finding(
        detector=ErrorHotSpot.name,
        severity=severity,
        title=_title(what, failures, calls),
        where=f"{service}, {endpoint}" if endpoint else service,
        why=_why(
            what, calls, failures, (low, high), status, _origin(study, rows, said), endpoint, saving
        ),
        verdict=_verdict(
            what,
            service,
            (calls, failures),
            _after(study, rows) + _told(status, said),
            endpoint,
            saving,
        ),
        entity=operation_path(study, operation),
        measures=(
            Measure("calls that fail", rate, "ratio", limits["warning"]),
            Measure("surely at least", low, "ratio", limits["warning"]),
            Measure("failures", failures, "count", limits["failures"]),
            Measure("calls", calls, "count"),
        ),
        evidence=evidence_of(study, rows),
        confidence=confidence(0.95, failures),
        scopes=ErrorHotSpot.scopes,
        saving=saving,
        how=(
            f"Open a failing `{what}` and read its exception and status. Remove the cause; where "
            "that is not yours, give the call a timeout, a retry with back-off, or a fallback."
        ),
        effort=Effort.MEDIUM,
        wrong_if="These failures are answers that were meant, such as a refused card.",
        reach=reach,
        request=endpoint,
    )


def _title(what: str, failures: int, calls: int) -> str:
    """A share of many calls; of a few, how many."""
    if calls == 1:
        return f"{what} failed"
    if calls < FEW:
        return f"{what} failed in {number(failures)} of {plural(calls, 'call')}"
    return f"{what} fails in {percent(failures / calls)} of its calls"


def _cause(study: Study, operation: int, rows: NDArray[np.int64]) -> str:
    return cause_of_failure(study, operation, rows, exception_of(study, rows))


def _hurt_most(study: Study, rows: NDArray[np.int64]) -> tuple[str, Saving | None, float]:
    """The endpoint with most failed requests because of these spans, and how many those are."""
    structure, endpoints = study.structure, study.endpoints
    traces = np.unique(structure.trace[rows])
    root = structure.root[traces]
    failed = (root >= 0) & (
        (study.model.status[root] == SpanStatus.ERROR) | (study.model.http_status[root] >= 500)
    )
    hit = endpoints.of_trace[traces[failed]]
    hit = hit[hit >= 0]
    if len(hit) == 0:
        return "", None, 0.0
    endpoint = int(np.bincount(hit).argmax())
    failures, count = int((hit == endpoint).sum()), int(endpoints.count[endpoint])
    low, high = wilson(failures, count)
    name = endpoint_name(study, endpoint)
    before = max(int(endpoints.errors[endpoint]), failures) / max(1, count)
    rate = failures / max(1, count)
    saving = Saving(rate, low, high, "ratio", METHOD, f"failure rate of {name}", before)
    return name, saving, float(requests_of(study).share[endpoint])


def _status(study: Study, rows: NDArray[np.int64]) -> str:
    """The commonest HTTP status of the failures, as words, "" without one."""
    codes = study.model.http_status[rows]
    codes = codes[codes > 0]
    if len(codes) == 0:
        return ""
    values, counts = np.unique(codes, return_counts=True)
    return f", mostly with status {values[counts.argmax()]}"


def _after(study: Study, rows: NDArray[np.int64]) -> str:
    """When they gave up, where nearly all did so after the same round time."""
    limit = round_timeout(study.model.duration_ns[rows], TIMEOUTS, MOSTLY)
    return f", timing out after {duration(limit)}" if limit else ""


def _told(status: str, said: str) -> str:
    """The exception says more than the status."""
    return f" (`{said}`)" if said else status


def _origin(study: Study, rows: NDArray[np.int64], said: str) -> str:
    """Where the failures begin, as far as spans tell: a callee without spans may be to blame."""
    exception = f" Most say `{said}`." if said else ""
    unreached = beyond(study, rows)
    if unreached:
        return f"`{unreached}` recorded no spans: it begins there, or on the way.{exception}"
    model, child_first = study.model, study.structure.child_first
    leaves = (model.kind[rows] == SpanKind.CLIENT) & (child_first[rows + 1] == child_first[rows])
    if 2 * np.count_nonzero(leaves) > len(rows):
        return f"What they call recorded no spans: it begins there, or on the way.{exception}"
    return f"Nothing below those spans failed, so it begins here.{exception}"


def _why(
    what: str,
    calls: int,
    failures: int,
    interval: tuple[float, float],
    status: str,
    origin: str,
    endpoint: str,
    saving: Saving | None,
) -> str:
    words = [
        f"{number(failures)} of {plural(calls, 'call')} of `{what}` failed{status} "
        f"({percent(interval[0])} to {percent(interval[1])} with 95 % certainty).",
        origin,
    ]
    if saving is not None and endpoint != what:
        words.append(f"{percent(saving.value)} of the requests to `{endpoint}` failed with it.")
    return " ".join(words)


def _verdict(
    what: str,
    service: str,
    counts: tuple[int, int],
    status: str,
    endpoint: str,
    saving: Saving | None,
) -> str:
    calls, failures = counts
    place = "" if service in what else f" in {service}"
    text = f"`{what}`{place} fails in {number(failures)} of {plural(calls, 'call')}{status}"
    if saving is None or endpoint == what:
        return text
    return f"{text}; it takes {percent(saving.value)} of `{endpoint}` requests down with it"
