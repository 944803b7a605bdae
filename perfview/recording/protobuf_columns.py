"""A protobuf file to tables: block by block through the walker, large ones on two threads.

Where the second thread may start is no guess: messages' lengths lead to it, so the first skims
over them up to the middle before both begin to read.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from perfview.kernels.protobuf_schema import Schema
from perfview.kernels.protobuf_walker import BROKEN, MORE, PLAIN, REACHED, STOPPED
from perfview.kernels.protobuf_worker import NO_END, Worker
from perfview.kernels.tables import Tables
from perfview.kernels.window import Window
from perfview.recording.progress import Progress
from perfview.recording.source import Source

BLOCK = 4 << 20
MOST_UNIT = 1 << 28
"""Bytes that one record may have."""
_WORTH_SPLITTING = 4 * BLOCK
_SKIM_BLOCK = 128 << 10
_PATIENCE_S = 0.02

Follower = Callable[[int], None]
"""Called after each block with the address the stream's byte 0 would have."""


@dataclass(frozen=True)
class ProtobufOutcome:
    """What was read. `complete` is False when it broke off, or made no sense, at `read_bytes`.

    `damaged` stretches were left out, the first at `first_damage`; `odd_ids` ids had a wrong
    length.
    """

    tables: Tables
    read_bytes: int
    complete: bool
    damaged: int
    first_damage: int
    odd_ids: int


class _Reader:
    """Reads one passage of the source into tables of its own."""

    def __init__(self, reading: ProtobufReading, worker: Worker) -> None:
        self.worker = worker
        self.start = worker.position
        self.code = MORE
        self.failure: BaseException | None = None
        self._reading = reading
        self._follow = reading.follow(worker.tables)

    def read(self, each_block: Callable[[], None]) -> None:
        """Read from the worker's position to the end, or to where the other one began."""
        worker, source = self.worker, self._reading.source
        window = Window(source.open_at(self._restart()), self._restart(), self._reading.block)
        window.slide(worker.position)
        while True:
            self.code = worker.walk(window.address, window.length, window.offset)
            self._follow(window.address - window.offset)
            each_block()
            wanted = worker.wanted - worker.position
            beyond = source.content_size and worker.wanted > source.content_size
            if self.code != MORE or window.ended or beyond or wanted > MOST_UNIT:
                self.code = BROKEN if wanted > MOST_UNIT else self.code
                return
            if window.offset == self.start:
                self._reserve()
            window.slide(worker.position, worker.wanted)

    def _restart(self) -> int:
        return 0 if self._reading.source.compression else self.worker.position

    def _reserve(self) -> None:
        """Room for as many rows as all of it will have if it goes on like its first block."""
        total = self._reading.source.content_size - self._reading.reserved_from(self)
        done = self.worker.position - self.start
        if total <= 0 or done <= 0:
            return
        tables = self.worker.tables
        for table in tables.layout.tables:
            tables.reserve(table.name, int(tables.rows(table.name) * 1.1 * total / done))


class ProtobufReading:
    """One reading of one source. `follow` is given each worker's tables and follows its blocks."""

    def __init__(
        self,
        source: Source,
        schema: Schema,
        follow: Callable[[Tables], Follower],
        progress: Progress,
        *,
        framing: int = PLAIN,
        block: int = BLOCK,
        split_from: int = _WORTH_SPLITTING,
    ) -> None:
        self.source, self.schema, self.follow = source, schema, follow
        self.framing, self.block = framing, block
        self._split_from = split_from
        self._progress = progress

    def read(self, words: str = "Reading") -> ProtobufOutcome:
        """Read everything. Raises `Cancelled`, and `UnreadableInput` when the file shrinks."""
        total = self.source.content_size or self.source.size
        self._progress.report(words, bytes_done=0, bytes_total=total)
        first = _Reader(self, Worker(self.schema, self.framing))
        second = self._skim()
        damaged = odd_ids = 0
        first_damage = -1
        if second is not None:
            self._read_both(first, second)
        if second is None or first.code != STOPPED:
            first.read(lambda: self._tell(first))
        parts = [first] if second is None or first.code != STOPPED else [first, second]
        for part in parts:
            damaged += part.worker.damaged
            odd_ids += part.worker.odd_ids
            if part.worker.damaged and first_damage < 0:
                first_damage = part.worker.first_damage
        for part in parts[1:]:
            first.worker.tables.append(part.worker.tables)
        return self._outcome(first.worker.tables, parts[-1], damaged, first_damage, odd_ids)

    def _outcome(
        self, tables: Tables, last: _Reader, damaged: int, first_damage: int, odd_ids: int
    ) -> ProtobufOutcome:
        tables.keep_cut_off()
        worker = last.worker
        size = self.source.content_size
        complete = last.code == MORE and worker.is_between_documents and worker.position >= 0
        complete = complete and worker.wanted <= worker.position + 1
        if size:
            complete = complete and worker.position == size
        return ProtobufOutcome(tables, worker.position, complete, damaged, first_damage, odd_ids)

    def reserved_from(self, reader: _Reader) -> int:
        """Where the rows begin for which a reader makes room: the first takes all in the end."""
        return reader.start

    def _skim(self) -> _Reader | None:
        """A reader that starts near the middle, at a boundary that lengths lead to; or None."""
        if self.source.compression or self.source.size < self._split_from:
            return None
        worker = Worker(self.schema, self.framing)
        worker.skim_to(self.source.size // 2)
        window = Window(self.source.open_at(), 0, min(self.block, _SKIM_BLOCK))
        code = MORE
        while code == MORE and not window.ended:
            self._progress.check()
            window.slide(worker.position, worker.wanted)
            code = worker.walk(window.address, window.length, window.offset)
        worker.skim_to(0)
        return _Reader(self, worker) if code == REACHED else None

    def _read_both(self, first: _Reader, second: _Reader) -> None:
        first.worker.stop = second.start
        stopped = threading.Event()

        def go_on() -> None:
            if stopped.is_set():
                raise InterruptedError

        def read_second() -> None:
            try:
                second.read(go_on)
            except BaseException as failure:
                second.failure = failure

        thread = threading.Thread(target=read_second, name="protobuf-second-half")
        thread.start()
        try:
            first.read(lambda: self._tell(first, second))
            while first.code == STOPPED and thread.is_alive():
                thread.join(_PATIENCE_S)
                self._tell(first, second)
        finally:
            stopped.set()
            thread.join()
        if first.code == STOPPED and second.failure is not None:
            raise second.failure
        first.worker.stop = NO_END

    def _tell(self, *readers: _Reader) -> None:
        done = sum(reader.worker.position - reader.start for reader in readers)
        if self.source.compression and not self.source.content_size:
            done = self.source.consumed
        tables = [t.name for t in self.schema.layout.tables if t.resumable and t.columns]
        rows = sum(r.worker.tables.rows(name) for r in readers for name in tables)
        self._progress.report(bytes_done=done, rows=rows)
