"""Copies of one service of which some are slower or busier than the others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Saving, Severity
from perfview.findings.quantities import duration, number, percent, plural, three_figures
from perfview.kernels.grouping import gather
from perfview.traces.concerns import RequestDetector
from perfview.traces.measures.requests import requests_of
from perfview.traces.patterns.comparing import rank_difference, uneven
from perfview.traces.patterns.confidence import confidence
from perfview.traces.patterns.evidence import evidence_of
from perfview.traces.patterns.instances import entries, instances_of
from perfview.traces.patterns.occurrence import Occurrence, occurrence_of
from perfview.traces.scenarios.speeding import saving_at
from perfview.traces.study import Study

MOST = 10
CERTAIN = 5.0
"""Standard errors from which a difference is beyond chance, many instances compared."""
ALIVE = 0.5
"""The part of the recording an instance must have been there for to be compared by load."""
METHOD = "traces re-timed with the slow instance's own work as quick as the others'"


class UnbalancedInstances(RequestDetector):
    """One copy of a service that is slower than its equals, or gets far more to do.

    What it looks for: spans with which a service is entered, by the instance their resource names
    (`service.instance.id`, pod, container, host). Latency: within an operation, an instance whose
    median is `ratio` times that of the others and `time` above, beyond chance by ranks. Load:
    instances there for at least half of the recording, the busiest with `load` times its even
    share, beyond chance. Both from `requests` requests of an instance on.

    Why it matters: averages over a service hide a copy that is broken or starved, and every request
    that lands there waits. Uneven load wastes the idle copies and breaks the busy one first.

    How sure it is: the numbers are exact and held against chance. A copy may be slow because it
    gets the larger requests (sharding, sticky sessions), and sampling by the caller may shift load.

    How to fix it: look at the slow copy's host (neighbours, throttling, a failing disk, an older
    version) and take it out meanwhile; balance by requests in flight instead of by connections.

    Learnt from: Mann and Whitney 1947; Dean and Barroso, The Tail at Scale (CACM 2013) on slow
    machines put on probation; gRPC's notes on balancing connections that live long.
    """

    name = "unbalanced-instances"
    title = "Unbalanced instances"
    scopes = ("network", "cpu")
    cost = 2
    thresholds = (
        Threshold("ratio", 1.5, "ratio", "median of the slow instance to the others', at least"),
        Threshold("time", 20e6, "ns", "by which it is slower, at least"),
        Threshold("load", 2.0, "ratio", "busiest instance to an even share, at least"),
        Threshold("requests", 20, "count", "requests of an instance that is compared, at least"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """Per service at most one finding on latency and one on load."""
        instances = instances_of(study)
        if len(instances.names) < 2:
            return
        row = entries(study)
        instance = instances.of(study, row)
        row, instance = row[instance >= 0], instance[instance >= 0]
        service = study.model.service[row]
        for name in np.unique(service).tolist()[: 5 * MOST]:
            mine = service == name
            text = study.model.strings[name] or "unknown service"
            copies = _Copies(text, row[mine], instance[mine], instances.names)
            slow = _slowest(study, copies, limits)
            if slow is not None:
                yield _slow_finding(study, copies, slow, limits)
            load = _load(study, copies, limits)
            if load is not None:
                yield load


@dataclass(frozen=True)
class _Copies:
    """The entries (row, int32) of one service and the instance of each, and all names."""

    service: str
    row: NDArray[np.int32]
    instance: NDArray[np.int32]
    names: list[str]


@dataclass(frozen=True)
class _Slow:
    """Entries of one operation on a slow instance, and the medians there and elsewhere."""

    instance: int
    rows: NDArray[np.int32]
    here_ns: float
    there_ns: float
    copies: int


def _slowest(study: Study, copies: _Copies, limits: Limits) -> _Slow | None:
    """The instance and operation that lose most time, beyond chance."""
    best: tuple[float, _Slow] | None = None
    operation = study.operations.of_span[copies.row]
    for k in np.unique(operation).tolist():
        mine = operation == k
        spent, who = study.model.duration_ns[copies.row[mine]], copies.instance[mine]
        present, count = np.unique(who, return_counts=True)
        enough = present[count >= limits["requests"]]
        if len(present) < 2:
            continue
        for one in enough.tolist():
            here, there = spent[who == one], spent[who != one]
            a, b = float(np.median(here)), float(np.median(there))
            slow = a >= limits["ratio"] * b and a - b >= limits["time"]
            if not slow or rank_difference(here, there) < CERTAIN:
                continue
            lost = (a - b) * len(here)
            if best is None or lost > best[0]:
                rows = copies.row[mine][who == one]
                best = (lost, _Slow(one, rows, a, b, len(present)))
    return best[1] if best else None


def _slow_finding(study: Study, copies: _Copies, slow: _Slow, limits: Limits) -> Finding:
    seen = occurrence_of(study, slow.rows)
    name = copies.names[slow.instance]
    saving = _saving(study, copies, slow, seen) if seen else None
    request = seen.request if seen else ""
    times = three_figures(slow.here_ns / max(1.0, slow.there_ns))
    share = len(slow.rows) / max(1, len(copies.row))
    return Finding(
        detector=UnbalancedInstances.name,
        severity=Severity.WARNING,
        title=f"{copies.service} on {name} takes {times} times as long as elsewhere",
        where=f"{copies.service}, {request}" if request else copies.service,
        why=(
            f"The middle one of {plural(len(slow.rows), 'request')} on `{name}` took "
            f"{duration(slow.here_ns)}; on the other "
            f"{plural(slow.copies - 1, 'instance')} of `{copies.service}` it takes "
            f"{duration(slow.there_ns)}. Chance does not explain that."
        ),
        verdict=(
            f"`{copies.service}` takes {duration(slow.here_ns)} on `{name}` and "
            f"{duration(slow.there_ns)} on its other instances"
        ),
        entity=f"latency\n{copies.service}",
        measures=(
            Measure("to the others", slow.here_ns / max(1.0, slow.there_ns), "ratio",
                    limits["ratio"]),
            Measure("slower by", slow.here_ns - slow.there_ns, "ns", limits["time"]),
            Measure("requests on it", len(slow.rows), "count", limits["requests"]),
            Measure("share of requests", share, "ratio"),
        ),
        evidence=evidence_of(study, slow.rows),
        confidence=confidence(0.85, len(slow.rows)),
        scopes=UnbalancedInstances.scopes,
        saving=saving,
        how=(
            f"Compare `{name}` with its equals: version, processor limits, neighbours on the host, "
            "pauses, disk. Take it out of the balancer until it is as quick as they are."
        ),
        effort=Effort.SMALL,
        wrong_if="That instance gets the larger requests, by sharding or sticky sessions.",
        cause=f"instances\n{copies.service}",
        reach=seen.reach if seen else 0.0,
        request=request,
    )  # fmt: skip


def _saving(study: Study, copies: _Copies, slow: _Slow, seen: Occurrence) -> Saving:
    """All spans of the slow instance in the requests concerned, by the ratio of the medians."""
    inside = np.concatenate([study.structure.rows(t) for t in seen.concerned.tolist()])
    rows = inside[instances_of(study).of(study, inside) == slow.instance]
    return saving_at(study, seen, rows, slow.there_ns / max(1.0, slow.here_ns), METHOD)


def _load(study: Study, copies: _Copies, limits: Limits) -> Finding | None:
    first, order = gather(copies.instance, len(copies.names))
    start = study.model.start_ns[copies.row]
    whole = float(np.ptp(start)) or 1.0
    known = np.flatnonzero(np.diff(first))
    spans = [start[order[first[k] : first[k + 1]]] for k in known.tolist()]
    alive = np.array([float(np.ptp(each)) >= ALIVE * whole for each in spans])
    known = known[alive]
    counts = np.diff(first)[known]
    if len(known) < 2 or counts.max() < limits["requests"]:
        return None
    busiest = int(counts.argmax())
    ratio = float(counts[busiest] / counts.mean())
    if ratio < min(limits["load"], 0.9 * len(known)) or uneven(counts) < CERTAIN:
        return None
    rows = copies.row[copies.instance == known[busiest]]
    return _load_finding(study, copies, rows, counts, int(known[busiest]), ratio, limits)


def _load_finding(
    study: Study,
    copies: _Copies,
    rows: NDArray[np.int32],
    counts: NDArray[np.int64],
    instance: int,
    ratio: float,
    limits: Limits,
) -> Finding:
    name = copies.names[instance]
    share = float(counts.max()) / float(counts.sum())
    traces = np.unique(study.structure.trace[rows])
    reach = float(requests_of(study).duration_ns[traces].astype(np.float64).sum())
    return Finding(
        detector=UnbalancedInstances.name,
        severity=Severity.INFO,
        title=f"{name} takes {percent(share)} of the requests to {copies.service}",
        where=copies.service,
        why=(
            f"Of {plural(len(counts), 'instance')} of `{copies.service}`, `{name}` took "
            f"{number(counts.max())} requests and the idlest {number(counts.min())}; an even share "
            f"would be {number(counts.mean())}. Chance does not explain that."
        ),
        verdict=(
            f"`{name}` takes {percent(share)} of the requests to `{copies.service}`, "
            f"{three_figures(ratio)} times its even share"
        ),
        entity=f"load\n{copies.service}",
        measures=(
            Measure("to an even share", ratio, "ratio", limits["load"]),
            Measure("requests on it", int(counts.max()), "count", limits["requests"]),
            Measure("instances", len(counts), "count"),
        ),
        evidence=evidence_of(study, rows),
        confidence=confidence(0.8, int(counts.sum())),
        scopes=("network",),
        how=(
            "See how callers choose: connections that live long pin their requests to one copy; "
            "balance by request, or by requests in flight, and look at uneven weights."
        ),
        effort=Effort.MEDIUM,
        wrong_if="The copies are meant to share unevenly, by weight, size, shard or as a standby.",
        cause=f"load\n{copies.service}",
        reach=min(1.0, reach / requests_of(study).total_ns),
    )
