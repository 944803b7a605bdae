"""Zipkin's JSON, its second version: one array of spans, an array of traces, or one span a line."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, partial

from perfview.kernels.json_schema import Schema, compile_schema
from perfview.kernels.tables import Tables
from perfview.recording.json_columns import JsonOutcome, JsonReading, Split
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
    text_of,
    writes_upper_case,
)
from perfview.traces.readers.opentracing.zipkin import WORD_SOURCES, ZIPKIN_LAYOUT, v2_schema
from perfview.traces.readers.opentracing.zipkin_assembly import resolve

_SPAN = re.compile(rb'[\[,]\s*(\{)\s*"(?:traceId|parentId|id)"\s*:\s*"[0-9A-Fa-f]{1,32}"')
_LINE = re.compile(rb'\n\s*(\{)\s*"(?:traceId|parentId|id|kind)"\s*:')
_V1 = re.compile(rb'"binaryAnnotations"\s*:|"endpoint"\s*:\s*\{|"value"\s*:\s*"(?:cs|sr|cr|ss)"')
_IN_SPAN = {"traceId", "id"}


@cache
def _schema() -> Schema:
    """The compiled schema, made once."""
    return compile_schema(v2_schema(), ZIPKIN_LAYOUT)


def version_of(head: bytes) -> int:
    """Which version of Zipkin's JSON these first bytes are, 0 for neither."""
    text = first_object(head)
    if not set(own_keys(text)) >= _IN_SPAN or b'"operationName"' in text:
        return 0
    return 1 if _V1.search(text) and b'"localEndpoint"' not in text else 2


def read_spans(
    source: Source, schema: Schema, progress: Progress, follow: Callable[[Tables], HotColumns]
) -> JsonOutcome:
    """The tables of a file of either version."""
    content = as_utf8(source)
    array = is_array(content.head)
    reading = JsonReading(
        content,
        schema,
        lambda tables: follow(tables).gather,
        progress,
        restart=None if array else _LINE,
    )
    nested = text_of(content.head)[1:].lstrip().startswith(b"[")
    path = "" if not array else "[][]" if nested else "[]"
    return reading.read((Split(_SPAN if array else _LINE, path),), "Reading spans")


class ZipkinJson(Reader):
    """Zipkin traces as JSON, version 2.

    An array of spans, an array of traces as the API answers, or one span a line. Both halves of a
    call may share an id; the server's then stands under the client's. A tag `error` marks a
    failure, the remote endpoint names the peer. Format: https://zipkin.io/zipkin-api/
    """

    name = "zipkin-json"
    title = "Zipkin JSON"
    version = 1

    def sniff(self, source: Source) -> Sniff:
        """Sure when the first object is a span with traceId and id."""
        if version_of(source.head) == 2:
            return Sniff(0.85, "spans with traceId and id, as Zipkin writes them")
        return Sniff(0, "its first object is no span with traceId and id")

    def read(self, source: Source, progress: Progress) -> tuple[TraceModel, ImportReport]:
        """The spans. Raises `UnreadableInput` when not one could be read from a broken file."""
        outcome = read_spans(
            source, _schema(), progress, lambda tables: HotColumns(tables, WORD_SOURCES)
        )
        report = report_of(source, outcome)
        model = assemble(
            outcome.tables,
            report,
            escaped=True,
            ids_upper_case=writes_upper_case(text_of(source.head)),
            resolve=partial(resolve, report=report),
        )
        refuse_when_empty(outcome, report, len(model))
        return model, report
