"""A JSON file to tables: block by block through the walker, large ones on two threads.

The second thread starts at a guess: a place near the middle that looks like the start of a record.
The guess counts only when the first thread arrives at exactly that byte as the start of such a
record; otherwise its work is thrown away and the first thread reads on. So the result never
depends on the guess.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.json_machine import FINISHED, MORE, NEVER, TAKEN, WRONG, JsonMachine, Wrong
from perfview.kernels.json_schema import Schema
from perfview.kernels.layout import Table
from perfview.kernels.padding import PAD
from perfview.kernels.tables import Tables
from perfview.recording.progress import Progress
from perfview.recording.source import Source

BLOCK = 4 << 20
_WINDOW = 16 << 20
_MARK = b"\xef\xbb\xbf"
_PATIENCE_S = 0.02
_LONGEST_START = 256
"""Bytes that the start of a document may take before it is known to be one."""

MOST_UNIT = 256 << 20
"""Bytes after which something without an end is given up: it must stand in memory as a whole."""

Follower = Callable[[int], None]
"""Called after each block with the address the stream's byte 0 would have."""


@dataclass(frozen=True)
class Split:
    """What the start of a record looks like: the pattern's group 1 is its brace, at this path."""

    pattern: re.Pattern[bytes]
    path: str


@dataclass(frozen=True)
class JsonOutcome:
    """What was read. `wrong` is None when all of it made sense; `read_bytes` is how far it did.

    `broken` are the offsets at which documents stopped making sense that others followed.
    """

    tables: Tables
    read_bytes: int
    wrong: Wrong | None
    broken: tuple[int, ...] = ()


class _Worker:
    """Reads one passage of the source into tables of its own."""

    def __init__(self, reading: JsonReading, start: int, site: int) -> None:
        self.tables = Tables(reading.schema.layout)
        self.machine = JsonMachine(reading.schema, self.tables, reading.memo)
        if site:
            self.machine.start_inside(site)
        self.start = self.position = start
        self.code = MORE
        self.failure: BaseException | None = None
        self.broken: list[int] = []
        self.is_endless = False
        self._stuck_at = -1
        self._reading = reading
        self._follow = reading.follow(self.tables)
        self._reserved = False

    def read(self, each_block: Callable[[], None]) -> None:
        """Read from `position` to the end, or to where the other worker began."""
        size = self._reading.block
        buffer = np.zeros(size + PAD, np.uint8)
        passage = self._reading.source.open_at(self.position)
        have, offset = 0, self.position
        skip = len(_MARK) if offset == 0 and self._reading.source.head.startswith(_MARK) else 0
        while True:
            have_before, room = have, len(buffer) - PAD
            have += passage.read_into(memoryview(buffer)[have:room])  # type: ignore[arg-type]
            final = have < room
            buffer[have : have + PAD] = 0
            used = self._walk(buffer, have, offset, final, skip)
            self.position = offset + used if self._stuck_at < 0 else self._stuck_at
            if final or self.code in (WRONG, TAKEN):
                return
            skip = 0
            if used == 0 and have == room:
                if room >= MOST_UNIT:
                    self.code, self.is_endless = WRONG, True
                    return
                buffer = np.concatenate([buffer, np.zeros(room, np.uint8)])
            elif used:
                buffer[: have - used] = buffer[used:have].copy()
            have, offset = have - used, offset + used
            self._reserve(have_before)
            each_block()

    @property
    def wrong(self) -> Wrong:
        """What ended the reading before its time."""
        if self.is_endless:
            return Wrong(self.position + MOST_UNIT, "the end of a value of over 256 MiB")
        return self.machine.wrong

    def _walk(
        self, buffer: NDArray[np.uint8], have: int, offset: int, final: bool, start: int
    ) -> int:
        """Run the machine over a block; where a document is broken, on at the next one's start.

        Returns how many bytes of the block are not needed any more.
        """
        search, used = start, 0
        while True:
            if self._stuck_at < 0:
                self.code, used = self.machine.run(buffer, have, offset, final, start)
                self._follow(buffer.ctypes.data - offset)
                is_stuck = self.code == WRONG or (self.code == MORE and final)
                if not is_stuck or self._reading.restart is None:
                    return used
                self._stuck_at = offset + used
                search = self.machine.last_record - offset
            found = self._reading.restart_in(buffer, search, have)
            if found < 0:
                self.code = WRONG if final else MORE
                return used if final else max(search, have - _LONGEST_START)
            self.broken.append(self.machine.wrong.offset)
            self.tables.keep_cut_off()
            self.machine.start_inside(0)
            self._stuck_at, start = -1, found

    def _reserve(self, carried: int) -> None:
        """After the first block, room for as many rows as the rest will have at this density."""
        total = self._reading.source.content_size - self.start
        done = self.position - self.start
        if self._reserved or carried or total <= 0 or done <= 0:
            return
        self._reserved = True
        for table in self.tables.layout.tables:
            expected = self.tables.rows(table.name) * 1.1 * total / done
            self.tables.reserve(table.name, int(expected))
        texts = self.tables.texts
        texts.reserve(int(len(texts) * total / done), int(texts.used * total / done))


