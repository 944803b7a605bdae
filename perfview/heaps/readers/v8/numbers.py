"""One long list of numbers from a stream to columns, by several threads at once.

Whoever's turn it is reads the next stretch, cuts it at its last comma and counts the commas; that
says which numbers these are, and the next one may read on while this one's are still parsed.
"""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.readers.v8.columns import Columns
from perfview.heaps.readers.v8.stream import Stream
from perfview.kernels.number_columns import S_AT, S_CODE, S_COUNT, STRANGE, read_columns
from perfview.kernels.padding import PAD
from perfview.recording.progress import Progress

_STRETCH = 2 << 20
_LONGEST_REST = 4096
_SPACE = b" \t\r\n"
_COMMA = 44


@dataclass(frozen=True)
class Outcome:
    """How reading a list went: `rows` whole rows and `over` numbers behind them; `closed` whether
    its bracket was there; `strange` the offset of the first thing that is no number, -1 for none.
    """

    rows: int
    over: int
    closed: bool
    strange: int


@dataclass(frozen=True)
class _Stretch:
    """Bytes of a thread's buffer that hold whole numbers, the first of which is `index`."""

    length: int
    index: int
    numbers: int
    offset: int


class _Turns:
    """What the threads share."""

    def __init__(self, stream: Stream, columns: Columns, hint: int, progress: Progress) -> None:
        self.stream, self.columns, self.hint, self.progress = stream, columns, hint, progress
        self.turn = threading.Lock()
        self.changed = threading.Condition()
        self.working = 0
        self.index = 0
        self.closed = self.ended = False
        self.strange: list[int] = []
        self.failure: BaseException | None = None
        self._carried = b""

    def next(self, room: bytearray) -> _Stretch | None:
        """The next stretch, at the start of that thread's bytes; None when there is no more."""
        with self.turn:
            stretch = None
            while stretch is None:
                if self.ended or self.strange or self.failure:
                    return None
                self.progress.report(bytes_done=self.stream.position)
                stretch = self._read(room)
            rows = -(-(stretch.index + stretch.numbers) // len(self.columns.names))
            if rows > self.columns.room:
                self._make_room(rows)
            with self.changed:
                self.working += 1
            return stretch

    def _read(self, room: bytearray) -> _Stretch | None:
        """The next stretch, None where there is nothing but white space."""
        view, carried = memoryview(room), len(self._carried)
        view[:carried] = self._carried
        offset = self.stream.position - carried
        got = carried + self.stream.read_into(view[carried : carried + _STRETCH])
        self.ended = got == carried
        length = room.find(b"]", 0, got)
        if length >= 0:
            self.stream.give_back(view[length + 1 : got])
            self.ended = self.closed = True
        elif self.ended:
            return None
        else:
            length = max(0, room.rfind(b",", 0, got))
            self._carry(room[length:got].removeprefix(b","))
        room[got : got + PAD] = bytes(PAD)
        if not room[: min(length, 64)].strip(_SPACE) and not room[:length].strip(_SPACE):
            return None
        numbers = int(np.count_nonzero(np.frombuffer(room, np.uint8, length) == _COMMA)) + 1
        index = self.index
        self.index += numbers
        return _Stretch(length, index, numbers, offset)

    def _carry(self, rest: bytearray) -> None:
        """Keep the beginning of a number for the next stretch."""
        if len(rest) > _LONGEST_REST:
            # However much white space there is, it is as good as one.
            rest = rest.strip(_SPACE)[: _LONGEST_REST - 1] + rest[-1:]
        self._carried = bytes(rest)

    def _make_room(self, rows: int) -> None:
        """More room, once nobody is writing to the old."""
        with self.changed:
            self.changed.wait_for(lambda: not self.working or self.failure is not None)
        self.columns.reserve(max(rows, self.hint if not self.columns.room else 2 * rows))

    def done(self, stretch: _Stretch, state: NDArray[np.int64], start: int) -> None:
        """Take note of how a stretch was read."""
        with self.changed:
            self.working -= 1
            if state[S_CODE] == STRANGE or state[S_COUNT] != stretch.numbers:
                self.strange.append(stretch.offset + int(state[S_AT]) - start)
            self.changed.notify_all()

    def work(self) -> None:
        """Read stretches until there are no more."""
        room = bytearray(_STRETCH + _LONGEST_REST + PAD)
        start = int(np.frombuffer(room, np.uint8).ctypes.data)
        state = self.columns.state()
        try:
            while (stretch := self.next(room)) is not None:
                fields = self.columns.fields()
                read_columns(start, start + stretch.length, stretch.index, fields, state)
                self.done(stretch, state, start)
        except BaseException as failure:
            with self.changed:
                self.failure = self.failure or failure
                self.changed.notify_all()


def read_numbers(
    stream: Stream, columns: Columns, hint: int, progress: Progress, threads: int = 0
) -> Outcome:
    """Read the list whose opening bracket was read last, up to and with its closing one.

    `hint` says how many rows to make room for at first. Raises `Cancelled`, and
    `UnreadableInput` for a file that changes or a bomb.
    """
    turns = _Turns(stream, columns, hint, progress)
    others = [
        threading.Thread(target=turns.work, name="numbers", daemon=True)
        for _ in range((threads or min(4, os.cpu_count() or 1)) - 1)
    ]
    for thread in others:
        thread.start()
    turns.work()
    for thread in others:
        thread.join()
    if turns.failure is not None:
        raise turns.failure
    rows, over = divmod(turns.index, len(columns.names))
    columns.cut(rows)
    return Outcome(rows, over, turns.closed, min(turns.strange, default=-1))
