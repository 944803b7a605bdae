"""A log file read piece by piece, each as large as memory comfortably holds, into one model."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.padding import PAD
from perfview.queries.model import QueryModel
from perfview.queries.readers.postgres.assembling import assemble
from perfview.queries.readers.postgres.columns import LogEntries
from perfview.queries.uniting import united
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Passage, Source
from perfview.recording.transcoding import as_utf8

PIECE = 512 << 20
"""Bytes of a log that are looked at together."""
_LARGEST_PIECE = 1 << 30
_STEP = 16 << 20
_TAIL = 64 << 20
"""Bytes of a piece's end that are kept as they are; a longer entry may be misread there."""

_CUT = "The file breaks off: {why}. What came before is read."
_STRANGE = (
    "Lines belong to no entry of the log, such as output of other programs: they are left out."
)
_PIECES = (
    "The log was read in {pieces} pieces: statements that run from one to the next may be counted"
    " twice."
)

Entering = Callable[[NDArray[np.uint8], int, int], LogEntries]
"""Entries of content[:length], whose byte 0 is a byte of the file: (content, length, first)."""


@dataclass
class _Piece:
    """A stretch of the content: bytes content[:length], the first of them byte `first`."""

    content: NDArray[np.uint8]
    length: int
    first: int
    is_last: bool


def read_log(
    source: Source, entering: Entering, progress: Progress, name: str, piece: int = PIECE
) -> tuple[QueryModel, ImportReport]:
    """The model of a log whose entries `entering` finds. `name` is what the file is called when it
    holds none. Raises `UnreadableInput` when there is not one entry, and `Cancelled`."""
    report = ImportReport(total_bytes=source.content_size)
    models: list[tuple[QueryModel, int]] = []
    strange = entries_read = 0
    for part, entries in _pieces(as_utf8(source), entering, progress, piece):
        strange += entries.strange
        entries_read += len(entries)
        report.read_bytes = part.first + part.length
        if len(entries):
            models.append((assemble(entries, _changed_ns(source), progress, report), 0))
    if not entries_read:
        raise UnreadableInput(f"There is not one entry of {name} in this file")
    report.note("not-an-entry", strange, _STRANGE)
    if source.broken:
        report.complete = False
        report.note("truncated", 1, _CUT.format(why=source.broken.reason))
    if len(models) > 1:
        report.note("read-in-pieces", len(models), _PIECES.format(pieces=len(models)))
    model = models[0][0] if len(models) == 1 else united(models)[0]
    report.rows = len(model)
    return model, report


def _pieces(
    source: Source, entering: Entering, progress: Progress, size: int
) -> Iterator[tuple[_Piece, LogEntries]]:
    """Stretches that end where an entry begins, with their entries."""
    passage = source.open_at()
    progress.report("Reading", bytes_done=0, bytes_total=source.content_size or source.size)
    carried, first = b"", 0
    while True:
        part = _filled(source, passage, carried, first, size, progress)
        # As it is before texts are put in the place of what they are written as.
        tail = b"" if part.is_last else part.content[: part.length][-_TAIL:].tobytes()
        entries = entering(part.content, part.length, first)
        if part.is_last:
            yield part, entries
            return
        if len(entries) < 2:
            if size >= _LARGEST_PIECE:
                yield part, entries
                carried, first = b"", first + part.length
            else:
                size *= 2
                carried = _carried(part, tail, 0)
            continue
        stop = int(entries.place[-1]) - first
        carried = _carried(part, tail, stop)
        part.length = stop
        kept = LogEntries(
            entries.content, entries.spans[:-1], entries.severity[:-1], entries.place[:-1],
            max(0, entries.strange - 1),
        )  # fmt: skip
        yield part, kept
        first += stop


def _carried(part: _Piece, tail: bytes, start: int) -> bytes:
    """What is read again with the next piece: from `start` on."""
    left = part.length - start
    return (
        tail[len(tail) - left :]
        if left <= len(tail)
        else part.content[start : part.length].tobytes()
    )


def _filled(
    source: Source, passage: Passage, carried: bytes, first: int, size: int, progress: Progress
) -> _Piece:
    """The next `size` bytes behind what was carried over."""
    expected = source.content_size - first if source.content_size else 0
    room = min(size, expected) if expected else min(size, 4 * source.size + _STEP)
    room = max(room, len(carried)) + 1
    content = np.empty(room + PAD, np.uint8)
    content[: len(carried)] = np.frombuffer(carried, np.uint8)
    have = len(carried)
    while True:
        if have >= room and room < size:
            room = min(size, 2 * room)
            grown = np.empty(room + PAD, np.uint8)
            grown[:have] = content[:have]
            content = grown
        stop = min(room, have + _STEP)
        got = passage.read_into(memoryview(content)[have:stop]) if stop > have else 0  # type: ignore[arg-type]
        have += got
        done = first + have if source.content_size else source.consumed
        progress.report(bytes_done=done)
        if not got:
            content[have:] = 0
            return _Piece(content, have, first, have < room or stop > have)


def _changed_ns(source: Source) -> int:
    """When the file was last changed, 0 where it is none."""
    try:
        return os.stat(source.path).st_mtime_ns
    except OSError:
        return 0
