"""One long list of numbers from a stream to columns, by several threads at once.

Whoever's turn it is reads the next stretch, cuts it at its last comma and counts the commas; that
says which numbers these are, and the next one may read on while this one's are still parsed.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from perfview.kernels.listed_columns import ListedColumns
from perfview.kernels.padding import PAD
from perfview.recording.json_stream import Stream

_STRETCH = 2 << 20
_LONGEST_REST = 4096
_SPACE = b" \t\r\n"
_COMMA = 44

Tell = Callable[[int], None]
"""Takes note of the offset reading has come to; may raise `Cancelled`."""


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
    """Bytes of a thread that hold whole numbers, the first of which has the place `index`."""

    length: int
    index: int
    numbers: int
    offset: int


class _Turns:
    """What the threads share."""

    def __init__(self, stream: Stream, columns: ListedColumns, hint: int, tell: Tell) -> None:
        self._stream, self._columns, self._hint, self._tell = stream, columns, hint, tell
        self._turn = threading.Lock()
        self._changed = threading.Condition()
        self._working = 0
        self._carried = b""
        self._ended = False
        self.numbers = 0
        self.closed = False
        self.strange: list[int] = []
        self.failure: BaseException | None = None

    def next(self, room: bytearray) -> _Stretch | None:
        """The next stretch, at the start of that thread's bytes; None when there is no more."""
        with self._turn:
            stretch = None
            while stretch is None:
                if self._ended or self.strange or self.failure:
                    return None
                self._tell(self._stream.position)
                stretch = self._read(room)
            rows = -(-(stretch.index + stretch.numbers) // len(self._columns.names))
            if rows > self._columns.room:
                self._make_room(rows)
            with self._changed:
                self._working += 1
            return stretch

    def _read(self, room: bytearray) -> _Stretch | None:
        """The next stretch, None where there is nothing but white space."""
        view, carried = memoryview(room), len(self._carried)
        view[:carried] = self._carried
        offset = self._stream.position - carried
        got = carried + self._stream.read_into(view[carried : carried + _STRETCH])
        self._ended = got == carried
        length = room.find(b"]", 0, got)
        if length >= 0:
            self._stream.give_back(view[length + 1 : got])
            self._ended = self.closed = True
        elif self._ended:
            return None
        else:
            length = max(0, room.rfind(b",", 0, got))
            self._carry(room[length:got].removeprefix(b","))
        room[got : got + PAD] = bytes(PAD)
        if not room[: min(length, 64)].strip(_SPACE) and not room[:length].strip(_SPACE):
            return None
        numbers = int(np.count_nonzero(np.frombuffer(room, np.uint8, length) == _COMMA)) + 1
        index = self.numbers
        self.numbers += numbers
        return _Stretch(length, index, numbers, offset)

    def _carry(self, rest: bytearray) -> None:
        """Keep the beginning of a number for the next stretch."""
        if len(rest) > _LONGEST_REST:
            # However much white space there is, it is as good as one.
            rest = rest.strip(_SPACE)[: _LONGEST_REST - 1] + rest[-1:]
        self._carried = bytes(rest)

    def _make_room(self, rows: int) -> None:
        """More room, once nobody is writing to the old."""
        with self._changed:
            self._changed.wait_for(lambda: not self._working or self.failure is not None)
        self._columns.reserve(max(rows, 2 * self._columns.room or self._hint))

    def work(self) -> None:
        """Read stretches until there are no more."""
        room = bytearray(_STRETCH + _LONGEST_REST + PAD)
        state = self._columns.state()
        try:
            while (stretch := self.next(room)) is not None:
                count, at = self._columns.read(state, room, stretch.length, stretch.index)
                with self._changed:
                    self._working -= 1
                    if at >= 0 or count != stretch.numbers:
                        self.strange.append(stretch.offset + max(at, 0))
                    self._changed.notify_all()
        except BaseException as failure:
            with self._changed:
                self.failure = self.failure or failure
                self._changed.notify_all()


def read_numbers(
    stream: Stream, columns: ListedColumns, hint: int, tell: Tell, threads: int = 0
) -> Outcome:
    """Read the list whose opening bracket was read last, up to and with its closing one.

    `hint` says for how many rows to make room at first. Raises what `tell` raises, and
    `UnreadableInput` for a file that changes or a bomb.
    """
    turns = _Turns(stream, columns, hint, tell)
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
    rows, over = divmod(turns.numbers, len(columns.names))
    columns.cut(min(rows, columns.room))
    return Outcome(rows, over, turns.closed, min(turns.strange, default=-1))
