"""What the details panel says of the focus: a span, chosen traces, a stretch, or everything."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from perfview.findings.quantities import ABSENT, duration, number, percent, plural
from perfview.kernels.grouping import sum_by
from perfview.kernels.picking import pick, which_occur
from perfview.traces.measures.bands import bands_of
from perfview.traces.model import SpanKind, SpanStatus
from perfview.traces.study import Study
from perfview.traces.threads import TrackKind
from perfview.ui.traces.lanes.band_colours import operation_categories, span_categories
from perfview.ui.traces.lanes.flow_curves import flows_at
from perfview.ui.traces.service_colours import service_categories
from perfview.ui.traces.wording import THREADS, words_of
from perfview.ui.workspace.selection import Focus

Rows = NDArray[np.int32]
_FEWEST = 20
"""Of fewer spans of a kind it says nothing to be slower than a share of them."""


@dataclass(frozen=True)
class Fact:
    """A label, its value, and the role the value is written in; `copy` when the value is cut,
    `go` the row of the model it names, -1 none."""

    label: str
    value: str
    role: str = ""
    copy: str = ""
    go: int = -1


@dataclass(frozen=True)
class Breakdown:
    """Time on the critical path by operation, most first; all of one length.

    operation int32, time_ns and spans int64, category uint8; `whole_ns` is their sum.
    """

    operation: Rows
    time_ns: NDArray[np.int64]
    spans: NDArray[np.int64]
    category: NDArray[np.uint8]
    names: list[str]
    whole_ns: int


@dataclass(frozen=True)
class Facts:
    """What the panel shows; `category` -1 when the focus is not one service's."""

    title: str
    extent: str
    breakdown: Breakdown
    facts: list[Fact] = field(default_factory=list)
    category: int = -1
    row: int = -1
    trace: int = -1


def facts_of(study: Study, focus: Focus) -> Facts:
    """Work out what to say. Takes a pass over the spans: not for the window's thread."""
    if 0 <= focus.row < len(study.model):
        return _of_span(study, focus.row)
    if len(focus.groups):
        return _of_traces(study, focus.groups)
    if 0 <= focus.node < len(study.graph.name):
        return _of_service(study, focus.node)
    if focus.range_ns is not None:
        return _of_stretch(study, focus.range_ns, "The marked range")
    return _of_stretch(study, _visible(study, focus), "The visible stretch")


def _visible(study: Study, focus: Focus) -> tuple[int, int] | None:
    """The stretch in sight, None when that is all of the recording."""
    if focus.start_ns is None or focus.end_ns is None or not study.structure.traces:
        return None
    first, last = _extremes(study)
    return (
        None
        if focus.start_ns <= first and focus.end_ns >= last
        else (
            focus.start_ns,
            focus.end_ns,
        )
    )


def _of_span(study: Study, row: int) -> Facts:
    model, structure = study.model, study.structure
    trace = int(structure.trace[row])
    rows = structure.rows(trace)
    return Facts(
        title=model.strings[model.name[row]] or "(no name)",
        extent=_extent(study, rows),
        breakdown=breakdown(study, rows),
        facts=_span_facts(study, row),
        category=int(span_categories(study)[row]),
        row=row,
        trace=trace,
    )


def _span_facts(study: Study, row: int) -> list[Fact]:
    model, structure = study.model, study.structure
    start = int(model.start_ns[row]) - int(structure.start_ns.min())
    in_trace = int(model.start_ns[row]) - int(structure.start_ns[structure.trace[row]])
    span, trace = model.span_hex(row), model.trace_hex(row)
    length = f"{duration(int(model.duration_ns[row]))}{_slower_than(study, row)}"
    own = Fact("Self", duration(int(study.self_ns[row])))
    if model.threads:
        return [
            Fact("Thread", _thread(study, row)),
            Fact("Process", model.strings[int(model.service[row])] or ABSENT),
            Fact("Duration", _unfinished(study, row) or length),
            own,
            Fact("Start", duration(start)),
            Fact("Inside", f"{plural(int(structure.depth[row]), 'slice')}"),
            Fact("Category", _category(study, row) or ABSENT),
            *_flows(study, row),
        ]
    return [
        Fact("Service", study.graph.name[study.graph.of_span[row]]),
        Fact("Duration", length),
        own,
        Fact("Critical", _critical(study, row)),
        _status(study, row),
        Fact("Start", duration(start)),
        Fact("In trace", f"after {duration(in_trace)}"),
        Fact("Kind", _kind(int(model.kind[row]))),
        Fact("Span", span, "mono", span),
        Fact("Trace", trace, "mono", trace),
    ]


