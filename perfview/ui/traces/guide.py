"""What the window has to know of traces."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QWidget

from perfview.findings.quantities import duration, plural
from perfview.traces.study import Study
from perfview.traces.threads import TrackKind
from perfview.ui.traces.database_calls import span_of_call
from perfview.ui.traces.wording import THREADS, words_of
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.guide import Destination, Guide

_MOST_OPERATIONS = 50_000
"""Beyond this many names a palette is no way to find anything; the table's filter is."""


class TraceGuide(Guide):
    """Spans, services, operations, endpoints."""

    kind = "traces"
    icon = "tree-structure"
    exports = MappingProxyType(
        {
            "Chosen spans as OpenTelemetry JSON (*.json)": "otlp-json",
            "Chosen spans as Chrome trace JSON (*.json)": "chrome-json",
        }
    )

    def facts(self, document: Document) -> list[str]:
        """Spans, services, traces."""
        study: Study = document.opened.study
        if study.model.threads:
            return _thread_facts(study)
        services = (study.graph.spans > 0) & ~study.graph.inferred
        return [
            plural(len(study.model), "span"),
            plural(int(np.count_nonzero(services)), "service"),
            plural(study.structure.traces, "trace"),
        ]

    def stretch(self, document: Document) -> str:
        """How much of the recording's time is visible."""
        focus, structure = document.selection.focus, document.opened.study.structure
        if focus.start_ns is None or focus.end_ns is None or not structure.traces:
            return ""
        first = int(structure.start_ns.min())
        whole = int((structure.start_ns + structure.duration_ns).max()) - first
        if focus.end_ns - focus.start_ns >= whole:
            return ""
        return f"view {duration(focus.end_ns - focus.start_ns)} of {duration(whole)}"

    def destinations(self, document: Document) -> Iterator[Destination]:
        """Its statements, endpoints, services, then operations by total time."""
        study: Study = document.opened.study
        yield from _statements(document, study)
        yield from _endpoints(document, study)
        yield from _services(document, study)
        yield from _operations(document, study)

    def nouns(self, document: Document) -> tuple[str, str]:
        """Spans and traces; slices, whose outermost ones tell no more than they do."""
        words = words_of(document.opened.study)
        return words.row, "" if words is THREADS else words.whole

    def details(self, document: Document) -> QWidget | None:
        """Attributes of the selected span and where its time goes."""
        from perfview.ui.traces.facts.panel import Details

        return Details(document)

    def chosen_rows(self, document: Document) -> tuple[NDArray[np.int32], str]:
        """Rows in question, chosen traces, the chosen span's trace, an operation, a stretch."""
        focus, study = document.selection.focus, document.opened.study
        structure, words = study.structure, words_of(study)
        if len(focus.rows):
            return focus.rows, f"the chosen {words.row}s"
        if len(focus.groups):
            rows = [structure.rows(trace) for trace in focus.groups.tolist()]
            return np.concatenate(rows), plural(len(focus.groups), f"chosen {words.whole}")
        if focus.row >= 0:
            return structure.rows(int(structure.trace[focus.row])), (
                f"the {words.whole} of the chosen {words.row}"
            )
        if focus.operation >= 0:
            found = np.flatnonzero(study.operations.of_span == focus.operation)
            return found.astype(np.int32), "the chosen operation"
        if focus.range_ns is not None:
            start, end = focus.range_ns
            inside = (study.model.start_ns < end) & (study.model.end_ns > start)
            return np.flatnonzero(inside).astype(np.int32), "the marked range"
        return np.arange(len(study.model), dtype=np.int32), "the whole recording"

    def find(self, document: Document, identifier: str) -> dict[str, Any] | None:
        """A span by 16 hex digits, a trace by 32, a call of a database by its place in a trace."""
        study: Study = document.opened.study
        model, text = study.model, identifier.strip().lower()
        if (called := span_of_call(study, text)) >= 0:
            return {"row": called, "groups": study.structure.trace[called : called + 1]}
        try:
            number = int(text, 16)
        except ValueError:
            return None
        if len(text) > 16:
            low, high = np.uint64(number & (2**64 - 1)), np.uint64(number >> 64 & (2**64 - 1))
            rows = np.flatnonzero((model.trace_id_low == low) & (model.trace_id_high == high))
            return _trace(study, int(study.structure.trace[rows[0]])) if len(rows) else None
        row = model.find_span(text)
        if row < 0:
            return None
        return {"row": row, "groups": study.structure.trace[row : row + 1]}


def _thread_facts(study: Study) -> list[str]:
    tracks = study.model.threads.tracks
    used = np.bincount(tracks.of_span, minlength=len(tracks)) > 0
    threads = int(np.count_nonzero(used & (tracks.kind == np.uint8(TrackKind.THREAD))))
    processes = len(np.unique(tracks.process[used & (tracks.process >= 0)]))
    return [
        plural(len(study.model), "slice"),
        plural(threads, "thread"),
        plural(processes, "process", "processes"),
    ]


def _trace(study: Study, trace: int) -> dict[str, Any]:
    structure = study.structure
    return {"row": int(structure.root[trace]), "groups": np.array([trace], np.int32)}


def _statements(document: Document, study: Study) -> Iterator[Destination]:
    """The statements in the spans, which open as a document of their own."""
    count = len(study.statements.texts) if (study.model.db_statement >= 0).any() else 0
    if count:
        yield Destination(
            "Statements of this trace",
            f"{plural(count, 'statement')} in its spans, with the indexes they would use",
            "database",
            "queries",
            lambda: document.kind_wanted.emit("queries", ""),
        )


def _endpoints(document: Document, study: Study) -> Iterator[Destination]:
    endpoints, operations, words = study.endpoints, study.operations, words_of(study)
    sort = "begins a thread’s work" if study.model.threads else "endpoint"
    for endpoint in np.argsort(-endpoints.count, kind="stable"):
        operation = int(endpoints.operation[endpoint])
        requests = plural(int(endpoints.count[endpoint]), words.asked)
        yield Destination(
            operations.names[operation],
            f"{sort}, {requests}, p95 {duration(int(endpoints.p95_ns[endpoint]))}",
            "globe",
            "endpoint",
            lambda o=operation: _go(document, operation=o),  # type: ignore[misc]
        )


def _services(document: Document, study: Study) -> Iterator[Destination]:
    graph, words = study.graph, words_of(study)
    for node in np.argsort(-graph.spans, kind="stable"):
        yield Destination(
            graph.name[node],
            f"{words.place}, {plural(int(graph.spans[node]), words.row)}",
            "cube",
            "service",
            lambda n=int(node): _go(document, node=n),  # type: ignore[misc]
        )


def _operations(document: Document, study: Study) -> Iterator[Destination]:
    operations, strings, words = study.operations, study.model.strings, words_of(study)
    for operation in np.argsort(-operations.total_ns, kind="stable")[:_MOST_OPERATIONS]:
        count = int(operations.count[operation])
        service = strings[operations.service[operation]] or f"an unnamed {words.place}"
        yield Destination(
            operations.names[operation] or "(no name)",
            f"{words.row} in {service}, {plural(count, 'time')}, "
            f"p95 {duration(int(operations.p95_ns[operation]))}",
            "stack",
            "operation",
            lambda o=int(operation): _go(document, operation=o),  # type: ignore[misc]
        )


def _go(document: Document, **parts: int) -> None:
    fresh: dict[str, Any] = {"row": -1, "node": -1, "operation": -1, "recommendation": ""}
    document.selection.reveal(None, **(fresh | parts))
