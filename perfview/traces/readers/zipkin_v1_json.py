"""Zipkin's JSON, its first version: spans of annotations."""

from __future__ import annotations

from functools import cache

from perfview.kernels.json_schema import Schema, compile_schema
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source
from perfview.traces.model import TraceModel
from perfview.traces.readers.common.assembly import assemble
from perfview.traces.readers.common.hot_columns import HotColumns
from perfview.traces.readers.common.json_documents import (
    refuse_when_empty,
    report_of,
    text_of,
    writes_upper_case,
)
from perfview.traces.readers.opentracing.zipkin import WORD_SOURCES, ZIPKIN_V1_LAYOUT, v1_schema
from perfview.traces.readers.opentracing.zipkin_halves import Halves
from perfview.traces.readers.zipkin_json import read_spans, version_of


@cache
def _schema() -> Schema:
    """The compiled schema, made once."""
    return compile_schema(v1_schema(), ZIPKIN_V1_LAYOUT)


class ZipkinV1Json(Reader):
    """Zipkin traces as JSON, version 1.

    Annotations (cs, cr, sr, ss, ms, mr) say what a span was and when; one that holds both sides of
    a call becomes two, as in Zipkin itself. Format: https://zipkin.io/zipkin-api/zipkin-api.yaml
    """

    name = "zipkin-v1-json"
    title = "Zipkin JSON, version 1"
    version = 1

    def sniff(self, source: Source) -> Sniff:
        """Sure when the first object is a span with annotations that name endpoints."""
        if version_of(source.head) == 1:
            return Sniff(0.9, "spans with traceId, id and annotations with endpoints")
        return Sniff(0, "its first object is no span with annotations that name endpoints")

    def read(self, source: Source, progress: Progress) -> tuple[TraceModel, ImportReport]:
        """The spans. Raises `UnreadableInput` when not one could be read from a broken file."""
        outcome = read_spans(
            source, _schema(), progress, lambda tables: HotColumns(tables, WORD_SOURCES)
        )
        report = report_of(source, outcome)
        halves = Halves(report)
        model = assemble(
            outcome.tables,
            report,
            escaped=True,
            ids_upper_case=writes_upper_case(text_of(source.head)),
            resolve=halves.resolve,
        )
        refuse_when_empty(outcome, report, len(model))
        return halves.split(model), report
