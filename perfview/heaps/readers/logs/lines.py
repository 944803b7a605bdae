"""The lines of a text, whatever its encoding, a block at a time."""

from __future__ import annotations

import codecs
from collections.abc import Iterator

from perfview.recording.encodings import encoding_of
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

LONGEST = 1 << 12
"""Characters of a line that are looked at: no collector writes longer ones. Patterns go back and
forth in a line, so that one of a megabyte would keep them busy for minutes."""

_BLOCK = 256 << 10
"""Bytes decoded at once, so that no other thread waits long."""


def edge_lines(source: Source) -> list[str]:
    """The lines of the first and the last 64 KiB."""
    encoding = encoding_of(source.head) or "utf-8"
    head = source.head.decode(encoding, "replace").lstrip("\ufeff")
    tail = source.tail.decode(encoding, "replace") if source.tail != source.head else ""
    lines = (line for text in (head, tail) for line in text.split("\n"))
    return [line[:LONGEST].rstrip("\r") for line in lines]


def lines_of(source: Source, progress: Progress, report: ImportReport) -> Iterator[str]:
    """Every line without its end; of longer ones the first `LONGEST` characters.

    Tells the report how far it came. Raises `Cancelled`.
    """
    decoder = codecs.getincrementaldecoder(encoding_of(source.head) or "utf-8")("replace")
    rest = ""
    total = source.content_size or source.size
    report.total_bytes = source.content_size
    for buffer, length, offset in source.blocks(_BLOCK):
        parts = (rest + decoder.decode(buffer[:length].tobytes())).split("\n")
        rest = parts.pop()[:LONGEST]
        report.read_bytes = offset + length
        done = report.read_bytes if source.content_size else source.consumed
        progress.report("Reading collections", bytes_done=done, bytes_total=total)
        yield from (line[:LONGEST].rstrip("\r").lstrip("\ufeff") for line in parts)
    if rest:
        yield rest.rstrip("\r").lstrip("\ufeff")
    if source.broken is not None:
        report.complete = False
        report.note("truncated", 1, f"The {source.compression} data break off; what came is shown.")
