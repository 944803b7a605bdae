"""A protobuf file to tables: block by block through the walker, large ones on two threads.

Where the second thread may start is no guess: messages' lengths lead to it, so the first skims
over them up to the middle before both begin to read.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from perfview.kernels.protobuf_schema import Schema
from perfview.kernels.protobuf_walker import BROKEN, MORE, PASSED, PLAIN, REACHED, STOPPED
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
        self._cut_off = False
        self._end = 0
        self._is_skimming = False
        self._reading = reading
        self._follow = reading.follow(worker.tables)

    def read(self, each_block: Callable[[], None]) -> None:
        """Read from the worker's position to the end, or to where the other one began."""
        worker, source = self.worker, self._reading.source
        begins = 0 if source.compression else worker.position
        window = Window(source.open_at(begins), begins, self._reading.block)
        window.slide(worker.position)
        while True:
            self.code = worker.walk(window.address, window.length, window.offset)
            self._end = source.content_size or window.end
            self._follow(window.address - window.offset)
            each_block()
            if self.code != MORE:
                return
            if worker.wanted - worker.position > MOST_UNIT:
                self.code = BROKEN
                return
            beyond = source.content_size and worker.wanted > source.content_size
            if window.ended or beyond:
                self._cut_off = worker.position != window.end
                return
            if window.offset == self.start:
                self._reserve()
            window.slide(worker.position, worker.wanted)

    def skim(self, target: int, each_block: Callable[[], None]) -> bool:
        """Go to the first boundary at or after `target`; whether lengths lead to one."""
        worker = self.worker
        worker.skim_to(target)
        self._is_skimming = True
        window = Window(self._reading.source.open_at(), 0, min(self._reading.block, _SKIM_BLOCK))
        code = MORE
        while code == MORE and not window.ended:
            each_block()
            window.slide(worker.position, worker.wanted)
            code = worker.walk(window.address, window.length, window.offset)
        worker.skim_to(0)
        self.start = worker.position
        self._is_skimming = False
        return code == REACHED

    @property
    def done(self) -> int:
        """Bytes read so far."""
        return 0 if self._is_skimming else self.worker.position - self.start

    @property
    def read_bytes(self) -> int:
        """How far it came, not counting what lengths promise beyond the end."""
        return min(self.worker.position, self._end)

    @property
    def is_complete(self) -> bool:
        """Whether the content ended where the outermost message may end."""
        size = self._reading.source.content_size
        at_end = self.worker.position == size if size else not self._cut_off
        return self.code == MORE and self.worker.is_between_documents and at_end

    def _reserve(self) -> None:
        """Room for as many rows as all of it will have if it goes on like its first block."""
        total = self._reading.source.content_size - self.start
        done = self.worker.position - self.start
        if total <= 0 or done <= 0:
            return
        tables = self.worker.tables
        for table in tables.layout.tables:
            tables.reserve(table.name, int(tables.rows(table.name) * 1.1 * total / done))
        texts = tables.texts
        texts.reserve(int(len(texts) * total / done), int(texts.used * total / done))


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
        second = None
        if self.source.compression or self.source.size < self._split_from:
            first.read(lambda: self._tell(first))
        else:
            second = self._read_both(first)
        self._progress.check()
        return self._outcome(first, second)

    def _read_both(self, first: _Reader) -> _Reader | None:
        """Read with two threads. The second's reader, or None when the first read it all."""
        second = _Reader(self, Worker(self.schema, self.framing))
        stopped = threading.Event()

        def go_on() -> None:
            if stopped.is_set():
                raise InterruptedError

        def read_second() -> None:
            try:
                if second.skim(self.source.size // 2, go_on):
                    first.worker.stop = second.start
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
        if first.code == STOPPED:
            if second.failure is not None:
                raise second.failure
            return second
        if first.code == PASSED:  # It was there before the second knew where to begin.
            first.worker.stop = NO_END
            first.read(lambda: self._tell(first))
        return None

    def _outcome(self, first: _Reader, second: _Reader | None) -> ProtobufOutcome:
        tables, last = first.worker.tables, second or first
        if second is not None:
            tables.append(second.worker.tables)
        tables.keep_cut_off()
        damages = [r.worker for r in (first, last) if r.worker.damaged]
        return ProtobufOutcome(
            tables,
            last.read_bytes,
            last.is_complete,
            sum(r.worker.damaged for r in {first, last}),
            damages[0].first_damage if damages else -1,
            sum(r.worker.odd_ids for r in {first, last}),
        )

    def _tell(self, *readers: _Reader) -> None:
        done = sum(reader.done for reader in readers)
        if self.source.compression and not self.source.content_size:
            done = self.source.consumed
        tables = [t.name for t in self.schema.layout.tables if t.resumable and t.columns]
        rows = sum(r.worker.tables.rows(name) for r in readers for name in tables)
        self._progress.report(bytes_done=done, rows=rows)
