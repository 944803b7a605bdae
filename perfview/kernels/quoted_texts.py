"""A JSON array of strings to one arena of texts, escapes resolved, in one pass."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import inlined, kernel
from perfview.kernels.memory import (
    load8,
    load64,
    quotes_or_backslashes32,
    store64,
    trailing_zeros,
)
from perfview.kernels.padding import PAD
from perfview.kernels.unescaping import unescape

_S_AT, _S_OUT, _S_COUNT = range(3)

MORE, CLOSED, STRANGE = range(3)
"""How reading ended: at the end of the bytes, behind the array's bracket, at something else."""

_U = np.uint64


@inlined
def _closing(p, end):  # type: ignore[no-untyped-def]
    """The address of the quotation mark that ends the text, `end` where none does."""
    while p < end:
        hits = quotes_or_backslashes32(p)
        if hits == _U(0):
            p += 32
            continue
        p += trailing_zeros(hits)
        if p >= end:
            return end
        if load8(p) == 34:
            return p
        p += 2
    return end


@inlined
def _take(p, end, out):  # type: ignore[no-untyped-def]
    """Write the text whose first byte is at `p`: (behind its quotation mark, or -1 where none is
    before `end`; behind what was written). Up to 32 bytes behind that are overwritten too."""
    start = p
    begin = out
    while p < end:
        for i in range(4):
            store64(out + 8 * i, load64(p + 8 * i))
        hits = quotes_or_backslashes32(p)
        if hits == _U(0):
            p += 32
            out += 32
            continue
        step = trailing_zeros(hits)
        p += step
        if p >= end:
            break
        if load8(p) == 34:
            return p + 1, out + step
        close = _closing(p, end)
        if close >= end:
            break
        return close + 1, begin + unescape(start, close - start, begin)
    return np.int64(-1), begin


@kernel("int64(int64, int64, int64, int32[::1], int64[::1])", _nrt=False)
def _read_texts(p, end, out, lengths, state):  # type: ignore[no-untyped-def]
    """Write the whole texts between the addresses `p` and `end` one after the other to `out`.

    `lengths` takes each one's bytes; it has room for (end - p) / 2 + 1, the memory at `out` for
    end - p + 32. What is not taken is a text whose end is not there yet. Returns how it ended.
    """
    count = np.int64(0)
    code = MORE
    while p < end:
        c = load8(p)
        if c == 34:
            q, after = _take(p + 1, end, out)
            if q < 0:
                break
            lengths[count] = after - out
            count += 1
            p, out = q, after
        elif c == 44 or c == 10 or c == 32 or c == 13 or c == 9:
            p += 1
        else:
            code = CLOSED if c == 93 else STRANGE
            p += 1 if c == 93 else 0
            break
    state[_S_AT] = p
    state[_S_OUT] = out
    state[_S_COUNT] = count
    return code


class QuotedTexts:
    """The texts of one array, its opening bracket left out, taken from piece after piece.

    `hint`: how many bytes they may take; room that is not needed costs nothing where memory is
    given out by the page.
    """

    def __init__(self, hint: int = 0) -> None:
        self._arena = np.empty(hint + PAD, np.uint8)
        self._used = 0
        self._lengths: list[NDArray[np.int32]] = []
        self._state = np.zeros(3, np.int64)

    def read(self, padded: bytearray, length: int) -> tuple[int, int]:
        """Take the whole texts of the first bytes: (how it ended, how many bytes were taken)."""
        self._reserve(length)
        start = int(np.frombuffer(padded, np.uint8).ctypes.data)
        out = int(self._arena.ctypes.data) + self._used
        lengths = np.empty(length // 2 + 2, np.int32)
        code = int(_read_texts(start, start + length, out, lengths, self._state))
        self._used += int(self._state[_S_OUT]) - out
        self._lengths.append(lengths[: self._state[_S_COUNT]].copy())
        return code, int(self._state[_S_AT]) - start

    def _reserve(self, more: int) -> None:
        wanted = self._used + more + PAD
        if wanted > len(self._arena):
            larger = np.empty(max(wanted, 2 * len(self._arena)), np.uint8)
            larger[: self._used] = self._arena[: self._used]
            self._arena = larger

    def finish(self) -> tuple[NDArray[np.uint8], NDArray[np.int32]]:
        """(the texts end to end in UTF-8, the length in bytes of each)."""
        arena = self._arena[: self._used]
        if len(self._arena) > 1.25 * self._used + 32 * PAD:
            arena = arena.copy()
        return arena, np.concatenate([*self._lengths, np.zeros(0, np.int32)])
