"""Words and what they mean, looked up by kernels."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.interning import hash_bytes
from perfview.kernels.jit import inlined

_U = np.uint64


@inlined
def meaning_of(p, stop, words, meanings):  # type: ignore[no-untyped-def]
    """What the word p..stop means, -1 for an unknown one, by a `word_table`."""
    h = hash_bytes(p, stop - p) | _U(1)
    slot = np.int64(h >> _U(20)) & (words.size - 1)
    while words[slot] != 0:
        if words[slot] == h:
            return np.int64(meanings[slot])
        slot = (slot + 1) & (words.size - 1)
    return np.int64(-1)


def word_table(words: dict[bytes, int]) -> tuple[NDArray[np.uint64], NDArray[np.uint8]]:
    """Words and their meanings (0 to 255) as kernels look for them."""
    size = 1 << (4 * len(words) + 1).bit_length()
    keys, meanings = np.zeros(size, np.uint64), np.zeros(size, np.uint8)
    for word, number in words.items():
        padded = np.zeros(len(word) + 128, np.uint8)
        padded[: len(word)] = np.frombuffer(word, np.uint8)
        h = int(hash_bytes(int(padded.ctypes.data), len(word))) | 1
        slot = (h >> 20) & (size - 1)
        while keys[slot]:
            slot = (slot + 1) & (size - 1)
        keys[slot], meanings[slot] = h, number
    return keys, meanings
