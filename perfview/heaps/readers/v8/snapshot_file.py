"""A snapshot's file from its first byte to the heap, and what is said when it is not whole."""

from __future__ import annotations

from contextlib import nullcontext

from perfview.findings.quantities import plural
from perfview.heaps.model import HeapModel
from perfview.heaps.readers.v8.assembly import assemble
from perfview.heaps.readers.v8.damage import check_lists, damage_of
from perfview.heaps.readers.v8.layout import Layout
from perfview.heaps.readers.v8.parts import EDGES, NODES, Parts, Walk
from perfview.recording.json_stream import Stream
from perfview.recording.progress import Progress
from perfview.recording.read_ahead import ReadAhead
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

_MARK = b"\xef\xbb\xbf"
_LIKELY_RATIO = 8
"""How many times its size a packed snapshot is likely to be at most; only room depends on it."""


def read_snapshot(source: Source, progress: Progress) -> tuple[HeapModel, ImportReport]:
    """The heap of a file in UTF-8. Raises `UnreadableInput` and `Cancelled`."""
    total = source.size if source.compression else source.content_size
    progress.report("Reading objects", bytes_done=0, bytes_total=total)
    parts = _walk(source, progress, Parts())
    if parts.passed_over and parts.layout is not None:
        parts = _walk(source, progress, Parts(layout=parts.layout))
    layout = check_lists(parts, source)
    report = ImportReport(rows=parts.outcomes[NODES].rows)
    report.total_bytes = source.content_size
    damage_of(parts, source, report)
    _check_claims(parts, layout, report)
    return assemble(parts, layout, report), report


def _walk(source: Source, progress: Progress, parts: Parts) -> Parts:
    def tell(position: int) -> None:
        progress.report(bytes_done=source.consumed if source.compression else position)

    def again(offset: int) -> Stream:
        passage = source.open_at(0 if source.compression else offset)
        if source.compression:
            passage.skip(offset)
        return Stream(passage, offset)

    content = source.open_at()
    # Unpacking is work enough for a thread of its own.
    with ReadAhead(content) if source.compression else nullcontext(content) as in_order:
        stream = Stream(in_order)
        if source.head.startswith(_MARK):
            stream.read_into(memoryview(bytearray(len(_MARK))))
        most = source.content_size or _LIKELY_RATIO * source.size
        Walk(stream, most, again, tell, parts).run()
    return parts


def _check_claims(parts: Parts, layout: Layout, report: ImportReport) -> None:
    """Note where the head says something else than the lists."""
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
