"""OpenTelemetry protobuf: one message, or many each after its length."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source
from perfview.traces.model import TraceModel
from perfview.traces.readers.otlp.protobuf_shape import Shape, shape_of

if TYPE_CHECKING:
    from perfview.recording.protobuf_columns import ProtobufOutcome


class OtlpProtobuf(Reader):
    """OpenTelemetry traces in protobuf, as the collector's file exporter and OTLP/HTTP have them.

    TracesData or ExportTraceServiceRequest: one message, several end to end, or several each after
    its length (a varint, or four bytes big-endian). Metrics and logs in the same file are counted.
    Format: https://opentelemetry.io/docs/specs/otlp/#binary-protobuf-encoding
    """

    name = "otlp-protobuf"
    title = "OpenTelemetry protobuf"
    version = 1

    def sniff(self, source: Source) -> Sniff:
        """Sure when the first messages nest as OTLP's do; judged by the first 64 KiB."""
        shape = _shape(source)
        return Sniff(shape.certainty, shape.why)

    def read(self, source: Source, progress: Progress) -> tuple[TraceModel, ImportReport]:
        """The spans. Raises `UnreadableInput` when not one could be read from a broken file."""
        # Whoever opens another format need not wait for this one's kernels.
        from perfview.recording.protobuf_columns import ProtobufReading
        from perfview.traces.readers.common.assembly import assemble
        from perfview.traces.readers.common.hot_columns import HotColumns
        from perfview.traces.readers.otlp.protobuf_schema import otlp_schema

        framing = _shape(source).framing
        reading = ProtobufReading(
            source, otlp_schema(), lambda t: HotColumns(t).gather, progress, framing=framing
        )
        outcome = reading.read("Reading spans")
        report = _report(source, outcome)
        model = assemble(outcome.tables, report, escaped=False)
        others = report.find("metrics") or report.find("logs")
        if not report.complete and not len(model) and not others:
            raise UnreadableInput(
                "No span could be read before the file breaks off",
                offset=outcome.read_bytes,
                remedy="Check that the file was written completely.",
            )
        return model, report


def _shape(source: Source) -> Shape:
    return shape_of(source.head, source.content_size)


def _report(source: Source, outcome: ProtobufOutcome) -> ImportReport:
    done = outcome.read_bytes
    report = ImportReport(read_bytes=done, total_bytes=source.content_size)
    if source.broken is not None:
        where = f"{source.broken.reason} at byte {source.broken.offset:,} of its content"
    elif not outcome.complete:
        where = f"The file breaks off or makes no sense from byte {done:,} on"
    else:
        where = ""
        report.total_bytes = done
    if where:
        report.complete = False
        report.note("truncated", 1, f"{where}; every span that is whole before that is shown.")
    report.note(
        "damaged",
        outcome.damaged,
        f"Parts that contradict themselves were left out, the first at byte"
        f" {outcome.first_damage:,}.",
    )
    report.note(
        "odd-id",
        outcome.odd_ids,
        "Trace ids should have 16 bytes and span ids 8; others were shortened or hashed.",
    )
    return report
