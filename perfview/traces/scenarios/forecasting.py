"""Answers to what-if questions about requests: which spans are meant, and how it is told."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perfview.findings.forecast import (
    Compared,
    Distribution,
    Forecast,
    Question,
    UnanswerableError,
)
from perfview.findings.quantities import percent, plural
from perfview.traces.model import SpanKind
from perfview.traces.patterns.naming import endpoint_name, operation_name, service_name
from perfview.traces.scenarios.savings import p95_saving, percentile_rank
from perfview.traces.scenarios.scenario import (
    Outcome,
    Scenario,
    Treatment,
    foresee,
    rows_of_operation,
    touched_rows,
)
from perfview.traces.study import Study

TREATMENTS = {
    "faster": Treatment.FASTER,
    "remove": Treatment.REMOVED,
    "parallel": Treatment.PARALLEL,
    "batch": Treatment.BATCHED,
}
"""What a question calls each treatment."""

_WORDS = {
    Treatment.REMOVED: "removed",
    Treatment.PARALLEL: "side by side",
    Treatment.BATCHED: "batched",
}
_RETIMED = "every request re-timed, each call keeping what it waits for"
_REPLAYED = "the recording replayed with its queues, and the difference taken from each request"
_MOST_NAMES, _MOST_QUEUES = 8, 3

_ASSUMES = {
    Treatment.FASTER: "only its own work gets faster, what it calls takes as long as before",
    Treatment.REMOVED: "what it called goes with it, and its caller does nothing instead",
    Treatment.PARALLEL: "the calls do not need each other's results, "
    "and whoever serves them can take them at once",
    Treatment.BATCHED: "one call for all takes as long as the longest of them does now",
}


def answer(study: Study, question: Question) -> Forecast:
    """What the change would bring. Raises UnanswerableError."""
    treatment = TREATMENTS[question.change]
    together = treatment in (Treatment.PARALLEL, Treatment.BATCHED)
    meant = find_operations(study, question.operation, question.service, together=together)
    endpoint = _find_endpoint(study, question.endpoint) if question.endpoint else -1
    rows = np.concatenate([rows_of_operation(study, operation) for operation in meant])
    outcome = foresee(study, Scenario(rows, treatment, question.percent / 100))
    name, where = operation_name(study, meant[0]), _all([service_name(study, k) for k in meant])
    if not len(outcome.touched):
        raise UnanswerableError(
            f"No {request_word(study)} calls {name} more than once "
            "in one place, "
            "so nothing can be put together.",
            f"--{question.change}",
        )
    subject = f"{name} in {where} "
    subject += (
        f"{percent(question.percent / 100)} faster"
        if treatment is Treatment.FASTER
        else _WORDS[treatment]
    )
    one = request_word(study)
    return Forecast(
        subject=subject,
        overall=compared(outcome, f"all {one}s", np.arange(len(outcome.before_ns))),
        parts=_parts(study, outcome, endpoint),
        method=_REPLAYED if len(outcome.queues) else _RETIMED,
        assumes=(_ASSUMES[treatment], *_queue_assumption(outcome)),
        notes=_notes(study, outcome),
        told=_told(study, meant, question, outcome),
        one=one,
    )


def find_operations(
    study: Study, name: str, service: str = "", *, together: bool = False
) -> list[int]:
    """The operation of this name, or of which this is a part that no other has.

    Several only where services have operations of exactly this name and none of them is named.
    Where a call and what answers it have one name, the one that answers is meant: there the work
    is. To be put `together` are those of which several stand in one place. Raises
    UnanswerableError, which lists what is near or what could be meant.
    """
    operations = study.operations
    names = [operation_name(study, k) for k in range(len(operations))]
    services = [service_name(study, k) for k in range(len(operations))]
    if service and service not in services:
        raise UnanswerableError(
            f"There is no service “{service}”. {_near(service, services)}", "--service"
        )
    among = [k for k in range(len(names)) if not service or services[k] == service]
    found = _matching(name, [names[k] for k in among])
    if len(found) > 1:
        meant = _repeats if together else _does_the_work
        found = [i for i in found if meant(study, among[i])] or found
    if len(found) == 1 or (found and all(names[among[i]] == name for i in found)):
        return [among[i] for i in found]
    if not found:
        where = f" in {service}" if service else ""
        near = _near(name, [names[k] for k in among])
        raise UnanswerableError(f"There is no operation “{name}”{where}. {near}", "--operation")
    told = [f"{names[among[i]]} in {services[among[i]]}" for i in found]
    hint = "Say which with --service or with more of the name."
    raise UnanswerableError(f"“{name}” may be {_either(told)}. {hint}", "--operation")


def _does_the_work(study: Study, operation: int) -> bool:
    """Whether it is no call of which most spans are answered by a child of the same name."""
    model, structure = study.model, study.structure
    if study.operations.kind[operation] not in (SpanKind.CLIENT, SpanKind.PRODUCER):
        return True
    rows = rows_of_operation(study, operation)
    inner = np.flatnonzero(np.isin(structure.parent, rows))
    alike = inner[model.name[inner] == model.name[structure.parent[inner]]]
    return 2 * len(np.unique(structure.parent[alike])) <= len(rows)


def _repeats(study: Study, operation: int) -> bool:
    """Whether some span of the operation has a sibling of the same operation."""
    rows = rows_of_operation(study, operation)
    return len(touched_rows(study, Scenario(rows, Treatment.BATCHED))) > 0


def compared(outcome: Outcome, name: str, traces: NDArray[np.integer]) -> Compared:
    """These traces (not none) before and after.

    Where queues were replayed the saving's interval reaches to that with every wait as it was.
    """
    before, after = outcome.before_ns[traces], outcome.after_ns[traces]
    saving = p95_saving(before, after, name, _REPLAYED if len(outcome.queues) else _RETIMED)
    if len(outcome.queues):
        kept = p95_saving(before, outcome.waits_kept_ns[traces], name, "")
        saving = replace(saving, low=min(saving.low, kept.low), high=max(saving.high, kept.high))
    return Compared(name, len(traces), distribution(before), distribution(after), saving)


def distribution(times: NDArray[np.int64]) -> Distribution:
    """Percentiles and mean of int64 ns, of at least one."""
    ordered = np.sort(times)
    p50, p95, p99 = (
        float(ordered[percentile_rank(len(ordered), share)]) for share in (0.5, 0.95, 0.99)
    )
    return Distribution(p50, p95, p99, float(times.mean()))


def request_word(study: Study) -> str:
    """What the largest thing is called whose time is foreseen: a request, on threads a slice that
    stands in no other."""
    return "outermost slice" if study.model.threads else "request"


def affected_endpoints(study: Study, outcome: Outcome) -> list[int]:
    """The endpoints of which a request changes, those that gain most in all first."""
    endpoints, of_trace = study.endpoints, study.endpoints.of_trace
    gain = (outcome.before_ns - outcome.after_ns).astype(np.float64)
    known = of_trace >= 0
    count = len(endpoints)
    total = np.bincount(of_trace[known], weights=gain[known], minlength=count)
    changed = np.bincount(of_trace[known], weights=gain[known] != 0, minlength=count)
    order = np.argsort(-total, kind="stable")
    return [int(e) for e in order if changed[e]]


def waiting_share(outcome: Outcome) -> float | None:
    """Which part (0-1) of all that is saved is less waiting in queues; None without queues."""
    if not len(outcome.queues):
        return None
    whole = float((outcome.before_ns - outcome.after_ns).sum())
    direct = float((outcome.before_ns - outcome.waits_kept_ns).sum())
    return min(1.0, max(0.0, 1.0 - direct / whole)) if whole > 0 else 0.0


def _parts(study: Study, outcome: Outcome, endpoint: int) -> tuple[Compared, ...]:
    wanted = [endpoint] if endpoint >= 0 else affected_endpoints(study, outcome)
    of_trace = study.endpoints.of_trace
    return tuple(
        compared(outcome, endpoint_name(study, e), np.flatnonzero(of_trace == e)) for e in wanted
    )


def _find_endpoint(study: Study, name: str) -> int:
    names = [endpoint_name(study, e) for e in range(len(study.endpoints))]
    found = _matching(name, names)
    if len(found) == 1:
        return found[0]
    if found:
        said = f"“{name}” may be {_either([names[e] for e in found])}."
    else:
        said = f"There is no endpoint “{name}”. {_near(name, names)}"
    raise UnanswerableError(said, "--endpoint")


def _matching(name: str, names: Sequence[str]) -> list[int]:
    """Where the name stands: as it is, else in other letters' case, else as a part."""
    lower = name.casefold()
    for fits in (
        lambda other: other == name,
        lambda other: other.casefold() == lower,
        lambda other: lower in other.casefold(),
    ):
        found = [k for k, other in enumerate(names) if fits(other)]
        if found:
            return found
    return []


