"""Requests that are refused: answers with a 4xx status."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Severity
from perfview.findings.quantities import number, percent, plural
from perfview.kernels.grouping import gather
from perfview.traces.concerns import RequestDetector
from perfview.traces.measures.requests import time_share
from perfview.traces.model import SpanKind
from perfview.traces.patterns.confidence import confidence, wilson
from perfview.traces.patterns.evidence import evidence_of
from perfview.traces.patterns.naming import operation_label, operation_path, service_name
from perfview.traces.study import Study

MOST = 15
MEANT = frozenset({401, 404, 304, 409, 412})
"""Statuses that are often meant: sign in first, not there, someone was quicker."""

_HOW = {
    400: "See what the callers send that is not understood: a field that changed, an encoding.",
    401: "See whether tokens expire unnoticed, or a caller has lost its credentials.",
    403: "See which permission is missing, and whether callers should ask at all.",
    404: "Find the callers of addresses that are gone; do not ask for what may not exist.",
    408: "The server waited in vain for the request: look at slow or broken clients.",
    413: "Callers send more than is accepted: send it in parts, or raise the limit.",
    429: "Callers exceed the limit: slow them down at the source, batch, or raise the limit.",
}
_OTHERWISE = "Open one of them and read what the server says; then see which caller sends it."


class HttpErrors(RequestDetector):
    """Requests that a service answers with a 4xx status far more often than it should.

    What it looks for: per operation that serves HTTP (and per call to a service without spans of
    its own) the share of answers with a status from 400 to 499. It fires when the lower end of the
    95 % interval of that share is above `share` and there are at least `answers` of them. 401, 404,
    409 and 412 are often meant and stay a note; others are a warning from `warning` on. Failures of
    the server itself, from 500 on, are told as error hot spots.

    Why it matters: each one is a request for nothing, and someone who did not get what they came
    for. A wave of them is often the first sign of a broken client or a changed interface.

    How sure it is: statuses are exact; whether they are meant the recording does not say. Rates
    from few calls are wide, so the Wilson interval decides.

    How to fix it: group them by caller, open one, and see who sends what is refused.

    Learnt from: RFC 9110, section 15.5 (client errors); OpenTelemetry's HTTP conventions, which do
    not count 4xx as a failure of the server; Wilson 1927.
    """

    name = "http-errors"
    title = "Refused requests (4xx)"
    scopes = ("network",)
    cost = 1
    thresholds = (
        Threshold("share", 0.05, "ratio", "of the answers that are 4xx, surely above"),
        Threshold("warning", 0.20, "ratio", "from which they are a warning"),
        Threshold("answers", 3, "count", "such answers, at least"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding per operation that refuses too often, most refusals first."""
        rows = refused_rows(study)
        if not len(rows):
            return
        first, order = gather(study.operations.of_span[rows], len(study.operations))
        count = np.diff(first)
        told = 0
        for k in np.argsort(-count, kind="stable")[: int((count > 0).sum())].tolist():
            mine = rows[order[first[k] : first[k + 1]]]
            low, _ = wilson(len(mine), int(study.operations.count[k]))
            fires = len(mine) >= limits["answers"] and low >= limits["share"]
            if fires and told < MOST:
                told += 1
                yield _finding(study, k, mine, low, limits)


def refused_rows(study: Study) -> NDArray[np.int64]:
    """Spans with a 4xx status: servers', and clients' whose callee recorded nothing."""
    model, structure = study.model, study.structure
    rows = np.flatnonzero((model.http_status >= 400) & (model.http_status < 500))
    leaf = structure.child_first[rows + 1] == structure.child_first[rows]
    found: NDArray[np.int64] = rows[leaf | (model.kind[rows] != SpanKind.CLIENT)]
    return found


def _finding(
    study: Study, operation: int, rows: NDArray[np.int64], low: float, limits: Limits
) -> Finding:
    calls = int(study.operations.count[operation])
    name = operation_label(study, operation, rows)
    service = service_name(study, operation)
    codes, times = np.unique(study.model.http_status[rows], return_counts=True)
    code = int(codes[times.argmax()])
    rate = len(rows) / max(1, calls)
    told = ", ".join(
        f"{number(times[k])} × {codes[k]}" for k in np.argsort(-times, kind="stable")[:3]
    )
    return Finding(
        detector=HttpErrors.name,
        severity=_severity(code, low, limits),
        title=f"{name} answers {percent(rate)} of its calls with {code}",
        where=service,
        why=(
            f"{number(len(rows))} of {plural(calls, 'call')} of `{name}` were refused: {told}. "
            f"Surely at least {percent(low)} are, with 95 % certainty."
        ),
        verdict=f"`{name}` refuses {percent(rate)} of its calls, mostly with status {code}",
        entity=operation_path(study, operation),
        measures=(
            Measure("calls refused", rate, "ratio", limits["share"]),
            Measure("surely at least", low, "ratio", limits["share"]),
            Measure("refused", len(rows), "count", limits["answers"]),
            Measure("commonest status", code, "count"),
        ),
        evidence=evidence_of(study, rows),
        confidence=confidence(0.6 if code in MEANT else 0.8, len(rows)),
        scopes=HttpErrors.scopes,
        how=_HOW.get(code, _OTHERWISE),
        effort=Effort.MEDIUM,
        wrong_if="These answers are meant, such as asking whether something exists.",
        cause=f"failures\n{operation_path(study, operation)}",
        reach=time_share(study, np.unique(study.structure.trace[rows])),
    )


def _severity(code: int, low: float, limits: Limits) -> Severity:
    grave = low >= limits["warning"] and code not in MEANT
    return Severity.WARNING if grave else Severity.INFO
