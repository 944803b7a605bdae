"""OpenTelemetry JSON: one document, or many back to back as the collector writes them."""

from __future__ import annotations

import re
from functools import cache

from perfview.kernels.json_schema import Schema, Value, compile_schema
from perfview.recording.json_columns import JsonReading, Split
from perfview.recording.json_keys import own_keys
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source
from perfview.recording.transcoding import as_utf8
from perfview.traces.model import TraceModel
from perfview.traces.readers.common.assembly import assemble
from perfview.traces.readers.common.hot_columns import HotColumns
from perfview.traces.readers.common.json_documents import (
    first_object,
    is_array,
    refuse_when_empty,
    report_of,
    writes_upper_case,
)
from perfview.traces.readers.common.span_tables import SPAN_LAYOUT
from perfview.traces.readers.otlp.json_schema import both_cases, json_schema

_ROOTS = both_cases({"resourceSpans": Value(), "resourceMetrics": Value(), "resourceLogs": Value()})
_TEMPO_ROOT = "batches"
_JAEGER_ROOT = "result"
_DOCUMENT = re.compile(
    rb'\n\s*(\{)\s*"(?:resource_?(?:[sS]pans|[mM]etrics|[lL]ogs)|batches|result)"\s*:'
)
_RESOURCE = re.compile(rb'[\[,]\s*(\{)\s*"(?:resource|scope_?[sS]pans|schema_?[uU]rl)"\s*:')

_SPANS = re.compile(rb'"(?:scope|instrumentation_?[lL]ibrary)_?[sS]pans"\s*:')


@cache
def document_schema() -> Schema:
    """The compiled schema, made once."""
    return compile_schema(json_schema(), SPAN_LAYOUT)


def document_splits(head: bytes) -> tuple[Split, ...]:
    """Where a second worker may begin: at a document's start, else at a resource's."""
    spans = next((k for k in ("resource_spans", _TEMPO_ROOT) if f'"{k}"'.encode() in head), "")
    document = "[]" if is_array(head) else ""
    outer = (
        f"{document}.{_JAEGER_ROOT}" if _JAEGER_ROOT in own_keys(first_object(head)) else document
    )
    inside = f"{outer}.{spans or 'resourceSpans'}[]".removeprefix(".")
    return Split(_DOCUMENT, document), Split(_RESOURCE, inside)


class OtlpJson(Reader):
    """OpenTelemetry traces as JSON: one document, an array of them, or one a line.

    That is how the collector's file exporter and Grafana Tempo write them. Keys may be camelCase or
    snake_case and in any order; ids hexadecimal or base64; times and other 64-bit numbers strings
    or numbers; kinds and statuses numbers or names. Metrics and logs in the
    same file are counted. Format: https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
    """

    name = "otlp-json"
    title = "OpenTelemetry JSON"
    version = 1

    def sniff(self, source: Source) -> Sniff:
        """Sure when a document's own keys are OTLP's; judged by the first 64 KiB."""
        head = first_object(source.head)
        if not head.startswith(b"{"):
            return Sniff(0, "it does not start with a JSON object")
        for key in own_keys(head):
            if key in _ROOTS:
                return Sniff(1, f"a JSON object with {key}")
            if key == _TEMPO_ROOT and _SPANS.search(head):
                return Sniff(0.9, "a JSON object with batches of spans, as Tempo writes it")
            if key == _JAEGER_ROOT and _SPANS.search(head):
                return Sniff(0.9, "a JSON object with a result of spans, as Jaeger's API answers")
        return Sniff(0, "its JSON object has no resourceSpans, resourceMetrics or resourceLogs")

    def read(self, source: Source, progress: Progress) -> tuple[TraceModel, ImportReport]:
        """The spans. Raises `UnreadableInput` when not one could be read from a broken file."""
        content = as_utf8(source)
        reading = JsonReading(
            content,
            document_schema(),
            lambda t: HotColumns(t).gather,
            progress,
            restart=None if is_array(content.head) else _DOCUMENT,
        )
        outcome = reading.read(document_splits(content.head), "Reading spans")
        report = report_of(source, outcome)
        model = assemble(
            outcome.tables,
            report,
            escaped=True,
            ids_upper_case=writes_upper_case(content.head),
        )
        refuse_when_empty(outcome, report, len(model))
        return model, report