def _flows(study: Study, row: int) -> list[Fact]:
    """Where the arrows at a slice come from and go to: the nearest of each, and how many more."""
    before, after = flows_at(study, row)
    ends = (("Comes from", before, -1), ("Leads to", after, 0))
    return [
        Fact(words, _end_of_flow(study, rows, nearest), go=int(rows[nearest]))
        for words, rows, nearest in ends
        if len(rows)
    ]


def _end_of_flow(study: Study, rows: Rows, nearest: int) -> str:
    row = int(rows[nearest])
    more = f", {number(len(rows) - 1)} more" if len(rows) > 1 else ""
    name = study.model.strings[study.model.name[row]] or "(no name)"
    return f"{name} on {_thread(study, row)}{more}"


def _thread(study: Study, row: int) -> str:
    bands = bands_of(study)
    return bands.name[int(bands.of_span[row])]


def _category(study: Study, row: int) -> str:
    category = int(study.model.threads.tracks.category[row])
    return study.model.strings[category]


def _unfinished(study: Study, row: int) -> str:
    """What is said instead of a duration of a slice without an end, else ""."""
    unfinished = study.model.threads.tracks.unfinished
    at = int(np.searchsorted(unfinished, row))
    is_open = at < len(unfinished) and int(unfinished[at]) == row
    return "no end in the file; drawn to the recording’s end" if is_open else ""


def _kind(kind: int) -> str:
    known = kind in SpanKind._value2member_map_ and kind != SpanKind.UNSPECIFIED
    return SpanKind(kind).name.lower() if known else ABSENT


def _slower_than(study: Study, row: int) -> str:
    operations = study.operations
    same = np.flatnonzero(operations.of_span == operations.of_span[row])
    if len(same) < _FEWEST:
        return ""
    shorter = np.count_nonzero(study.model.duration_ns[same] < study.model.duration_ns[row])
    return f", slower than {percent(shorter / len(same))}"


def _critical(study: Study, row: int) -> str:
    own = int(study.critical_ns[row])
    whole = int(study.structure.duration_ns[study.structure.trace[row]])
    if not study.critical.on_path[row]:
        return "not on the critical path"
    return f"{duration(own)}, {percent(own / max(1, whole))} of its trace"


def _status(study: Study, row: int) -> Fact:
    model = study.model
    http = int(model.http_status[row])
    failed = model.status[row] == SpanStatus.ERROR
    quiet = "ok" if model.status[row] == SpanStatus.OK else "no error reported"
    words = "error" if failed else quiet
    return Fact("Status", f"{words}, HTTP {http}" if http else words, "bad" if failed else "")


def _of_service(study: Study, node: int) -> Facts:
    """A service, or what is only seen from its callers, over the whole recording."""
    graph = study.graph
    rows = np.flatnonzero(graph.of_span == node).astype(np.int32)
    facts = [
        Fact("Calls", number(int(graph.calls[graph.callee == node].sum()))),
        Fact("p50", duration(int(graph.p50_ns[node]))),
        Fact("p95", duration(int(graph.p95_ns[node]))),
        Fact("p99", duration(int(graph.p99_ns[node]))),
        Fact("Self", duration(int(graph.self_ns[node]))),
    ]
    if len(rows):
        facts.append(_errors(study, rows))
    inferred = bool(graph.inferred[node])
    return Facts(
        title=graph.name[node] or "(no service)",
        extent="seen only from its callers" if inferred else plural(len(rows), "span"),
        breakdown=breakdown(study, rows),
        facts=facts,
        category=int(service_categories(graph)[node]),
    )


