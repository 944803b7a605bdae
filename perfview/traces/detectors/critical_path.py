"""The operation that decides how long an endpoint takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Saving, Severity
from perfview.findings.quantities import duration, percent, plural
from perfview.traces.concerns import RequestDetector
from perfview.traces.measures.requests import Requests, requests_of
from perfview.traces.patterns.confidence import confidence
from perfview.traces.patterns.evidence import evidence_of
from perfview.traces.patterns.naming import (
    endpoint_name,
    endpoint_path,
    operation_label,
    operation_path,
    service_name,
)
from perfview.traces.scenarios import what_if
from perfview.traces.scenarios.estimates import saving_for
from perfview.traces.study import Study

MOST = 20
TWICE_AS_FAST = 0.5
METHOD = "traces re-timed with this operation's own work twice as fast"


class CriticalPath(RequestDetector):
    """The one operation that most of an endpoint's waiting goes to.

    What it looks for: the critical path of every request, which is the chain of work that decides
    when the answer is there, and on it the exclusive time of each operation (not what it waits for
    below). It fires when one operation holds at least `share` of an endpoint's critical time and
    at least `time` per request on average, and the endpoint takes at least `reach` of all recorded
    request time. Requests of a single span are left out: there is nothing to tell apart.

    Why it matters: making anything else faster changes nothing until this is. Time off the critical
    path is slack, however large it looks in a profile or a table of totals.

    How sure it is: the path follows from the spans' times alone, so it is as right as the spans are
    complete: waiting that no span covers counts as the parent's own work. The saving is what each
    trace would take with this operation twice as fast, the rest moved up in causal order; whether
    that speed can be reached nobody knows, so read it as the room there is. Confidence falls with
    few requests and when the share barely passes.

    How to fix it: open the slowest request, look inside the operation (a profile, finer spans), and
    cache, shrink or skip its work; or start it earlier and let it overlap with what comes before.

    Learnt from: CRISP (Zhang et al., USENIX ATC 2022): last-returning child, exclusive time and
    what-if by re-timing; Jaeger UI's critical path view.
    """

    name = "critical-path"
    title = "Critical-path bottleneck"
    scopes = ("cpu", "network")
    cost = 2
    prominence = 6
    thresholds = (
        Threshold("share", 0.40, "ratio", "of the endpoint's critical time, at least"),
        Threshold("time", 50e6, "ns", "exclusive critical time per request on average, at least"),
        Threshold("reach", 0.01, "ratio", "of all request time that is this endpoint's, at least"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding per endpoint that has a dominant operation, most time first."""
        requests = requests_of(study)
        chosen = _dominated(study, requests, limits)
        if len(chosen) == 0:
            return
        decided = [
            d
            for k, rows in _rows(study, requests, chosen)
            if (d := _decided(study, requests, k, rows, limits))
        ]
        if not decided:
            return
        scale = np.ones(len(study.model))
        scale[np.concatenate([each.rows for each in decided])] = TWICE_AS_FAST
        after = what_if.retime(study, scale)
        for each in decided:
            saving = saving_for(study, each.endpoint, requests.of(each.endpoint), after, METHOD)
            if saving.high > 0:
                yield _finding(study, requests, each, saving, limits)


@dataclass(frozen=True)
class _Decided:
    """An endpoint and the spans (rows, int64) of the one thing that decides how long it takes."""

    endpoint: int
    operation: int
    rows: NDArray[np.int64]
    own_ns: float


def _rows(
    study: Study, requests: Requests, chosen: NDArray[np.int64]
) -> Iterator[tuple[int, NDArray[np.int64]]]:
    """Each chosen endpoint and the spans of the operation that fills its critical paths."""
    wanted = np.full(len(study.endpoints) + 1, -1, np.int32)
    wanted[chosen] = requests.operation[chosen, 0]
    rows = np.flatnonzero(study.operations.of_span == wanted[requests.of_span])
    endpoint = requests.of_span[rows]
    for k in chosen.tolist():
        yield k, rows[endpoint == k]


def _decided(
    study: Study, requests: Requests, endpoint: int, rows: NDArray[np.int64], limits: Limits
) -> _Decided | None:
    """What decides at an endpoint: the operation or, where drivers name all their spans alike, the
    one statement among them; None when no single one takes enough."""
    operation = int(requests.operation[endpoint, 0])
    own = float(requests.operation_ns[endpoint, 0])
    statement = study.statements.of_span[rows]
    if len(rows) and (statement != statement[0]).any():
        spent = np.bincount(statement + 1, study.critical_ns[rows].astype(np.float64))
        rows = rows[statement == spent.argmax() - 1]
        own = float(spent.max())
    enough = own >= limits["share"] * max(1, int(requests.critical_ns[endpoint]))
    enough &= own >= limits["time"] * max(1, int(study.endpoints.count[endpoint]))
    return _Decided(endpoint, operation, rows, own) if enough else None