def _near(name: str, names: Sequence[str]) -> str:
    known = list(dict.fromkeys(names))
    near = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
    if near:
        return f"Did you mean {_either(near)}?"
    more = ", …" if len(known) > _MOST_NAMES else ""
    return f"There are: {', '.join(known[:_MOST_NAMES])}{more}."


def _either(names: Sequence[str]) -> str:
    shown = [*names[:_MOST_NAMES], *(["others"] if len(names) > _MOST_NAMES else [])]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} or {shown[-1]}"


def _queue_assumption(outcome: Outcome) -> tuple[str, ...]:
    queues = outcome.queues
    if not len(queues):
        return ("nobody waits in line, as the recording shows no queue",)
    most = np.argsort(-queues.waited_ns, kind="stable").tolist()
    names = [f"{queues.names[k]} ({int(queues.stations.places[k])} at a time)" for k in most]
    return (f"as many requests come as were recorded, and are served in turn by {_all(names)}",)


def _all(names: Sequence[str]) -> str:
    shown = list(names[:_MOST_QUEUES])
    if len(names) > _MOST_QUEUES:
        shown.append(f"{len(names) - _MOST_QUEUES} others")
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def _notes(study: Study, outcome: Outcome) -> tuple[str, ...]:
    traces = len(np.unique(study.structure.trace[outcome.touched]))
    row, one = "slice" if study.model.threads else "span", request_word(study)
    said = [
        f"Changed: {plural(len(outcome.touched), row)} in {plural(traces, one)} of "
        f"{len(outcome.before_ns):,}."
    ]
    share = waiting_share(outcome)
    if share is not None:
        said.append(f"{percent(share)} of what is saved is less waiting in line.")
    return tuple(said)


def _told(
    study: Study, meant: Sequence[int], question: Question, outcome: Outcome
) -> dict[str, Any]:
    queues = outcome.queues
    return {
        "operation": {
            "name": operation_name(study, meant[0]),
            "service": ", ".join(service_name(study, k) for k in meant),
            "spans": int(study.operations.count[list(meant)].sum()),
            "changedSpans": len(outcome.touched),
        },
        "change": {"kind": question.change}
        | ({"percent": question.percent} if question.change == "faster" else {}),
        "queueing": None
        if not len(queues)
        else {
            "savedByLessWaiting": waiting_share(outcome),
            "stations": [
                {"name": name, "places": int(places), "waited_ns": int(waited)}
                for name, places, waited in zip(
                    queues.names, queues.stations.places, queues.waited_ns, strict=True
                )
            ],
        },
    }
