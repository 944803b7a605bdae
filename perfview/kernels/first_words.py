"""Texts that are known by their first word: the distinct ones numbered."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.interning import FULL, Interner, intern
from perfview.kernels.jit import kernel
from perfview.kernels.memory import load8
from perfview.kernels.padding import PAD
from perfview.kernels.text_picking import Texts

_SPACE = ord(" ")


@kernel("int64(int64, int64, int64)")
def _word_end(begin, end, skipped):  # type: ignore[no-untyped-def]
    for at in range(begin + skipped, end):
        if load8(at) == _SPACE:
            return at
    return end


@kernel(
    "int64(int64, int64[::1], int32[::1], int64, int64, int64, int64, int32[::1], boolean[::1])"
)
def _number(arena, offsets, index, skipped, start, stop, table, number, is_cut):  # type: ignore[no-untyped-def]
    for i in range(start, stop):
        begin, end = arena + offsets[index[i]], arena + offsets[index[i] + 1]
        word = _word_end(begin, end, skipped)
        at = intern(begin, word - begin, table)
        if at == FULL:
            return i
        number[i] = at
        is_cut[i] = word < end
    return stop


@kernel("void(int64, int64[::1], uint8[::1], int64, int64, boolean[::1])")
def _begin_with(arena, offsets, marked, prefix, length, found):  # type: ignore[no-untyped-def]
    for i in range(marked.size):
        if marked[i] == 0 or offsets[i + 1] - offsets[i] < length:
            continue
        same = True
        for k in range(length):
            same &= load8(arena + offsets[i] + k) == load8(prefix + k)
        found[i] = same


def begin_with(texts: Texts, marked: NDArray[np.uint8], prefix: bytes) -> NDArray[np.int32]:
    """The marked texts (uint8, one a text) that begin with `prefix`, ascending int32."""
    found = np.zeros(len(marked), np.bool_)
    wanted = np.frombuffer(bytearray(prefix), np.uint8)
    _begin_with(texts[0].ctypes.data, texts[1], marked, wanted.ctypes.data, len(prefix), found)
    return np.flatnonzero(found).astype(np.int32)


def first_words(
    texts: Texts, index: NDArray[np.int32], skipped: int
) -> tuple[NDArray[np.int32], list[bytes], NDArray[np.bool_]]:
    """Number the first words of the texts at `index` (int32, ascending): up to the first space
    after `skipped` bytes, or all of the text.

    Returns the word of each (int32), the words, and which texts go on after their word (bool).
    """
    words = Interner()
    number, is_cut = np.empty(len(index), np.int32), np.empty(len(index), np.bool_)
    arena, offsets = texts
    # Interning reads a little past the end of a text.
    safe = int(np.searchsorted(offsets[index + 1], arena.size - PAD, "right"))
    done = 0
    while done < safe:
        places = (arena.ctypes.data, offsets, index, skipped, done, safe)
        done = _number(*places, words.address, number, is_cut)
        if done < safe:
            words.grow(int(offsets[index[done] + 1] - offsets[index[done]]))
    for i in range(safe, len(index)):
        text = arena[offsets[index[i]] : offsets[index[i] + 1]].tobytes()
        end = text.find(b" ", skipped)
        number[i], is_cut[i] = words.add(text if end < 0 else text[:end]), end >= 0
    return number, words.texts(), is_cut
