"""What is odd about a recording's spans as a whole, said openly in its import report."""

from __future__ import annotations

import numpy as np

from perfview.findings.quantities import duration
from perfview.kernels.overhang import largest_overhang
from perfview.kernels.picking import pick
from perfview.recording.report import ImportReport
from perfview.traces.measures.sampling import sampling_words
from perfview.traces.model import SpanKind
from perfview.traces.study import Study

_LEAST_SKEW_NS = 10_000
_HOUR_S = 3600
_YEAR_2001_S, _YEAR_2100_S = 978_307_200, 4_102_444_800
_UNITS = (("microseconds", 10**6), ("milliseconds", 10**3), ("seconds", 1))

_MUST_END = np.zeros(256, np.bool_)
_MUST_END[SpanKind.SERVER] = True


def examine(study: Study, report: ImportReport) -> None:
    """Add what is odd to the report: links that lead nowhere or in circles, ids used twice, clocks
    that disagree, times in another unit. Nothing is changed."""
    _links(study, report)
    _clocks(study, report)
    if study.weights is not None:
        report.note("sampled", int(study.structure.traces), sampling_words(study.weights))
    if not study.model.threads:
        # Threads are timed from when the machine started, not from 1970.
        _times(study, report)


def _links(study: Study, report: ImportReport) -> None:
    structure = study.structure
    parentless = structure.trace[structure.parent < 0]
    roots = np.bincount(parentless, minlength=structure.traces)
    orphans = int(np.count_nonzero(structure.orphan))
    adopted = int(np.count_nonzero(structure.adopted))
    report.note(
        "orphan-span",
        orphans,
        f"Spans name a parent that is not in the file; {_fate(orphans, adopted)}.",
    )
    report.note(
        "duplicate-id",
        _repeated_ids(study),
        "Spans repeat the id of another span in their trace; "
        "children went to the nearest one that encloses them.",
    )
    report.note(
        "cycle",
        structure.cyclic_spans,
        "Spans are their own ancestors; each circle was cut at its earliest span.",
    )
    report.note(
        "multiple-roots",
        int(np.count_nonzero(roots > 1)),
        "Traces have several roots; the critical path is that of the first.",
    )


def _repeated_ids(study: Study) -> int:
    """Spans with another's id, but for those that share it by right: the two halves of a call."""
    structure, ids = study.structure, study.model.span_id
    if not structure.duplicate_ids:
        return 0
    below = np.flatnonzero(structure.parent >= 0)
    halves = np.count_nonzero(ids[below] == ids[structure.parent[below]])
    return structure.duplicate_ids - int(halves)


def _fate(orphans: int, adopted: int) -> str:
    """What became of the spans that lost their parent."""
    if not adopted:
        return "each stands as a root of its own"
    where = "stand below the span of their trace that encloses them in time"
    if adopted == orphans:
        return f"they {where}"
    rest = orphans - adopted
    others = "the other one stands as a root" if rest == 1 else f"the other {rest:,} stand as roots"
    return f"{adopted:,} of them {where}, {others} of their own"


def _clocks(study: Study, report: ImportReport) -> None:
    """Children in another service that begin before their caller, or servers that outlive it."""
    model, graph = study.model, study.graph
    parent = study.structure.parent
    count, largest, row = largest_overhang(
        parent,
        graph.of_span,
        pick(_MUST_END, model.kind),
        model.start_ns,
        model.duration_ns,
        _LEAST_SKEW_NS,
    )
    if count:
        caller, callee = graph.name[graph.of_span[parent[row]]], graph.name[graph.of_span[row]]
        report.note(
            "clock-skew",
            count,
            "Spans begin before the span of another service that called them, or outlast it: "
            f"by up to {duration(largest)}, between {caller} and {callee}. Their clocks disagree, "
            "or the one called went on after its answer.",
        )


def _times(study: Study, report: ImportReport) -> None:
    starts = study.model.start_ns
    known = study.structure.start_ns[study.structure.start_ns > 0]
    middle = float(np.median(known)) if len(known) else 0.0
    if middle > _YEAR_2001_S * 10**9:
        report.note(
            "zero-times",
            int(np.count_nonzero(starts == 0)),
            "Spans start at time zero, 1970, unlike the others: their start is missing.",
        )
    unit = _unit_of(middle, study)
    if unit:
        report.note(
            "unit-guessed",
            len(starts),
            f"Times look like {unit} since 1970, but the format asks for nanoseconds. "
            "They are shown as written: durations are too short by that factor.",
        )
    elif middle > _YEAR_2100_S * 10**9:
        report.note(
            "unit-guessed", len(starts), "Times lie beyond the year 2100; shown as written."
        )


def _unit_of(middle: float, study: Study) -> str:
    """The unit in which the middle start is a date of this century and spans take up to an hour."""
    for unit, per_second in _UNITS:
        if _YEAR_2001_S * per_second < middle < _YEAR_2100_S * per_second:
            durations = study.model.duration_ns[study.model.duration_ns > 0]
            typical = float(np.median(durations)) if len(durations) else 0.0
            return unit if typical <= _HOUR_S * per_second else ""
    return ""
