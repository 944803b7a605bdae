"""What the walker remembers: glue seen behind each site, and keys seen behind each key.

The same bytes behind the same site lead to the same place with the same acts, so what is
remembered here only saves the strict walk; it never changes the result.
"""

from __future__ import annotations

import numpy as np

from perfview.kernels.interning import D_ENTRIES, equal_bytes
from perfview.kernels.jit import inlined
from perfview.kernels.memory import (
    differ32,
    load8,
    load64,
    load_signed,
    store8,
    store64,
    store_signed,
)

WAYS, GLUE_ROOM, ACTS_KEPT = 4, 256, 4
MEMO_LENGTH, MEMO_KIND, MEMO_SITE, MEMO_ACTS, MEMO_FIELDS = 0, 1, 2, 3, 12
MEMO_BYTES = 8 * MEMO_FIELDS
"""A memo entry: length of the glue, kind and site behind it, number of acts and the acts."""

KEY_TEXT_ROOM = 64

_U = np.uint64
_ALL = _U(0xFFFFFFFFFFFFFFFF)
_PATIENCE, _SAMPLE = 64, 31


@inlined
def same(p, known, mask):  # type: ignore[no-untyped-def]
    """Whether the bytes under the mask (64) are the same at both places."""
    if differ32(p, known) & mask != _U(0):
        return False
    high = mask >> _U(32)
    return high == _U(0) or differ32(p + 32, known + 32) & high == _U(0)


@inlined
def recall(p, end, site, memo, masks, glue):  # type: ignore[no-untyped-def]
    """The memo entry of the glue that stands here, or -1."""
    first = site * WAYS
    for e in range(first, first + WAYS):
        mask = load64(masks + 8 * e)
        if mask != _U(0) and same(p, glue + e * GLUE_ROOM, mask):
            length = load_signed(memo + e * MEMO_BYTES + 8 * MEMO_LENGTH)
            if p + length > end:
                return np.int64(-1)
            if length <= 64 or equal_bytes(p + 64, glue + e * GLUE_ROOM + 64, length - 64):
                return np.int64(e)
            return np.int64(-1)
    return np.int64(-1)


@inlined
def remember(p, length, kind, site, next_site, count, acts, memo, masks, glue, tries):  # type: ignore[no-untyped-def]
    """Keep this glue in a free entry of its site, or in place of another."""
    if length > GLUE_ROOM or count > ACTS_KEPT:
        return
    tries[site] += 1
    tried = tries[site]
    if tried > _PATIENCE and tried & _SAMPLE != 0:
        return
    first = site * WAYS
    e = first
    while e < first + WAYS and load64(masks + 8 * e) != _U(0):
        e += 1
    if e == first + WAYS:
        e = first + (((tried >> 5) + tried) & (WAYS - 1))
    row = memo + e * MEMO_BYTES
    store_signed(row + 8 * MEMO_LENGTH, length)
    store_signed(row + 8 * MEMO_KIND, kind)
    store_signed(row + 8 * MEMO_SITE, next_site)
    store_signed(row + 8 * MEMO_ACTS, count)
    for i in range(count):
        row += 16
        store_signed(row + 8 * MEMO_ACTS - 8, acts[i, 0])
        store_signed(row + 8 * MEMO_ACTS, acts[i, 1])
    store64(masks + 8 * e, _ALL if length >= 64 else (_U(1) << _U(length)) - _U(1))
    for i in range(length):
        store8(glue + e * GLUE_ROOM + i, load8(p + i))


@inlined
def predicted_key(p, end, last, following, key_masks, key_texts, keys):  # type: ignore[no-untyped-def]
    """(id, length) of the key here when it followed the last key before, else (-1, 0)."""
    for way in range(2):
        k = following[last, way]
        if key_masks[k] != _U(0) and same(p, key_texts + k * KEY_TEXT_ROOM, key_masks[k]):
            length = load_signed(load_signed(keys + 8 * D_ENTRIES) + 24 * k + 16)
            if p + length < end:
                if way == 1:
                    following[last, 1] = following[last, 0]
                    following[last, 0] = k
                return k, length
    return np.int64(-1), np.int64(0)


@inlined
def learn_key(p, length, k, last, following, key_masks, key_texts):  # type: ignore[no-untyped-def]
    """Note that key k, written here with its closing quotation mark, followed the last key."""
    if key_masks[k] == _U(0) and length < KEY_TEXT_ROOM - 1:
        for i in range(length + 1):
            key_texts[k * KEY_TEXT_ROOM + i] = load8(p + i)
        key_masks[k] = (_U(1) << _U(length + 1)) - _U(1)
    following[last, 1] = following[last, 0]
    following[last, 0] = k
