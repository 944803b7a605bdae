"""Jaeger's JSON: what its API and its window export, and what it keeps in Elasticsearch."""

from __future__ import annotations

import re
from functools import cache

from perfview.kernels.json_schema import Schema, compile_schema
from perfview.kernels.references import place_of
from perfview.kernels.tables import Tables
from perfview.recording.json_columns import JsonReading, Split
from perfview.recording.json_keys import own_keys
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source
from perfview.recording.transcoding import as_utf8
from perfview.traces.model import TraceModel
from perfview.traces.readers.common.assembly import assemble
from perfview.traces.readers.common.json_documents import (
    first_object,
    is_array,
    refuse_when_empty,
    report_of,
    writes_upper_case,
)
from perfview.traces.readers.common.span_tables import ATTRIBUTES, NO_VALUE
from perfview.traces.readers.opentracing.jaeger import (
    GROUPS,
    JAEGER_LAYOUT,
    WARNINGS_KEY,
    spans_schema,
    traces_schema,
)

_TRACE = re.compile(
    rb'[\[,]\s*(\{)\s*(?:"processes"\s*:|"trace_?I[Dd]"\s*:\s*"[^"]{0,64}"\s*,\s*"spans"\s*:)'
)
_SPAN = re.compile(
    rb'[\[,]\s*(\{)\s*"traceI[Dd]"\s*:\s*"[^"]{0,64}"\s*,\s*"(?:spanI[Dd]|flags|operationName)"'
)
_LINE = re.compile(rb'\n\s*(\{)\s*"(?:traceI[Dd]|spanI[Dd])"')
_SPAN_KEYS = re.compile(rb'"(?:operationName|processI[Dd]|spanI[Dd])"\s*:')
_IN_TRACE = {"spans"}
_IN_ANSWER = {"data", "hits", "_source"}
_IN_SPAN = {"traceID", "traceId", "spanID", "spanId", "operationName"}
_EMPTY_ANSWER = {"data", "total", "limit", "offset"}


@cache
def document_schema(of_spans: bool) -> Schema:
    """The compiled schema of documents of spans or of traces, made once."""
    return compile_schema(spans_schema() if of_spans else traces_schema(), JAEGER_LAYOUT)


def _has_spans_as_documents(head: bytes) -> bool:
    """Whether the outermost objects are spans themselves."""
    keys = set(own_keys(first_object(head)))
    return len(keys & _IN_SPAN) > 1 and not keys & (_IN_TRACE | _IN_ANSWER)


def document_splits(head: bytes, of_spans: bool) -> tuple[Split, ...]:
    """Where a second worker may begin: at a trace or at a span."""
    root = "[]" if is_array(head) else ""
    if of_spans:
        return (Split(_SPAN, root) if root else Split(_LINE, root),)
    keys = set(own_keys(first_object(head)))
    trace = f"{root}.data[]" if "data" in keys else root
    spans = f"{trace}.spans[]"
    return Split(_TRACE, trace.removeprefix(".")), Split(_SPAN, spans.removeprefix("."))


class JaegerJson(Reader):
    """Jaeger traces as JSON.

    What the API and the window's download give (one or several traces with their processes), a
    trace by itself, a list of them, protobuf's JSON mapping, and the documents Jaeger keeps in
    Elasticsearch. A span's parent is its first CHILD_OF reference, else its first FOLLOWS_FROM;
    other references are links, logs are events, kind and status come from OpenTracing's tags.
    Format: https://www.jaegertracing.io/docs/latest/architecture/apis/
    """

    name = "jaeger-json"
    title = "Jaeger JSON"
    version = 1

    def sniff(self, source: Source) -> Sniff:
        """Sure when the outermost keys and those of spans are Jaeger's."""
        head = first_object(source.head)
        keys = set(own_keys(head))
        if keys >= _EMPTY_ANSWER and not _SPAN_KEYS.search(head):
            return Sniff(0.7, "an answer of Jaeger's API without traces")
        if b'"operationName"' not in head:
            return Sniff(0, "no span with an operationName")
        if keys & _IN_ANSWER:
            return Sniff(0.9, "a JSON object with data: spans with an operationName")
        if keys & _IN_TRACE:
            return Sniff(0.9, "a trace: spans with an operationName")
        if len(keys & _IN_SPAN) > 1:
            return Sniff(0.9, "spans with traceID, spanID and operationName")
        return Sniff(0, "its JSON object holds neither data nor spans")

    def read(self, source: Source, progress: Progress) -> tuple[TraceModel, ImportReport]:
        """The spans. Raises `UnreadableInput` when not one could be read from a broken file."""
        # Loaded with its kernels when such a file has come.
        from perfview.traces.readers.opentracing.jaeger_assembly import JaegerColumns, resolve

        content = as_utf8(source)
        of_spans = _has_spans_as_documents(content.head)
        reading = JsonReading(
            content,
            document_schema(of_spans),
            lambda tables: JaegerColumns(tables).gather,
            progress,
            restart=_LINE if of_spans and not is_array(content.head) else None,
        )
        outcome = reading.read(document_splits(content.head, of_spans), "Reading spans")
        report = report_of(source, outcome)
        model = assemble(
            outcome.tables,
            report,
            escaped=True,
            ids_upper_case=writes_upper_case(content.head),
            resolve=resolve,
        )
        refuse_when_empty(outcome, report, len(model))
        _note_warnings(outcome.tables, content, report)
        return model, report


def _note_warnings(tables: Tables, source: Source, report: ImportReport) -> None:
    """Count what Jaeger itself found odd, with an example."""
    key = JAEGER_LAYOUT.constant_keys.index(WARNINGS_KEY.encode())
    of_spans = tables.column(ATTRIBUTES, "reference")[tables.column(ATTRIBUTES, "key") == key]
    of_traces = tables.column(GROUPS, "warnings")
    references = [*of_spans.tolist(), *of_traces[of_traces != NO_VALUE].tolist()]
    told = [word for word in references if place_of(word)[1] > len("null")]
    if told:
        offset, length, _ = place_of(told[0])
        sample = source.read_at(offset, min(length, 300)).decode("utf-8", "replace")
        words = " ".join(sample.strip("[]").split())
        report.note(
            "warnings", len(told), f"Jaeger wrote warnings beside spans or traces, such as {words}."
        )
