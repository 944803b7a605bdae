"""The content of a profile.proto in one pass: two walkers over each block, unpacking ahead."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.protobuf_rows import MORE, RowWalker
from perfview.kernels.protobuf_walker import MORE as WORKER_MORE
from perfview.kernels.protobuf_worker import Worker
from perfview.kernels.tables import Tables
from perfview.kernels.window import Window
from perfview.profiles.readers.proto.schema import SAMPLE, TEXT, profile_schema
from perfview.recording.progress import Progress
from perfview.recording.read_ahead import ReadAhead
from perfview.recording.source import Source

_MOST_UNIT = 1 << 28
"""Bytes that one sample or location may have."""


@dataclass(frozen=True)
class Content:
    """What a profile holds, not yet connected.

    rows: samples and texts; tables: the rest, by `schema`. `complete` is False when the file
    broke off, or made no sense, at byte `read_bytes`; `damaged` messages were left out before
    that, the first at `first_damage`.
    """

    rows: RowWalker
    tables: Tables
    read_bytes: int
    complete: bool
    damaged: int
    first_damage: int

    def column(self, table: str, column: str) -> NDArray[np.int64]:
        """A column of one of the tables."""
        return self.tables.column(table, column)

    def text_ids(self, indices: NDArray[np.int64]) -> NDArray[np.int32]:
        """The distinct text at these places of the table of texts, int32; -1 for the empty one
        and for places beyond the table."""
        of_text = self.rows.of_text
        empty = self.rows.texts.add(b"")
        table = np.append(np.where(of_text == empty, -1, of_text), -1).astype(np.int32)
        is_known = (indices > 0) & (indices < len(of_text))
        return table[np.where(is_known, indices, len(of_text))]

    def text(self, index: int) -> str:
        """The text at a place of the table of texts; "" beyond it."""
        found = int(self.text_ids(np.array([index]))[0])
        return self.rows.texts.text(found).decode("utf-8", "replace") if found >= 0 else ""

    @property
    def is_several(self) -> bool:
        """Whether profiles stand end to end: each one's table of texts begins with the empty one,
        which pprof accepts nowhere else."""
        empty = self.rows.texts.add(b"")
        return bool((self.rows.of_text[1:] == empty).any())

    def missing_texts(self) -> int:
        """How many references to texts lead beyond their table."""
        count = len(self.rows.of_text)
        columns = (("types", "kind"), ("types", "unit"), ("functions", "name"))
        found = [self.column(*each) for each in (*columns, ("functions", "file"))]
        return sum(int(np.count_nonzero((each < 0) | (each >= count))) for each in found)


def read_content(source: Source, progress: Progress) -> Content:
    """Read everything. Raises `Cancelled`, and `UnreadableInput` when the file is a bomb."""
    progress.report("Reading samples", bytes_done=0, bytes_total=source.size)
    rows, worker = RowWalker(SAMPLE, TEXT), Worker(profile_schema())
    with ReadAhead(source.open_at()) as ahead:
        window = Window(ahead)
        window.slide(0)
        while True:
            fine = _walk(rows, worker, window)
            progress.report(bytes_done=source.consumed or window.end, rows=rows.rows)
            position = min(rows.position, worker.position)
            wanted = max(rows.wanted, worker.wanted)
            if not fine or window.ended or wanted - position > _MOST_UNIT:
                break
            window.slide(position, wanted)
    is_whole = fine and window.ended and position == window.end and source.broken is None
    damaged, first = rows.damaged
    return Content(
        rows,
        worker.tables,
        min(position, window.end),
        is_whole,
        damaged + worker.damaged,
        first if damaged else worker.first_damage,
    )


def _walk(rows: RowWalker, worker: Worker, window: Window) -> bool:
    """Let both go on over what is in the window; False when it makes no sense."""
    place = window.address, window.length, window.offset
    return rows.walk(*place) == MORE and worker.walk(*place) == WORKER_MORE
