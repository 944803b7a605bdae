"""Pauses for collecting garbage that requests wait for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Severity
from perfview.findings.quantities import duration, percent, plural
from perfview.traces.concerns import RequestDetector
from perfview.traces.patterns.confidence import confidence
from perfview.traces.patterns.evidence import evidence_of
from perfview.traces.patterns.naming import (
    endpoint_path,
    operation_name,
    operation_path,
    service_name,
)
from perfview.traces.patterns.occurrence import Occurrence, occurrence_of
from perfview.traces.patterns.pauses import pauses_in_events, pausing_operations
from perfview.traces.scenarios.speeding import saving_at
from perfview.traces.study import Study

MOST = 10
METHOD = "traces re-timed without the pauses"


class GcInRequests(RequestDetector):
    """Requests that stand still while memory is being collected.

    What it looks for: spans that the runtime or an agent recorded for garbage collection, by name,
    and their time on the critical path of requests; and events of that name within spans that say
    how long the collection took. It fires when the requests that meet one wait `pause` or longer
    each and for at least `share` of the request.

    Why it matters: everything in the process stops, so a pause makes slow whatever happens to run,
    and it comes more often the busier the process is.

    How sure it is: exact where such spans or events exist; most recordings have none, and then
    nothing can be said about it. Of an event only what its span did by itself is counted.
    A span that is named so may also be a job that asks for a collection.

    How to fix it: allocate less on the busy paths (a memory profile says where), give the heap more
    room, choose a collector with short pauses, and do not ask for a collection by hand.

    Learnt from: HotSpot's garbage collection tuning guide (a pause goal of 200 ms, overhead under
    five percent); Jones, Hosking and Moss, The Garbage Collection Handbook.
    """

    name = "gc-in-requests"
    title = "Garbage collection in requests"
    scopes = ("memory", "cpu")
    cost = 1
    thresholds = (
        Threshold("pause", 50e6, "ns", "standing still per request that meets one, at least"),
        Threshold("share", 0.05, "ratio", "of those requests, at least"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding per operation that is a collection and per service whose spans tell of one,
        most time first."""
        pauses = [*_spans(study), *_events(study)]
        pauses.sort(key=lambda pause: -float(pause.spent.astype(np.float64).sum()))
        for pause in pauses[:MOST]:
            seen = occurrence_of(study, pause.rows, pause.spent)
            if seen is None:
                continue
            each, share = seen.per_request(study, pause.spent)
            if each >= limits["pause"] and share >= limits["share"]:
                yield _finding(study, pause, seen, (each, share), limits)


@dataclass(frozen=True)
class _Pause:
    """Collections of one name: rows that stand still (integers), for how long each (int64 ns).

    `place` tells them from others; as one part of a cause.
    """

    name: str
    service: str
    place: str
    rows: NDArray[np.integer]
    spent: NDArray[np.int64]


def _spans(study: Study) -> Iterator[_Pause]:
    """Collections that are spans of their own."""
    operations = study.operations
    for operation in sorted(
        pausing_operations(study), key=lambda k: -int(operations.critical_ns[k])
    )[:MOST]:
        rows = np.flatnonzero(operations.of_span == operation)
        rows = rows[study.critical_ns[rows] > 0]
        name, service = operation_name(study, operation), service_name(study, operation)
        yield _Pause(name, service, operation_path(study, operation), rows, study.critical_ns[rows])


def _events(study: Study) -> Iterator[_Pause]:
    """Collections that are events within the spans they held up."""
    for told in pauses_in_events(study):
        service = service_name(study, int(study.operations.of_span[told.row[0]]))
        yield _Pause(told.name, service, f"{service} {told.name}", told.row, told.spent_ns)


def _finding(
    study: Study, pause: _Pause, seen: Occurrence, spent: tuple[float, float], limits: Limits
) -> Finding:
    each, share = spent
    name, service = pause.name, pause.service
    own = np.maximum(study.self_ns[pause.rows], 1)
    saving = saving_at(study, seen, pause.rows, 1 - pause.spent / own, METHOD)
    longest = int(pause.spent.max())
    felt = saving.value >= 2 * limits["share"] * (saving.before or 1.0)
    return Finding(
        detector=GcInRequests.name,
        severity=Severity.WARNING if felt else Severity.INFO,
        title=f"{service} stands still for {name}",
        where=f"{service}, {seen.request}",
        why=(
            f"{plural(len(seen.affected), 'request')} of `{seen.request}` wait {duration(each)} "
            f"each, {percent(share)} of their time, while `{service}` collects garbage (`{name}`, "
            f"at most {duration(longest)})."
        ),
        verdict=(
            f"`{seen.request}` stands still for {duration(each)} while `{service}` collects "
            f"garbage; without it p95 would be about {duration(saving.value)} lower"
        ),
        entity=pause.place,
        measures=(
            Measure("pause per request", each, "ns", limits["pause"]),
            Measure("share of request", share, "ratio", limits["share"]),
            Measure("longest pause", longest, "ns"),
            Measure("requests with it", seen.frequency, "ratio"),
        ),
        evidence=evidence_of(study, seen.rows),
        confidence=confidence(0.85, len(seen.affected)),
        scopes=GcInRequests.scopes,
        saving=saving,
        how=(
            f"Record where `{service}` allocates and do less of it on the busy path; then give the "
            "heap room or choose a collector with shorter pauses."
        ),
        effort=Effort.MEDIUM,
        wrong_if="The span is a job that was asked for, not a pause of the process.",
        cause=f"{endpoint_path(study, seen.endpoint)}\n{pause.place}\npauses",
        reach=seen.reach,
        request=seen.request,
    )