class JsonReading:
    """One reading of one source. `follow` is given each worker's tables and follows its blocks.

    `restart` is what a document's start looks like on a new line, its brace as group 1: where one
    document is broken, reading goes on there.
    """

    def __init__(
        self,
        source: Source,
        schema: Schema,
        follow: Callable[[Tables], Follower],
        progress: Progress,
        *,
        block: int = BLOCK,
        split_from: int = 4 * BLOCK,
        memo: bool = True,
        restart: re.Pattern[bytes] | None = None,
    ) -> None:
        self.source, self.schema, self.follow = source, schema, follow
        self.block, self.memo, self.restart = block, memo, restart
        self._split_from = split_from
        self._progress = progress

    def read(self, splits: tuple[Split, ...] = (), words: str = "Reading") -> JsonOutcome:
        """Read everything. Raises `Cancelled`, and `UnreadableInput` when the file shrinks."""
        first = _Worker(self, 0, 0)
        self._progress.report(words, bytes_done=0, bytes_total=self._total())
        guess = self.guess(splits) if self.source.size >= self._split_from else None
        if guess is None:
            first.read(lambda: self._tell(first))
        else:
            self._read_both(first, *guess)
        self._tell(first)
        first.tables.keep_cut_off()
        wrong = None if first.code == FINISHED else first.wrong
        return JsonOutcome(first.tables, first.position, wrong, tuple(first.broken))

    def restart_in(self, buffer: NDArray[np.uint8], start: int, stop: int) -> int:
        """Where the next document starts in a part of a block, or -1."""
        view = memoryview(buffer)  # type: ignore[arg-type]
        match = self.restart.search(view, max(0, start), stop) if self.restart else None
        return match.start(1) if match else -1

    def _total(self) -> int:
        return self.source.content_size or self.source.size

    def _tell(self, *workers: _Worker) -> None:
        done = sum(worker.position - worker.start for worker in workers)
        if self.source.compression and not self.source.content_size:
            done = self.source.consumed
        rows = sum(sum(w.tables.rows(t.name) for t in self._counted()) for w in workers)
        self._progress.report(bytes_done=done, rows=rows)

    def _counted(self) -> tuple[Table, ...]:
        return tuple(t for t in self.schema.layout.tables if t.resumable and t.columns)

    def guess(self, splits: tuple[Split, ...]) -> tuple[int, int] | None:
        """(offset, site) of what looks like a record's start near the middle, or None."""
        if self.source.compression:
            return None
        middle = self.source.size // 2
        window = bytearray(min(_WINDOW, self.source.size - middle))
        got = self.source.open_at(middle).read_into(memoryview(window))
        for split in splits:
            if match := split.pattern.search(window, 0, got):
                return middle + match.start(1), self.schema.site(split.path)
        return None

    def _read_both(self, first: _Worker, offset: int, site: int) -> None:
        second = _Worker(self, offset, site)
        stopped = threading.Event()

        def go_on() -> None:
            if stopped.is_set():
                raise InterruptedError

        def read_second() -> None:
            try:
                second.read(go_on)
            except BaseException as failure:
                second.failure = failure

        thread = threading.Thread(target=read_second, name="json-second-half")
        thread.start()
        try:
            first.machine.take_over_at(offset)
            first.read(lambda: self._tell(first, second))
            if first.code == TAKEN and (first.position, first.machine.site) == (offset, site):
                while thread.is_alive():
                    thread.join(_PATIENCE_S)
                    self._tell(first, second)
                self._unite(first, second)
                return
        finally:
            stopped.set()
            thread.join()
        if first.code == TAKEN:
            first.machine.take_over_at(NEVER)
            first.read(lambda: self._tell(first))

    def _unite(self, first: _Worker, second: _Worker) -> None:
        if second.failure is not None:
            raise second.failure
        first.tables.append(second.tables)
        first.machine, first.code = second.machine, second.code
        first.position, first.is_endless = second.position, second.is_endless
        first.broken += second.broken
