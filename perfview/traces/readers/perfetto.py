"""Perfetto's protobuf traces, as Chrome, Android and the Perfetto SDK record them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfview.recording.errors import UnreadableInput
from perfview.recording.inflating import Break
from perfview.recording.packed_records import holds_packed
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source
from perfview.recording.transcoding import as_unpacked
from perfview.traces.model import TraceModel
from perfview.traces.readers.pftrace.shape import certainty_of

if TYPE_CHECKING:
    from perfview.recording.protobuf_columns import ProtobufOutcome


class Perfetto(Reader):
    """Perfetto traces in protobuf (`.pftrace`), as Chrome, Android and the Perfetto SDK write them.

    Track events with their flows, counters and annotations are read, and what the Linux scheduler
    did with threads; other data sources are counted and named. Compressed packets are unpacked.
    Format:
    https://perfetto.dev/docs/reference/trace-packet-proto
    """

    name = "perfetto"
    title = "Perfetto trace"
    version = 2

    def sniff(self, source: Source) -> Sniff:
        """Sure when the first 64 KiB are packets and nothing but packets."""
        if holds_packed(source.head):
            return Sniff(0.95, "packets of Perfetto's TracePacket, packed into others")
        certainty = certainty_of(source.head, source.content_size)
        if not certainty:
            return Sniff(0.0, "its fields are not those of Perfetto's packets")
        return Sniff(certainty, "packets with the fields of Perfetto's TracePacket")

    def read(self, source: Source, progress: Progress) -> tuple[TraceModel, ImportReport]:
        """The slices. Raises `UnreadableInput` when a broken file has not one whole packet."""
        # Whoever opens another format need not wait for this one's kernels.
        from perfview.recording.protobuf_columns import ProtobufReading
        from perfview.traces.readers.pftrace.assembly import assemble
        from perfview.traces.readers.pftrace.schema import perfetto_schema
        from perfview.traces.readers.pftrace.tables import PACKETS
        from perfview.traces.readers.pftrace.values import PerfettoValues

        progress.report("Unpacking packets" if holds_packed(source.head) else "Reading packets")
        content, damaged = as_unpacked(source, progress.check)
        progress.check()
        reading = ProtobufReading(
            content, perfetto_schema(), lambda tables: PerfettoValues(tables).gather, progress
        )
        outcome = reading.read("Reading packets")
        report = _report(content, source.broken, outcome)
        report.note(
            "damaged",
            damaged,
            "Packed packets could not be unpacked to their end; what is whole before is shown.",
        )
        if not report.complete and not outcome.tables.rows(PACKETS):
            raise UnreadableInput(
                "No packet could be read before the file breaks off",
                offset=outcome.read_bytes,
                remedy="Check that the file was written completely.",
            )
        model = assemble(outcome.tables, content, report)
        return model, report


def _report(source: Source, broken: Break | None, outcome: ProtobufOutcome) -> ImportReport:
    done = outcome.read_bytes
    report = ImportReport(read_bytes=done, total_bytes=source.content_size)
    where = ""
    if broken is not None:
        where = f"{broken.reason} at byte {broken.offset:,} of its content"
    elif not outcome.complete:
        where = f"The file breaks off or makes no sense from byte {done:,} on"
    else:
        report.total_bytes = done
    if where:
        report.complete = False
        report.note("truncated", 1, f"{where}; every packet that is whole before that is shown.")
    report.note(
        "damaged",
        outcome.damaged,
        f"Packets that contradict themselves were left out, the first at byte"
        f" {outcome.first_damage:,}.",
    )
    return report
