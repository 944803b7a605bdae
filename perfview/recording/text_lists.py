"""The table of strings: one long list of texts from a stream."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.padding import PAD
from perfview.kernels.quoted_texts import CLOSED, MORE, QuotedTexts
from perfview.recording.json_stream import Stream
from perfview.recording.number_lists import Tell

_STRETCH = 2 << 20
_LONGEST = 1 << 30


@dataclass(frozen=True)
class Texts:
    """The texts end to end: arena uint8 (UTF-8), lengths int32 (bytes); `closed` whether the
    list's bracket was there, `strange` the offset of what is no text, -1 for nowhere."""

    arena: NDArray[np.uint8]
    lengths: NDArray[np.int32]
    closed: bool
    strange: int


def read_strings(stream: Stream, hint: int, tell: Tell) -> Texts:
    """Read the list whose opening bracket was read last, up to and with its closing one.

    `hint`: how many bytes they may take. Raises what `tell` raises, and `UnreadableInput` for a
    file that changes or a bomb.
    """
    room = bytearray(_STRETCH + PAD)
    texts, code, held, strange = QuotedTexts(hint), MORE, 0, -1
    while code == MORE and held < _LONGEST:
        tell(stream.position)
        got = stream.read_into(memoryview(room)[held : len(room) - PAD])
        if not got:
            break
        got += held
        room[got : got + PAD] = bytes(PAD)
        code, used = texts.read(room, got)
        held = got - used
        if code == MORE:
            room = _moved(room, used, got)
        else:
            stream.give_back(memoryview(room)[used:got])
            strange = -1 if code == CLOSED else stream.position
    return Texts(*texts.finish(), code == CLOSED, strange)


def _moved(room: bytearray, used: int, got: int) -> bytearray:
    """What was not taken at the start: of the same bytes, or of more where it fills half."""
    rest = room[used:got]
    if 2 * len(rest) >= len(room) - PAD:
        room = bytearray(2 * len(room))
    room[: len(rest)] = rest
    return room
