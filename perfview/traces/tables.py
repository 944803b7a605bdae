"""The tables of a recording that `perfview export` writes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from perfview.recording.table_columns import Columns, LazyTexts, Texts
from perfview.traces.measures.slack import margins
from perfview.traces.model import ID_OF_ZERO, SpanKind, SpanStatus
from perfview.traces.study import Study

_ZERO = f"{ID_OF_ZERO:016x}"


class Hex(LazyTexts):
    """Ids as the file has them: uint64 columns, most significant first, as hex digits; an id that
    is nothing but zeros reads as the empty text."""

    def __init__(self, *words: NDArray[np.uint64]) -> None:
        super().__init__(len(words[0]))
        self._words = words

    def take(self, rows: NDArray[np.integer]) -> Hex:
        """These rows of the column."""
        return Hex(*(word[rows] for word in self._words))

    def texts(self, rows: slice) -> list[str]:
        """The texts of these rows."""
        columns = [word[rows] for word in self._words]
        digits = np.stack(columns, axis=1).astype(">u8").tobytes().hex()
        width = 16 * len(columns)
        none = "0" * width
        ids = [digits[at : at + width] for at in range(0, len(digits), width)]
        return ["" if text == none else none if text == _ZERO else text for text in ids]


def spans(study: Study) -> Columns:
    """One row a span, in the order of the file."""
    model, margin = study.model, margins(study)
    return {
        "span_id": Hex(model.span_id),
        "trace_id": Hex(model.trace_id_high, model.trace_id_low),
        "parent_id": Hex(model.parent_id),
        "name": Texts(model.name, model.strings),
        "service": Texts(model.service, model.strings),
        "start_ns": model.start_ns,
        "duration_ns": model.duration_ns,
        "self_ns": study.self_ns,
        "critical_ns": study.critical_ns,
        "slack_ns": margin.slack_ns,
        "drag_ns": margin.drag_ns,
        "status": Texts(model.status.astype(np.int32), _names(SpanStatus)),
        "kind": Texts(model.kind.astype(np.int32), _names(SpanKind)),
        "statement": Texts(study.statements.of_span, study.statements.texts),
        **_on_tracks(study),
    }


def _on_tracks(study: Study) -> Columns:
    """Of recordings of threads: the slice's track, its category and how deep it is nested."""
    tracks, strings = study.model.threads.tracks, study.model.strings
    if not len(tracks):
        return {}
    return {
        "track": Texts(np.take(tracks.name, tracks.of_span), strings),
        "thread_id": np.take(tracks.thread_id, tracks.of_span),
        "category": Texts(tracks.category, strings),
        "depth": study.structure.depth,
    }


def traces(study: Study) -> Columns:
    """One row a trace, by first appearance; `services` counts the services it went through."""
    model, structure = study.model, study.structure
    some_row = structure.order[structure.first[:-1]]
    return {
        "trace_id": Hex(model.trace_id_high[some_row], model.trace_id_low[some_row]),
        "name": Texts(model.name[structure.root], model.strings),
        "service": Texts(model.service[structure.root], model.strings),
        "start_ns": structure.start_ns,
        "duration_ns": structure.duration_ns,
        "spans": np.diff(structure.first),
        "errors": structure.errors,
        "services": study.services_per_trace,
        "weight": np.ones(structure.traces) if study.weights is None else study.weights,
    }


def operations(study: Study) -> Columns:
    """One row a service and span name, or what bare methods ask for."""
    found, strings = study.operations, study.model.strings
    return {
        "service": Texts(found.service, strings),
        "name": Texts(np.arange(len(found), dtype=np.int32), found.names),
        "kind": Texts(found.kind.astype(np.int32), _names(SpanKind)),
        "count": found.count,
        "errors": found.errors,
        "weighted_count": found.weighted_count,
        "error_rate": found.weighted_errors / np.maximum(found.weighted_count, 1),
        "total_ns": found.total_ns,
        "self_ns": found.self_ns,
        "critical_ns": found.critical_ns,
        "p50_ns": found.p50_ns,
        "p90_ns": found.p90_ns,
        "p95_ns": found.p95_ns,
        "p99_ns": found.p99_ns,
    }


def services(study: Study) -> Columns:
    """One row a service, and one for each database or host only its callers know (inferred)."""
    graph = study.graph
    return {
        "name": graph.name,
        "inferred": graph.inferred,
        "spans": graph.spans,
        "errors": graph.errors,
        "p50_ns": graph.p50_ns,
        "p95_ns": graph.p95_ns,
        "p99_ns": graph.p99_ns,
        "self_ns": graph.self_ns,
        "critical_ns": graph.critical_ns,
    }


def edges(study: Study) -> Columns:
    """One row a pair of services that call each other; an empty caller is the world outside."""
    graph = study.graph
    return {
        "caller": Texts(graph.caller, graph.name),
        "callee": Texts(graph.callee, graph.name),
        "calls": graph.calls,
        "errors": graph.edge_errors,
        "p50_ns": graph.edge_p50_ns,
        "p95_ns": graph.edge_p95_ns,
        "p99_ns": graph.edge_p99_ns,
        "critical_ns": graph.edge_critical_ns,
    }


def _names(kind: type[SpanKind] | type[SpanStatus]) -> list[str]:
    """Names by value, lower case; values no one has defined read as the first."""
    names = [kind(0).name.lower()] * 256
    for member in kind:
        names[int(member)] = member.name.lower()
    return names


TABLES: dict[str, Callable[[Study], Columns]] = {
    "spans": spans,
    "traces": traces,
    "operations": operations,
    "services": services,
    "edges": edges,
}
"""Every table by the name it is asked for."""
