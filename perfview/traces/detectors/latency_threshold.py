"""Endpoints whose p95 is above the limit."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Severity
from perfview.findings.quantities import duration, percent, plural, three_figures
from perfview.traces.concerns import RequestDetector
from perfview.traces.measures.requests import requests_of
from perfview.traces.patterns.confidence import confidence
from perfview.traces.patterns.evidence import evidence_of
from perfview.traces.patterns.naming import (
    endpoint_name,
    endpoint_path,
    is_long_lived,
    operation_name,
    service_name,
)
from perfview.traces.study import Study

MOST = 20
FULL_SAMPLE = 20
"""Below twenty requests the nearest-rank p95 is simply the slowest one."""


class LatencyThreshold(RequestDetector):
    """Endpoints that keep one request in twenty waiting longer than the limit.

    What it looks for: the 95th percentile of the whole request, per endpoint (the operation of the
    root span), held against `p95`; from `critical` times that on, the finding is critical.
    Endpoints with fewer than `requests` requests are judged too, but never as more than a warning;
    streams, subscriptions and queue consumers never as more than a note, as nobody waits for their
    end.

    Why it matters: an average hides the slow tail, and a person who makes twenty requests meets the
    p95 once. Half a second is noticed, a second interrupts (Nielsen, Usability Engineering, 1993).

    How sure it is: the number itself is exact (nearest rank, every request of the recording); how
    well it stands for other days depends on how many requests there are. Below twenty the p95 is
    the slowest request, and the confidence says so. A recording that kept only slow traces
    (tail sampling) makes every endpoint look slow.

    How to fix it: this says that something is slow, not what. The operations that fill the critical
    path are named; start with the most specific finding for the same endpoint.

    Learnt from: Google's Site Reliability Engineering (percentiles, not means), SLO practice
    (OpenSLO objectives), Sentry's p95 endpoint regression.
    """

    name = "latency-threshold"
    title = "Latency above the limit"
    scopes = ("network", "cpu")
    cost = 1
    prominence = 4
    thresholds = (
        Threshold("p95", 500e6, "ns", "the longest p95 an endpoint may have"),
        Threshold("critical", 2.0, "ratio", "times the limit from which it is critical"),
        Threshold("requests", 5, "count", "requests below which it is never critical"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding per endpoint above the limit, those with most time first."""
        endpoints, requests = study.endpoints, requests_of(study)
        above = np.flatnonzero((endpoints.p95_ns > limits["p95"]) & (endpoints.count > 0))
        above = above[np.argsort(-requests.share[above], kind="stable")][:MOST]
        for endpoint in above.tolist():
            yield _finding(study, endpoint, limits)


def _finding(study: Study, endpoint: int, limits: Limits) -> Finding:
    endpoints = study.endpoints
    name, count = endpoint_name(study, endpoint), int(endpoints.count[endpoint])
    p95, limit = int(endpoints.p95_ns[endpoint]), limits["p95"]
    slow = _slow_roots(study, endpoint, limit)
    filled = _filled_by(study, endpoint)
    long_lived = is_long_lived(study, endpoint)
    times = three_figures(p95 / max(limit, 1))
    return Finding(
        detector=LatencyThreshold.name,
        severity=Severity.INFO if long_lived else _severity(p95, count, limits),
        title=f"{name} is slower than the limit",
        where=f"{service_name(study, int(endpoints.operation[endpoint]))}, {name}",
        why=(
            f"p95 is {duration(p95)}, {times} times the limit of {duration(limit)}; "
            f"{plural(len(slow), 'request')} of {plural(count, 'request')} took longer than that. "
            f"{filled[:1].upper()}{filled[1:]}{'.' if filled else ''}"
        ).strip(),
        verdict=(
            f"`{name}` takes {duration(p95)} at p95, the limit is {duration(limit)}"
            f"{'; ' if filled else ''}{filled}"
        ),
        entity=endpoint_path(study, endpoint),
        measures=(
            Measure("p95", p95, "ns", limit),
            Measure("p50", int(endpoints.p50_ns[endpoint]), "ns"),
            Measure("p99", int(endpoints.p99_ns[endpoint]), "ns"),
            Measure("requests above it", len(slow) / max(1, count), "ratio"),
            Measure("requests", count, "count", limits["requests"]),
        ),
        evidence=evidence_of(study, slow),
        confidence=confidence(0.95, count) if count >= FULL_SAMPLE else confidence(0.8, count),
        scopes=LatencyThreshold.scopes,
        how=(
            "Open the slowest request and follow its critical path; start with the operations "
            "named above."
        ),
        effort=Effort.LARGE,
        wrong_if=(
            "Nobody waits for its end, as its name or kind suggests."
            if long_lived
            else "The recording holds only slow traces, or nobody waits for this endpoint."
        ),
        cause=endpoint_path(study, endpoint),
        reach=float(requests_of(study).share[endpoint]),
    )


def _severity(p95: int, count: int, limits: Limits) -> Severity:
    grave = p95 >= limits["critical"] * limits["p95"] and count >= limits["requests"]
    return Severity.CRITICAL if grave else Severity.WARNING


def _slow_roots(study: Study, endpoint: int, limit: float) -> NDArray[np.int32]:
    requests = requests_of(study)
    traces = requests.of(endpoint)
    slow = traces[requests.duration_ns[traces] > limit]
    return study.structure.root[slow]


def _filled_by(study: Study, endpoint: int) -> str:
    """The operations that hold most of the critical path, in words; "" when one span is all."""
    requests = requests_of(study)
    whole = max(1, int(requests.critical_ns[endpoint]))
    parts = [
        f"`{operation_name(study, int(operation))}` {percent(ns / whole)}"
        for operation, ns in zip(
            requests.operation[endpoint], requests.operation_ns[endpoint].tolist(), strict=True
        )
        if operation >= 0 and ns >= 0.05 * whole
    ]
    single = requests.spans[endpoint] <= study.endpoints.count[endpoint]
    return f"its time goes to {', '.join(parts)}" if parts and not single else ""
