"""A snapshot's file from its first byte to the heap, and what is said when it is not whole."""

from __future__ import annotations

from contextlib import nullcontext

from perfview.findings.quantities import plural
from perfview.heaps.model import HeapModel
from perfview.heaps.readers.v8.assembly import assemble
from perfview.heaps.readers.v8.layout import Layout
from perfview.heaps.readers.v8.parts import EDGES, NODES, STRINGS, Parts, Walk
from perfview.heaps.readers.v8.stream import Stream
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.read_ahead import ReadAhead
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

_MARK = b"\xef\xbb\xbf"
_AGAIN = "Check that the file was written completely, or record again."


def read_snapshot(source: Source, progress: Progress) -> tuple[HeapModel, ImportReport]:
    """The heap of a file in UTF-8. Raises `UnreadableInput` and `Cancelled`."""
    total = source.content_size or 0
    progress.report("Reading objects", bytes_done=0, bytes_total=total or source.size)
    parts = _walk(source, progress, Parts())
    if parts.passed_over and parts.layout is not None:
        parts = _walk(source, progress, Parts(layout=parts.layout))
    report = ImportReport(total_bytes=total or source.size)
    layout = _complete(parts, report, source)
    report.rows = parts.outcomes[NODES].rows
    _check_claims(parts, layout, report)
    return assemble(parts, layout, report), report


def _walk(source: Source, progress: Progress, parts: Parts) -> Parts:
    content = source.open_at()
    # Unpacking is work enough for a thread of its own.
    with ReadAhead(content) if source.compression else nullcontext(content) as bytes_in_order:
        stream = Stream(bytes_in_order)
        if source.head.startswith(_MARK):
            stream.read_into(memoryview(bytearray(len(_MARK))))
        # A packed file's content may be any number of times as long.
        most = source.content_size or 8 * source.size
        Walk(stream, most, progress, parts).run()
    return parts


def _complete(parts: Parts, report: ImportReport, source: Source) -> Layout:
    """The layout, if all is there that a heap needs; notes what of the rest is missing."""
    where = f"in the list “{parts.inside}”" if parts.inside else "between its lists"
    if parts.broken >= 0:
        report.complete, report.read_bytes = False, parts.broken
    else:
        report.read_bytes = report.total_bytes
    if parts.layout is None:
        raise UnreadableInput(
            "The snapshot's head, which says what its lists mean, is missing or cut off",
            offset=parts.broken if parts.broken >= 0 else None,
            remedy=_AGAIN,
        )
    for name in (NODES, EDGES):
        is_cut = parts.broken >= 0 and parts.inside == name
        if name not in parts.lists or is_cut:
            raise UnreadableInput(
                f"The file breaks off {where}"
                if parts.broken >= 0
                else f"The snapshot has no list of {name}",
                offset=parts.broken if parts.broken >= 0 else None,
                remedy=_AGAIN,
            )
    if not parts.outcomes[NODES].rows:
        raise UnreadableInput("The snapshot holds not a single node", remedy=_AGAIN)
    if parts.broken >= 0:
        report.note("truncated", 1, f"The file breaks off at byte {parts.broken:,} {where}.")
    elif parts.texts is None:
        report.note("no-strings", 1, f"The snapshot has no list of {STRINGS}.")
    return parts.layout


def _check_claims(parts: Parts, layout: Layout, report: ImportReport) -> None:
    for name, claimed, what in (
        (NODES, layout.node_count, "node"),
        (EDGES, layout.edge_count, "edge"),
    ):
        outcome = parts.outcomes[name]
        if claimed >= 0 and claimed != outcome.rows:
            report.note(
                f"{what}-count",
                abs(claimed - outcome.rows),
                f"The snapshot's head promises {plural(claimed, what)}; the file holds"
                f" {outcome.rows:,}, and all of them are shown.",
            )
        report.note(
            "numbers-left-over",
            outcome.over,
            f"{plural(outcome.over, 'number')} at the end of the list of {name} do not make a"
            f" whole {what}.",
        )
