"""Which texts of a large table are wanted ones, in one pass over all of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel, part
from perfview.kernels.memory import load8
from perfview.kernels.text_picking import Texts


@part
def _slot(arena, begin, length, mask):  # type: ignore[no-untyped-def]
    """A few bytes tell most texts apart; those that meet in a slot are compared anyway."""
    mixed = np.int64(length) * 0x9E3779B1
    if length > 0:
        mixed += np.int64(load8(arena + begin)) * 0x85EBCA6B
        mixed += np.int64(load8(arena + begin + length // 2)) * 0xC2B2AE35
        mixed += np.int64(load8(arena + begin + length - 1)) * 0x27D4EB2F
    return (mixed ^ (mixed >> 15)) & mask


@kernel("void(int64, int64[::1], int32[::1], int32[::1])")
def _chain(arena, offsets, heads, following):  # type: ignore[no-untyped-def]
    for i in range(offsets.size - 1):
        length = offsets[i + 1] - offsets[i]
        at = _slot(arena, offsets[i], length, heads.size - 1)
        following[i] = heads[at]
        heads[at] = i


@kernel(
    "void(int64, int64[::1], uint8[::1], int64, int64[::1], int32[::1], int32[::1],"
    "boolean[::1], int32[::1])"
)
def _find(arena, offsets, marked, wanted, wanted_offsets, heads, following, lengths, found):  # type: ignore[no-untyped-def]
    for i in range(offsets.size - 1):
        if marked.size > 0 and marked[i] == 0:
            continue
        length = offsets[i + 1] - offsets[i]
        if length >= lengths.size or not lengths[length]:
            continue
        k = heads[_slot(arena, offsets[i], length, heads.size - 1)]
        while k >= 0:
            begin = wanted_offsets[k]
            same = found[k] < 0 and wanted_offsets[k + 1] - begin == length
            for j in range(length if same else 0):
                same &= load8(arena + offsets[i] + j) == load8(wanted + begin + j)
            if same:
                found[k] = i
                break
            k = following[k]


def find_texts(
    texts: Texts, wanted: Sequence[bytes], marked: NDArray[np.uint8] | None = None
) -> NDArray[np.int32]:
    """Where each wanted text stands first among `texts` (arena and offsets): int32, -1 for nowhere.

    marked uint8, one per text: only those marked are looked at.
    """
    unique = list(dict.fromkeys(wanted))
    if not unique:
        return np.zeros(0, np.int32)
    lengths = np.fromiter(map(len, unique), np.int64, len(unique))
    offsets = np.zeros(len(unique) + 1, np.int64)
    np.cumsum(lengths, out=offsets[1:])
    # A bytearray, because kernels take writable arrays only; one byte more, so that there is one.
    arena = np.frombuffer(bytearray(b"".join(unique)) + bytearray(1), np.uint8)
    occurring = np.zeros(int(lengths.max()) + 1, np.bool_)
    occurring[lengths] = True
    heads = np.full(1 << max(4, (4 * len(unique)).bit_length()), -1, np.int32)
    following = np.empty(len(unique), np.int32)
    _chain(arena.ctypes.data, offsets, heads, following)
    found = np.full(len(unique), -1, np.int32)
    everything = np.zeros(0, np.uint8) if marked is None else marked
    places = (texts[0].ctypes.data, texts[1], everything)
    _find(*places, arena.ctypes.data, offsets, heads, following, occurring, found)
    at = dict(zip(unique, found.tolist(), strict=True))
    return np.array([at[text] for text in wanted], np.int32)
