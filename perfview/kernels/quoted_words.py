"""Finding words in quotation marks in any text, without reading it as JSON."""

from __future__ import annotations

import numpy as np

from perfview.kernels.interning import equal_bytes
from perfview.kernels.jit import kernel
from perfview.kernels.memory import PAD, load8, load64, quotes64, trailing_zeros

SHORTEST = 8
"""Bytes that a word must have at least: as many are compared at once."""

_U = np.uint64


@kernel("int64(int64, int64, int64, int64[::1])", _nrt=False)
def _find_quoted(at, end, words, lengths):  # type: ignore[no-untyped-def]
    """Address of the first of the words, -1 for none; each stands in PAD bytes from `words` on."""
    p = at
    while p < end:
        quotes = quotes64(p)
        while quotes != _U(0):
            q = p + trailing_zeros(quotes) + 1
            quotes &= quotes - _U(1)
            start = load64(q)
            for k in range(lengths.size):
                word, stop = words + k * PAD, q + lengths[k]
                is_start = start == load64(word) and stop < end and load8(stop) == 0x22
                if is_start and equal_bytes(q, word, lengths[k]):
                    return q
        p += 64
    return np.int64(-1)


def find_quoted(address: int, length: int, words: tuple[bytes, ...]) -> int:
    """Where the first of the words stands in quotation marks, counted from `address`; -1 if none.

    Words have 8 to 64 bytes; PAD readable bytes must follow the text.
    """
    padded = np.zeros((len(words) + 1, PAD), np.uint8)
    for place, word in zip(padded, words, strict=False):
        if not SHORTEST <= len(word) <= PAD:
            raise ValueError(f"{word!r} has not 8 to {PAD} bytes")
        place[: len(word)] = np.frombuffer(word, np.uint8)
    lengths = np.array([len(word) for word in words], np.int64)
    found = int(_find_quoted(address, address + length, padded.ctypes.data, lengths))
    return found - address if found >= 0 else -1
