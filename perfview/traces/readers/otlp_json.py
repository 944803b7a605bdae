"""OpenTelemetry JSON: one document, or many back to back as the collector writes them."""

from __future__ import annotations

import re
from functools import cache

from perfview.kernels.json_schema import Schema, Value, compile_schema
from perfview.recording.errors import UnreadableInput
from perfview.recording.json_columns import JsonOutcome, JsonReading, Split
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source
from perfview.recording.transcoding import as_utf8, encoding_of
from perfview.traces.model import TraceModel
from perfview.traces.readers.assembly import assemble
from perfview.traces.readers.hot_columns import HotColumns
from perfview.traces.readers.json_keys import own_keys
from perfview.traces.readers.otlp import both_cases, json_schema
from perfview.traces.readers.span_tables import SPAN_LAYOUT

_ROOTS = both_cases({"resourceSpans": Value(), "resourceMetrics": Value(), "resourceLogs": Value()})
_TEMPO_ROOT = "batches"
_DOCUMENT = re.compile(rb'\n\s*(\{)\s*"(?:resource_?(?:[sS]pans|[mM]etrics|[lL]ogs)|batches)"\s*:')
_RESOURCE = re.compile(rb'[\[,]\s*(\{)\s*"(?:resource|scope_?[sS]pans|schema_?[uU]rl)"\s*:')

_SPANS = re.compile(rb'"(?:scope|instrumentation_?[lL]ibrary)_?[sS]pans"\s*:')
_ID = re.compile(
    rb'"(?:trace_?[iI]d|(?:parent_?[sS]pan|span)_?[iI]d)"\s*:\s*"'
    rb'(?=[0-9]*[A-Fa-f])((?:[0-9A-Fa-f]{16}){1,2})"'
)


@cache
def document_schema() -> Schema:
    """The compiled schema, made once."""
    return compile_schema(json_schema(), SPAN_LAYOUT)


def document_splits(head: bytes) -> tuple[Split, ...]:
    """Where a second worker may begin: at a document's start, else at a resource's."""
    spans = next((k for k in ("resource_spans", _TEMPO_ROOT) if f'"{k}"'.encode() in head), "")
    document = "[]" if _is_array(head) else ""
    inside = f"{document}.{spans or 'resourceSpans'}[]".removeprefix(".")
    return Split(_DOCUMENT, document), Split(_RESOURCE, inside)


def _text_of(head: bytes) -> bytes:
    return head.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n\x1e")


def _is_array(head: bytes) -> bool:
    return _text_of(head).startswith(b"[")


def _writes_upper_case(head: bytes) -> bool:
    """Whether the first id that has a letter is written in capitals."""
    match = _ID.search(head)
    return match is not None and match[1].isupper()


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
        encoding = encoding_of(source.head)
        head = source.head.decode(encoding, "ignore").encode() if encoding else source.head
        head = _text_of(head)
        if head.startswith(b"["):
            head = head[1:].lstrip()
        if not head.startswith(b"{"):
            return Sniff(0, "it does not start with a JSON object")
        for key in own_keys(head):
            if key in _ROOTS:
                return Sniff(1, f"a JSON object with {key}")
            if key == _TEMPO_ROOT and _SPANS.search(head):
                return Sniff(0.9, "a JSON object with batches of spans, as Tempo writes it")
        return Sniff(0, "its JSON object has no resourceSpans, resourceMetrics or resourceLogs")

    def read(self, source: Source, progress: Progress) -> tuple[TraceModel, ImportReport]:
        """The spans. Raises `UnreadableInput` when not one could be read from a broken file."""
        content = as_utf8(source)
        reading = JsonReading(
            content,
            document_schema(),
            lambda t: HotColumns(t).gather,
            progress,
            restart=None if _is_array(content.head) else _DOCUMENT,
        )
        outcome = reading.read(document_splits(content.head), "Reading spans")
        report = _report(content, outcome)
        if content is not source:
            report.note("utf-16", 1, "The file is UTF-16 text; it was converted to UTF-8.")
        model = assemble(
            outcome.tables,
            report,
            escaped=True,
            ids_upper_case=_writes_upper_case(content.head),
        )
        _refuse_when_empty(outcome, report, len(model))
        return model, report


def _report(source: Source, outcome: JsonOutcome) -> ImportReport:
    total = source.content_size or outcome.read_bytes
    report = ImportReport(read_bytes=outcome.read_bytes, total_bytes=total)
    wrong = outcome.wrong
    if outcome.broken:
        report.note(
            "broken-line",
            len(outcome.broken),
            "Lines that are no JSON were left out from where they break, the first at byte"
            f" {outcome.broken[0]:,}.",
        )
    if wrong is None and source.broken is None:
        return report
    report.complete = False
    if wrong is None or source.broken is not None:
        where = f"The {source.compression} data break off at byte {outcome.read_bytes:,}"
    elif wrong.offset >= total:
        where = f"The file breaks off at byte {wrong.offset:,} where {wrong.expected} should follow"
    else:
        where = f"At byte {wrong.offset:,} stands something else than {wrong.expected}"
    report.note("truncated", 1, f"{where}; everything complete before that is shown.")
    return report


def _refuse_when_empty(outcome: JsonOutcome, report: ImportReport, spans: int) -> None:
    others = report.find("metrics") or report.find("logs")
    if outcome.wrong is not None and not spans and not others:
        raise UnreadableInput(
            f"No span could be read: JSON asks for {outcome.wrong.expected} here",
            offset=outcome.wrong.offset,
            remedy="Check that the file was written completely.",
        )
