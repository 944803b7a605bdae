"""Waiting in line before any work begins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Saving, Severity
from perfview.findings.quantities import duration, percent, plural
from perfview.kernels.grouping import gather, number_small
from perfview.traces.concerns import RequestDetector
from perfview.traces.patterns.confidence import confidence
from perfview.traces.patterns.crowding import crowded_starts
from perfview.traces.patterns.evidence import evidence_of
from perfview.traces.patterns.naming import (
    endpoint_path,
    operation_name,
    operation_path,
    service_name,
)
from perfview.traces.patterns.occurrence import Occurrence, occurrence_of
from perfview.traces.patterns.waits import (
    Handovers,
    calls_before_work,
    messages_before_work,
    waiting_operations,
)
from perfview.traces.scenarios.savings import percentile_rank
from perfview.traces.scenarios.speeding import saving_at
from perfview.traces.study import Study

MOST = 15
METHOD = "traces re-timed without this waiting"
LEAST_CALL = 0.1
"""Of the limit: what a single call must wait to be looked at."""
SELDOM = 3
"""Requests below which a wait is a note, unless the recording holds no more of them."""
STEADY = 0.1
"""A wait that hardly varies (interquartile range to median) may as well be two clocks."""

_FOR = {
    "worker": "before `{}` begins to work on a call",
    "connection": "for a connection in `{}`",
    "lock": "for a lock in `{}`",
    "queue": "in line in `{}`",
    "crowd": "before `{}` makes its first call",
    "message": "before `{}` takes a message",
}
_HOW = {
    "worker": (
        "Look at the callee’s worker threads, its accept queue and its load balancer while it is "
        "slow: more workers or instances, shorter work per call, or shedding load early."
    ),
    "connection": (
        "Find who holds connections for long (slow statements, open transactions, work between "
        "two statements) and shorten that first; then size the pool to the database, not to the "
        "number of requests."
    ),
    "lock": (
        "Hold the lock for less: move slow work (statements, calls) out of it, split it by key, or "
        "replace it by an atomic update or a queue."
    ),
    "queue": (
        "Give the queue more workers, make each piece of work shorter, or refuse early what cannot "
        "be answered in time."
    ),
    "crowd": (
        "Find what is shared there: a pool of connections or threads, a lock, the processor. Give "
        "it a span of its own, then hold it for less, or give it more room."
    ),
    "message": (
        "Add consumers or partitions, take messages in batches, and shorten what is done with "
        "each; look at whether one slow message holds up those behind it."
    ),
}


class QueueWait(RequestDetector):
    """Waiting for a worker, a connection, a lock or a consumer before the work itself begins.

    What it looks for: calls that the callee takes up late, spans whose name says that they wait
    (acquiring a connection, a lock, a semaphore, standing in a queue), requests whose first call
    comes the later the more of them are in flight, and messages between their producer and their
    consumer. All but the last fire when the requests that have it wait at least
    `time` each on their critical path and at least `share` of the request; messages, which nobody
    need wait for, when one in twenty lies for `message` or longer.

    Why it matters: waiting in line grows without bound as a resource gets busy, while the work
    itself stays as quick as ever; making the work faster elsewhere does not help.

    How sure it is: named waits are exact. A callee's late start is the time there less the time
    back: two clocks that differ look alike, so a wait that hardly varies lowers the confidence.
    A wait without a name that grows with the load (Spearman's rank correlation) is likely a queue.

    How to fix it: shorten how long the resource is held, then give it more room; and bound the
    queue, so that what cannot be answered in time is refused at once.

    Learnt from: queueing theory (Little 1961; utilisation above 80 % multiplies the wait);
    HikariCP's notes on pool sizing; Gregg's USE method (saturation).
    """

    name = "queue-wait"
    title = "Waiting before work"
    scopes = ("network", "database", "cpu")
    cost = 2
    prominence = 3
    thresholds = (
        Threshold("time", 20e6, "ns", "waiting per request that has it, at least"),
        Threshold("share", 0.10, "ratio", "of the request that this is, at least"),
        Threshold("message", 5e9, "ns", "p95 of messages lying in a queue, at least"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding per operation waited for, most waiting first."""
        waits = [
            *_calls(study, limits),
            *_named(study),
            *_crowded(study, limits),
            *_messages(study, limits),
        ]
        waits.sort(key=lambda wait: -float(wait.spent.astype(np.float64).sum()))
        told = 0
        for wait in waits[: 4 * MOST]:
            finding = _finding(study, wait, limits)
            if finding is not None and told < MOST:
                told += 1
                yield finding


@dataclass(frozen=True)
class _Wait:
    """Waiting of one kind: rows that wait (int32), for how long each (int64 ns), whom for."""

    kind: str
    operation: int
    rows: NDArray[np.int32]
    spent: NDArray[np.int64]
    shown: NDArray[np.int32]


def _calls(study: Study, limits: Limits) -> Iterator[_Wait]:
    found = calls_before_work(study, max(1, round(limits["time"] * LEAST_CALL)))
    # Of the caller's span only what lies on the critical path is waited for.
    spent = np.minimum(found.wait_ns, study.critical_ns[found.from_row])
    yield from _split(study, "worker", Handovers(found.from_row, found.to_row, spent), 0)


def _messages(study: Study, limits: Limits) -> Iterator[_Wait]:
    yield from _split(study, "message", messages_before_work(study), limits["message"])


def _split(study: Study, kind: str, found: Handovers, least: float) -> Iterator[_Wait]:
    """By the operation that takes the work."""
    group, known = number_small(study.operations.of_span[found.to_row], len(study.operations))
    first, order = gather(group, len(known))
    for k, operation in enumerate(known.tolist()):
        mine = order[first[k] : first[k + 1]]
        spent = found.wait_ns[mine]
        if np.sort(spent)[percentile_rank(len(spent), 0.95)] >= least:
            yield _Wait(kind, operation, found.from_row[mine], spent, found.to_row[mine])


def _crowded(study: Study, limits: Limits) -> Iterator[_Wait]:
    for found in crowded_starts(study, round(limits["time"])):
        late = found.wait_ns > 0
        rows = found.row[late]
        yield _Wait("crowd", found.operation, rows, found.wait_ns[late], rows)


def _named(study: Study) -> Iterator[_Wait]:
    waiting, spent = waiting_operations(study), study.operations.critical_ns
    for operation in sorted(waiting, key=lambda k: -int(spent[k]))[: 4 * MOST]:
        rows = np.flatnonzero(study.operations.of_span == operation).astype(np.int32)
        yield _Wait(waiting[operation], operation, rows, study.critical_ns[rows], rows)


def _finding(study: Study, wait: _Wait, limits: Limits) -> Finding | None:
    seen = occurrence_of(study, wait.rows, wait.spent)
    if seen is None:
        return None
    each, share = seen.per_request(study, wait.spent)
    async_ = wait.kind == "message"
    if not async_ and (each < limits["time"] or share < limits["share"]):
        return None
    saving = None if async_ else _saving(study, seen, wait)
    name, service = operation_name(study, wait.operation), service_name(study, wait.operation)
    p95 = int(np.sort(wait.spent)[percentile_rank(len(wait.spent), 0.95)])
    what = _FOR[wait.kind].format(name)
    limit = limits["message" if async_ else "time"]
    ends = f"; without it p95 would be about {duration(saving.value)} lower" if saving else ""
    return Finding(
        detector=QueueWait.name,
        severity=_severity(study, seen, p95, saving, limits),
        title=f"{service} waits {what.replace('`', '')}"
        if not async_
        else f"Messages wait {what.replace('`', '')}",
        where=f"{service}, {seen.request}",
        why=(
            f"{plural(len(seen.affected), 'request')} of `{seen.request}` wait "
            f"{duration(each)} each {what}"
            f"{'' if async_ else f', {percent(share)} of the request'}; one in twenty waits "
            f"{duration(p95)} or longer. Nothing is worked on meanwhile."
        ),
        verdict=f"{_waits(wait, seen, name, each, p95)}{ends}",
        entity=f"{wait.kind}\n{operation_path(study, wait.operation)}",
        measures=(
            Measure("waiting per request", each, "ns", None if async_ else limit),
            Measure("p95 of one wait", p95, "ns", limit if async_ else None),
            Measure("share of request", share, "ratio", None if async_ else limits["share"]),
            Measure("requests with it", seen.frequency, "ratio"),
            Measure("waits", len(wait.rows), "count"),
        ),
        evidence=evidence_of(study, wait.shown if async_ else wait.rows[wait.spent > 0]),
        confidence=confidence(_unambiguous(wait), len(seen.affected)),
        scopes=("database",)
        if wait.kind == "connection"
        else ("cpu",)
        if wait.kind == "lock"
        else ("network",),
        saving=saving,
        how=_HOW[wait.kind],
        effort=Effort.MEDIUM,
        wrong_if=(
            "The clocks of the two hosts differ, or the way there is slower than the way back."
            if wait.kind == "worker"
            else "Most of that time is work that has no span of its own, such as connecting."
            if wait.kind != "message"
            else "The messages are meant to wait, for a delay or a nightly run."
        ),
        cause=f"{endpoint_path(study, seen.endpoint)}\n{operation_path(study, wait.operation)}"
        "\nwaiting before work",
        reach=seen.reach,
        request=seen.request,
    )


def _waits(wait: _Wait, seen: Occurrence, name: str, each: float, p95: int) -> str:
    """Who waits for how long. Whoever sent a message does not."""
    if wait.kind == "message":
        return (
            f"Messages of `{seen.request}` lie {duration(each)} in the queue before `{name}` takes "
            f"them, and {duration(p95)} at p95"
        )
    return f"`{seen.request}` waits {duration(each)} per request {_FOR[wait.kind].format(name)}"


def _saving(study: Study, seen: Occurrence, wait: _Wait) -> Saving:
    own = np.maximum(study.self_ns[wait.rows], 1)
    return saving_at(study, seen, wait.rows, 1 - wait.spent / own, METHOD)


def _severity(
    study: Study, seen: Occurrence, p95: int, saving: Saving | None, limits: Limits
) -> Severity:
    """A warning when p95 of the requests would fall by what the limit asks for, as a share too;
    a note when it was seen once or twice among many."""
    if saving is None:
        return Severity.WARNING if p95 >= 2 * limits["message"] else Severity.INFO
    felt = saving.value >= max(limits["time"], limits["share"] * (saving.before or 0))
    seldom = len(seen.affected) < SELDOM < study.structure.traces
    return Severity.WARNING if felt and not seldom else Severity.INFO


def _unambiguous(wait: _Wait) -> float:
    if wait.kind == "crowd":
        return 0.7
    if wait.kind != "worker":
        return 0.9
    low, middle, high = np.percentile(wait.spent, (25, 50, 75))
    return 0.55 if high - low < STEADY * middle else 0.8
