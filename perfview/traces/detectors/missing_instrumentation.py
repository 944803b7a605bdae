"""Time on the critical path that no span explains."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Severity
from perfview.findings.quantities import duration, percent, plural
from perfview.traces.concerns import RequestDetector
from perfview.traces.measures.requests import requests_of
from perfview.traces.model import SpanKind
from perfview.traces.patterns.confidence import confidence
from perfview.traces.patterns.evidence import evidence_of
from perfview.traces.patterns.gaps import Gaps, longest_gaps
from perfview.traces.patterns.naming import (
    call_name,
    endpoint_name,
    endpoint_path,
    is_long_lived,
    operation_label,
    operation_path,
    service_name,
)
from perfview.traces.patterns.pauses import pausing_operations
from perfview.traces.patterns.waits import waiting_operations
from perfview.traces.study import Study

MOST = 10
AGREE = 0.5
"""The part of the spans whose longest gap stands in the same place, for that place to be named."""


class MissingInstrumentation(RequestDetector):
    """Long stretches of the critical path in which a service does something nobody recorded.

    What it looks for: operations whose own time on the critical path of an endpoint, outside
    everything recorded below them, is at least `time` per request and `share` of the request. For
    those with spans below it says between which of them the longest gap lies; for a server's span
    with nothing below that it is a box nobody looks into; for a call, that the callee recorded
    nothing. Statements are left out, as a database seldom traces, and so are waits and collections
    that are named as such: what passes in them is known.

    Why it matters: what is not recorded cannot be explained, and advice on the rest misses the
    point when most of the waiting is in the dark.

    How sure it is: that no span covers the time is exact. Whether it is work, waiting or a sampled
    call that was not sent nobody can tell, so it is a note, and only a hint where to look.

    How to fix it: add a span around the work in the gap (a library's instrumentation may be
    missing: HTTP client, database driver, queue), or take a profile there.

    Learnt from: Jaeger's and Tempo's critical path views, which call it self time; OpenTelemetry's
    guidance on what to instrument; Sentry's “missing instrumentation” rows (from 100 ms on).
    """

    name = "missing-instrumentation"
    title = "Missing instrumentation"
    scopes = ("cpu",)
    cost = 2
    thresholds = (
        Threshold("time", 100e6, "ns", "unexplained per request, at least"),
        Threshold("share", 0.30, "ratio", "of the request's critical path, at least"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding per operation in the dark, at the endpoint where it takes most time."""
        requests = requests_of(study)
        count = np.maximum(study.endpoints.count, 1)[:, np.newaxis]
        own = requests.operation_ns
        dark = (own >= limits["time"] * count) & (requests.operation >= 0)
        dark &= own >= limits["share"] * np.maximum(requests.critical_ns, 1)[:, np.newaxis]
        places = np.argwhere(dark)
        order = np.argsort(-own[dark], kind="stable")
        told = set(waiting_operations(study)) | set(pausing_operations(study))
        most = len(told) + MOST
        for endpoint, place in places[order].tolist():
            operation = int(requests.operation[endpoint, place])
            if operation in told or len(told) >= most or is_long_lived(study, endpoint):
                continue
            rows = _rows(study, endpoint, operation)
            if len(rows) == 0 or study.statements.of_span[rows[0]] >= 0:
                continue
            told.add(operation)
            yield _finding(study, endpoint, operation, rows, float(own[endpoint, place]), limits)


def _rows(study: Study, endpoint: int, operation: int) -> NDArray[np.int64]:
    """The operation's spans on the endpoint's critical paths."""
    mine = np.flatnonzero(study.operations.of_span == operation)
    mine = mine[requests_of(study).of_span[mine] == endpoint]
    found: NDArray[np.int64] = mine[study.critical_ns[mine] > 0]
    return found


def _finding(
    study: Study,
    endpoint: int,
    operation: int,
    rows: NDArray[np.int64],
    own_ns: float,
    limits: Limits,
) -> Finding:
    count = int(study.endpoints.count[endpoint])
    each, request = own_ns / max(1, count), endpoint_name(study, endpoint)
    share = own_ns / max(1, int(requests_of(study).critical_ns[endpoint]))
    name, service = operation_label(study, operation, rows), service_name(study, operation)
    gaps = longest_gaps(study, rows)
    place, how = _place(study, gaps, rows, name, service)
    return Finding(
        detector=MissingInstrumentation.name,
        severity=Severity.INFO,
        title=f"{duration(each)} of {name} are in the dark",
        where=f"{service}, {request}",
        why=(
            f"{duration(each)} of each of {plural(count, 'request')} to `{request}`, "
            f"{percent(share)} of the critical path, pass in `{name}` while nothing below it is "
            f"recorded. {place}"
        ),
        verdict=f"{percent(share)} of `{request}` passes unexplained in `{name}` of {service}",
        entity=f"{endpoint_path(study, endpoint)}\n{operation_path(study, operation)}",
        measures=(
            Measure("unexplained per request", each, "ns", limits["time"]),
            Measure("share of path", share, "ratio", limits["share"]),
            Measure("longest gap", float(np.median(gaps.gap_ns)), "ns"),
        ),
        evidence=evidence_of(study, rows),
        confidence=confidence(0.7, count),
        scopes=MissingInstrumentation.scopes,
        how=how,
        effort=Effort.SMALL,
        wrong_if="That time is work of its own that needs no span, such as computing.",
        cause=f"{endpoint_path(study, endpoint)}\n{operation_path(study, operation)}",
        reach=float(requests_of(study).share[endpoint]),
        request=request,
    )


def _place(
    study: Study, gaps: Gaps, rows: NDArray[np.int64], name: str, service: str
) -> tuple[str, str]:
    """Where the gap lies, and where to put a span."""
    add = "or take a profile of it."
    leaf = (gaps.before < 0) & (gaps.after < 0)
    if leaf.mean() > AGREE:
        if study.model.kind[rows[0]] == SpanKind.CLIENT:
            return (
                "Nothing is recorded on the other side.",
                f"Let what `{name}` calls record spans and take over the trace (traceparent), so "
                "that its part can be seen.",
            )
        return (
            "It has no spans below it at all.",
            f"Add the instrumentation of the libraries that `{service}` uses (HTTP client, "
            f"database driver, queue), then a span around the work in `{name}`, {add}",
        )
    where = _between(study, gaps)
    return (
        f"The longest gap lies {where}." if where else "The gaps lie in different places.",
        f"Add a span in `{name}` {where or 'around its own work'}, {add}",
    )


def _between(study: Study, gaps: Gaps) -> str:
    """`between A and B` when most of the longest gaps lie there."""
    operation = np.append(study.operations.of_span, np.int32(-1))
    sides = np.stack([operation[gaps.before], operation[gaps.after]])
    kinds, first, count = np.unique(sides, axis=1, return_index=True, return_counts=True)
    most = int(count.argmax())
    if count[most] < AGREE * len(gaps.row) or (kinds[:, most] < 0).all():
        return ""
    before, after = int(gaps.before[first[most]]), int(gaps.after[first[most]])
    if before < 0:
        return f"before `{call_name(study, after)}`"
    if after < 0:
        return f"after `{call_name(study, before)}`"
    return f"between `{call_name(study, before)}` and `{call_name(study, after)}`"