def _of_traces(study: Study, traces: Rows) -> Facts:
    structure = study.structure
    chosen = np.zeros(structure.traces, np.bool_)
    chosen[traces[(traces >= 0) & (traces < structure.traces)]] = True
    rows = np.flatnonzero(chosen[structure.trace]).astype(np.int32)
    lengths = structure.duration_ns[chosen]
    facts = [
        Fact("Shortest", duration(int(lengths.min())) if len(lengths) else ABSENT),
        Fact("Median", duration(float(np.median(lengths))) if len(lengths) else ABSENT),
        Fact("Longest", duration(int(lengths.max())) if len(lengths) else ABSENT),
        _errors(study, rows),
    ]
    count = int(np.count_nonzero(chosen))
    return Facts(
        plural(count, words_of(study).whole), _extent(study, rows), breakdown(study, rows), facts
    )


def _of_stretch(study: Study, stretch: tuple[int, int] | None, title: str) -> Facts:
    model, structure = study.model, study.structure
    if stretch is None:
        rows = np.arange(len(model), dtype=np.int32)
        first, last = _extremes(study)
        length, title = last - first, "The whole recording"
    else:
        inside = (model.start_ns < stretch[1]) & (model.end_ns > stretch[0])
        rows = np.flatnonzero(inside).astype(np.int32)
        length = stretch[1] - stretch[0]
    words = words_of(study)
    traces = np.zeros(structure.traces, np.bool_)
    traces[pick(structure.trace, rows)] = True
    facts = [
        Fact("Length", duration(length)),
        Fact(f"{words.row.capitalize()}s", number(len(rows))),
        Fact("Outermost" if words is THREADS else "Traces", number(int(np.count_nonzero(traces)))),
        _errors(study, rows),
    ]
    return Facts(title, _extent(study, rows), breakdown(study, rows), facts)


def _extremes(study: Study) -> tuple[int, int]:
    structure = study.structure
    if not structure.traces:
        return 0, 0
    ends = structure.start_ns + structure.duration_ns
    return int(structure.start_ns.min()), int(ends.max())


def _errors(study: Study, rows: Rows) -> Fact:
    failed = int(np.count_nonzero(study.model.status[rows] == SpanStatus.ERROR))
    share = f", {percent(failed / len(rows))} of {words_of(study).row}s" if failed else ""
    return Fact("Errors", f"{number(failed)}{share}", "bad" if failed else "")


def _extent(study: Study, rows: Rows) -> str:
    services = np.count_nonzero(which_occur(pick(study.graph.of_span, rows), len(study.graph.name)))
    words = words_of(study)
    whose = plural(int(services), words.place, words.places)
    return f"{plural(len(rows), words.row)} in {whose}"


def breakdown(study: Study, rows: Rows) -> Breakdown:
    """Where the critical paths through these spans go, by operation; on threads their own time."""
    if study.model.threads:
        rows = _on_threads(study, rows)
    spent = study.self_ns if study.model.threads else study.critical_ns
    operations, strings = study.operations, study.model.strings
    count = len(operations)
    of_row = operations.of_span[rows]
    # Kernels, not numpy's bincount: they let the window's thread go on meanwhile.
    time = sum_by(of_row, spent[rows], count)
    counted = (spent[rows] > 0) if study.model.threads else study.critical.on_path[rows]
    spans = sum_by(of_row, counted.astype(np.int64), count)
    order = np.argsort(-time, kind="stable")
    order = order[time[order] > 0]
    unnamed = f"(no {words_of(study).place})"
    names = [
        _part_name(strings[operations.service[o]] or unnamed, operations.names[o], int(spans[o]))
        for o in order.tolist()
    ]
    category = operation_categories(study)[order]
    whole = int(time.sum())
    return Breakdown(order.astype(np.int32), time[order], spans[order], category, names, whole)


def _on_threads(study: Study, rows: Rows) -> Rows:
    """Those that ran on a thread: async work waits more than it works."""
    tracks = study.model.threads.tracks
    if not len(tracks):
        return rows
    on_thread: NDArray[np.bool_] = tracks.kind[tracks.of_span[rows]] == np.uint8(TrackKind.THREAD)
    return rows[on_thread]


def _part_name(service: str, operation: str, spans: int) -> str:
    times = f" × {number(spans)}" if spans > 1 else ""
    return f"{service}, {operation or '(no name)'}{times}"
