"""First requests that are much slower than the later ones."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Saving, Severity
from perfview.findings.quantities import duration, number, percent, plural, three_figures
from perfview.traces.concerns import RequestDetector
from perfview.traces.patterns.confidence import confidence
from perfview.traces.patterns.evidence import evidence_of
from perfview.traces.patterns.first_requests import FirstRequests, first_requests
from perfview.traces.patterns.naming import (
    endpoint_path,
    operation_label,
    operation_path,
    service_name,
)
from perfview.traces.patterns.occurrence import Occurrence, occurrence_of
from perfview.traces.patterns.subtrees import with_all_beneath
from perfview.traces.scenarios.speeding import saving_at
from perfview.traces.study import Study

MOST = 10
CHANCE = 0.01
"""How likely it may be that as many first requests were slow by accident."""
METHOD = "traces re-timed with first requests as quick as the later ones in the middle"


class ColdStart(RequestDetector):
    """The first request of a process, pod or function takes far longer than the later ones.

    What it looks for: spans that an attribute marks as cold starts (`faas.coldstart`), else the
    first request each instance answers per operation, instances told apart by their resource
    (`service.instance.id`, pod, container, host, process). It fires when those first ones take at
    least `ratio` times the median of the later ones and `time` more, when there are at least
    `requests` later ones, and when so many slow first ones are no accident: with the share of slow
    requests among the later ones it happens less than once in a hundred.

    Why it matters: each deployment, each new copy under load and each function woken up makes
    somebody wait, mostly when there is more load than usual anyway.

    How sure it is: exact where the attribute says so. Otherwise a recording that began while the
    service was running shows first requests that are none, which hides cold starts rather than
    inventing them; a single instance whose first request met something else that was slow looks
    alike, so one instance alone lowers the confidence.

    How to fix it: do the work before traffic comes (open connections, fill caches, load classes in
    the readiness probe), keep a few copies warm, make the package and what is loaded smaller.

    Learnt from: OpenTelemetry's FaaS conventions; AWS Lambda's operator guide (cold starts are
    under one percent of calls in production); Lion et al., Don't Get Caught in the Cold (OSDI 2016)
    on warm-up of the JVM.
    """

    name = "cold-start"
    title = "Cold start"
    scopes = ("cpu", "network")
    cost = 2
    thresholds = (
        Threshold("ratio", 3.0, "ratio", "first requests to the median of the later, at least"),
        Threshold("time", 100e6, "ns", "by which they are slower, at least"),
        Threshold("requests", 5, "count", "later requests, at least"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding per operation whose first requests are slow, those that lose most first."""
        least, longest = max(1, round(limits["requests"])), round(limits["time"])
        found = [
            (slow, each)
            for each in first_requests(study, least, longest)
            if len(slow := _slow(study, each, limits))
        ]
        found = _innermost(study, found)
        found.sort(key=lambda pair: -int(study.model.duration_ns[pair[0]].sum()))
        for slow, each in found[:MOST]:
            finding = _finding(study, each, slow, limits)
            if finding is not None:
                yield finding


def _slow(study: Study, found: FirstRequests, limits: Limits) -> NDArray[np.int32]:
    """The slow first requests; none where as many are slow by accident or most are not."""
    bound = max(limits["ratio"] * found.typical_ns, found.typical_ns + limits["time"])
    slow = found.first[study.model.duration_ns[found.first] >= bound]
    if found.told:
        return slow
    # Laplace's rule of succession: among a few later requests none need be slow.
    by_chance = (float((found.later_ns >= bound).sum()) + 0.2) / (len(found.later_ns) + 1)
    mostly = 2 * len(slow) >= len(found.first)
    surely = by_chance ** len(slow) * _ways(len(found.first), len(slow)) < _level(found)
    return slow if mostly and surely else slow[:0]


def _innermost(
    study: Study, found: list[tuple[NDArray[np.int32], FirstRequests]]
) -> list[tuple[NDArray[np.int32], FirstRequests]]:
    """Without first requests that are slow because of another one below them."""
    slow = np.zeros(len(study.model), np.bool_)
    for rows, _ in found:
        slow[rows] = True
    explained = np.zeros(len(study.model), np.bool_)
    duration_ns, parent = study.model.duration_ns, study.structure.parent
    for rows, _ in found:
        at, spent = parent[rows], duration_ns[rows]
        while len(at := at[inside := at >= 0]):
            spent = spent[inside]
            explained[at[2 * spent >= duration_ns[at]]] = True
            at = parent[at]
    kept = [(rows[~(slow & explained)[rows]], each) for rows, each in found]
    return [(rows, each) for rows, each in kept if len(rows)]


