"""The table of strings: one long list of texts from a stream to an arena."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.readers.v8.stream import Stream
from perfview.kernels.padding import PAD
from perfview.kernels.quoted_texts import (
    CLOSED,
    MORE,
    S_AT,
    S_COUNT,
    S_OUT,
    STATE_FIELDS,
    read_texts,
)
from perfview.recording.progress import Progress

_STRETCH = 4 << 20
_LONGEST = 1 << 30


@dataclass(frozen=True)
class Texts:
    """The texts one after the other: arena uint8, lengths int32; `closed` whether the list's
    bracket was there, `strange` the offset of what is no text, -1 for nowhere."""

    arena: NDArray[np.uint8]
    lengths: NDArray[np.int32]
    closed: bool
    strange: int


class _Arena:
    """Bytes that grow at their end."""

    def __init__(self, hint: int) -> None:
        self.bytes = np.empty(hint + PAD, np.uint8)
        self.used = 0

    def address(self, more: int) -> int:
        """Where the next bytes go, with room for `more` and some slack."""
        wanted = self.used + more + PAD
        if wanted > len(self.bytes):
            larger = np.empty(max(wanted, 2 * len(self.bytes)), np.uint8)
            larger[: self.used] = self.bytes[: self.used]
            self.bytes = larger
        return int(self.bytes.ctypes.data) + self.used

    def finish(self) -> NDArray[np.uint8]:
        """What is in it, without much room that nobody uses."""
        found = self.bytes[: self.used]
        return found.copy() if len(self.bytes) > 1.25 * self.used + _STRETCH else found


def read_strings(stream: Stream, hint: int, progress: Progress) -> Texts:
    """Read the list whose opening bracket was read last, up to and with its closing one.

    `hint`: how many bytes they may take; more are no harm. Raises `Cancelled`, and
    `UnreadableInput` for a file that changes or a bomb.
    """
    room = bytearray(_STRETCH + PAD)
    state = np.zeros(STATE_FIELDS, np.int64)
    arena, lengths = _Arena(hint), []
    held, code, strange = 0, MORE, -1
    while code == MORE:
        progress.report(bytes_done=stream.position)
        got = stream.read_into(memoryview(room)[held : len(room) - PAD])
        if not got:
            break
        got += held
        room[got : got + PAD] = bytes(PAD)
        start = int(np.frombuffer(room, np.uint8).ctypes.data)
        found = np.empty(got // 2 + 2, np.int32)
        out = arena.address(got)
        code = int(read_texts(start, start + got, out, found, state))
        arena.used += int(state[S_OUT]) - out
        lengths.append(found[: state[S_COUNT]].copy())
        used = int(state[S_AT]) - start
        held = got - used
        rest = memoryview(room)[used:got]
        if code != MORE:
            strange = stream.position - held if code != CLOSED else -1
            stream.give_back(rest)
            break
        room = _moved(room, bytes(rest))
    return Texts(arena.finish(), np.concatenate([*lengths, _NONE]), code == CLOSED, strange)


_NONE = np.zeros(0, np.int32)


def _moved(room: bytearray, rest: bytes) -> bytearray:
    """The rest at the start of the same bytes, or of more where it fills half of them."""
    if 2 * len(rest) > len(room):
        room = bytearray(2 * len(room))
    room[: len(rest)] = rest
    return room