def _dominated(study: Study, requests: Requests, limits: Limits) -> NDArray[np.int64]:
    count = np.maximum(study.endpoints.count, 1)
    own = requests.operation_ns[:, 0]
    fires = own >= limits["share"] * np.maximum(requests.critical_ns, 1)
    fires &= own >= limits["time"] * count
    fires &= requests.share >= limits["reach"]
    fires &= requests.spans >= 2 * count
    chosen = np.flatnonzero(fires)
    return chosen[np.argsort(-own[chosen], kind="stable")][:MOST]


def _finding(
    study: Study,
    requests: Requests,
    decided: _Decided,
    saving: Saving,
    limits: Limits,
) -> Finding:
    endpoint, operation, rows = decided.endpoint, decided.operation, decided.rows
    name, request = operation_label(study, operation, rows), endpoint_name(study, endpoint)
    count = int(study.endpoints.count[endpoint])
    own = decided.own_ns
    share = own / max(1, int(requests.critical_ns[endpoint]))
    on_path = rows[study.critical_ns[rows] > 0]
    each = own / max(1, count)
    is_root = operation == int(study.endpoints.operation[endpoint])
    what = f"{request}’s own work" if is_root else name
    return Finding(
        detector=CriticalPath.name,
        severity=_severity(saving, share),
        title=f"{what} decides how long {'it' if is_root else request} takes",
        where=f"{service_name(study, operation)}, {request}",
        why=_why(name, is_root, share, _spent(on_path, each, count, study), count),
        verdict=(
            f"`{request}` spends {percent(share)} of its critical path in `{name}`"
            f"{' itself' if is_root else ''}, {_spent(on_path, each, count, study)}; "
            f"twice as fast it would save about {duration(saving.value)} at p95"
        ),
        entity=f"{endpoint_path(study, endpoint)}\n{operation_path(study, operation)}",
        measures=(
            Measure("share of path", share, "ratio", limits["share"]),
            Measure("time per request", each, "ns", limits["time"]),
            Measure("share of all time", requests.share[endpoint], "ratio", limits["reach"]),
            Measure("calls per request", len(rows) / max(1, count), "count"),
        ),
        evidence=evidence_of(study, on_path),
        confidence=confidence(_unambiguous(share, limits["share"]), count),
        scopes=CriticalPath.scopes,
        saving=saving,
        how=(
            f"Open the slowest request and look inside `{name}`: a profile or finer spans say what "
            "it does. Then cache, shrink or skip that work, or start it before what it waits for."
        ),
        effort=Effort.LARGE if is_root else Effort.MEDIUM,
        wrong_if=(
            f"Spans are missing below `{name}`, so that waiting for something else looks like its "
            "own work."
        ),
        cause=f"{endpoint_path(study, endpoint)}\n{operation_path(study, operation)}",
        reach=float(requests.share[endpoint]),
    )


def _severity(saving: Saving, share: float) -> Severity:
    """A warning when twice as fast would bring a quarter of p95 and a tenth of a second."""
    part = saving.value / (saving.before or 1.0)
    return Severity.WARNING if part >= 0.25 and saving.value >= 100e6 else Severity.INFO


def _unambiguous(share: float, limit: float) -> float:
    """0.6 where the share just passes, 0.9 where the operation is all there is."""
    return 0.6 + 0.3 * min(1.0, max(0.0, (share - limit) / max(1e-9, 1 - limit)))


def _spent(rows: NDArray[np.int64], each_ns: float, count: int, study: Study) -> str:
    """The time per request, told of those that have the operation when most do without it."""
    having = len(np.unique(study.structure.trace[rows]))
    if 2 * having >= count:
        return f"{duration(each_ns)} per request"
    of_those = duration(each_ns * count / max(1, having))
    return f"{of_those} in each of the {plural(having, 'request')} that have it"


def _why(name: str, is_root: bool, share: float, spent: str, count: int) -> str:
    place = "itself, outside every span below it" if is_root else "and nothing below it"
    return (
        f"On the critical path of {plural(count, 'request')}, {percent(share)} of the time is in "
        f"`{name}` {place}: {spent}. "
        "Making anything else faster will hardly be felt."
    )