def _level(found: FirstRequests) -> float:
    """A recording of few requests cannot rule accidents out as firmly."""
    return CHANCE if len(found.later_ns) >= 20 else 0.04


def _ways(count: int, chosen: int) -> float:
    """How many ways there are to choose; bounded, as only its size matters."""
    ways = 1.0
    for k in range(min(chosen, count - chosen)):
        ways = min(1e30, ways * (count - k) / (k + 1))
    return ways


def _finding(
    study: Study, found: FirstRequests, slow: NDArray[np.int32], limits: Limits
) -> Finding | None:
    seen = occurrence_of(study, slow)
    if seen is None:
        return None
    spent = study.model.duration_ns[slow]
    middle = float(np.median(spent))
    name = operation_label(study, found.operation, slow)
    service = service_name(study, found.operation)
    saving = _saving(study, seen, slow, found.typical_ns)
    times = three_figures(middle / max(1.0, found.typical_ns))
    return Finding(
        detector=ColdStart.name,
        severity=_severity(study, seen, found, len(slow), limits),
        title=f"First requests to {name} take {times} times as long",
        where=f"{service}, {seen.request}",
        why=(
            f"{_which(found, slow)} of `{name}` took {duration(middle)} in the middle, "
            f"{plural(len(found.later_ns), 'later one', 'later ones')} "
            f"{duration(found.typical_ns)}. {percent(seen.frequency)} of `{seen.request}` met one."
        ),
        verdict=(
            f"`{name}` in {service} needs {duration(middle)} for a first request and "
            f"{duration(found.typical_ns)} later; warmed up, those requests would save about "
            f"{duration(saving.value)}"
        ),
        entity=operation_path(study, found.operation),
        measures=(
            Measure("first to later", middle / max(1.0, found.typical_ns), "ratio",
                    limits["ratio"]),
            Measure("slower by", middle - found.typical_ns, "ns", limits["time"]),
            Measure("slow first requests", len(slow), "count"),
            Measure("first requests", len(found.first), "count"),
            Measure("later requests", len(found.later_ns), "count", limits["requests"]),
        ),
        evidence=evidence_of(study, slow),
        confidence=confidence(0.95 if found.told else 0.8, 3 * len(slow)),
        scopes=ColdStart.scopes,
        saving=saving,
        how=(
            f"Let `{service}` do before it takes traffic what its first request does: open "
            "connections, fill caches, load code (a readiness probe that calls it). Keep copies "
            "warm where they are started on demand."
        ),
        effort=Effort.MEDIUM,
        wrong_if="The first requests asked for something larger than the later ones.",
        cause=f"{endpoint_path(study, seen.endpoint)}\n{operation_path(study, found.operation)}"
        "\ncold start",
        reach=seen.reach,
        request=seen.request,
    )  # fmt: skip


def _which(found: FirstRequests, slow: NDArray[np.int32]) -> str:
    if found.told:
        return plural(len(slow), "cold start")
    if len(found.first) == 1:
        return "The first request"
    return f"{number(len(slow))} of {plural(len(found.first), 'first request')} of its instances"


def _saving(study: Study, seen: Occurrence, slow: NDArray[np.int32], typical_ns: float) -> Saving:
    """What they take beyond the median goes from them and what they called, in proportion."""
    factor = typical_ns / max(1.0, float(np.median(study.model.duration_ns[slow])))
    rows = with_all_beneath(study.structure, slow)
    return saving_at(study, seen, rows, factor, METHOD)


def _severity(
    study: Study, seen: Occurrence, found: FirstRequests, count: int, limits: Limits
) -> Severity:
    """A warning where one request in a hundred meets one, or it costs ten times the limit."""
    extra = float(study.model.duration_ns[seen.own].max()) - found.typical_ns
    often = seen.frequency >= 0.01 and (found.told or count > 1)
    return Severity.WARNING if often or extra >= 10 * limits["time"] else Severity.INFO
