"""From rows of (key, reference) to columns: the values of chosen keys, one row an owner."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.interning import FULL, intern
from perfview.kernels.jit import inlined, kernel
from perfview.kernels.memory import load32, store32
from perfview.kernels.numbers import parse_number, parse_varint
from perfview.kernels.references import BARE, ESCAPED_TEXT, LONGEST, TEXT, VARINT, unpack

RANKS = 16
"""Keys that may stand for one column: `wanted` holds column * RANKS + rank."""

_NULL = np.uint64(0x6C6C756E)


@inlined
def _text_id(address, length, kind, texts):  # type: ignore[no-untyped-def]
    """The id of a text or of a bare value as written; -1 for others, -2 when `texts` is full."""
    if length >= LONGEST:
        return np.int64(-1)
    if kind == BARE:
        if length == 0 or (length == 4 and load32(address) == _NULL):
            return np.int64(-1)
    elif kind != TEXT and kind != ESCAPED_TEXT:
        return np.int64(-1)
    index = intern(address, length, texts)
    return np.int64(-2) if index == FULL else index


@inlined
def _number(address, length, kind):  # type: ignore[no-untyped-def]
    """The whole number that stands here; 0 when there is none that fits int32."""
    fits = False
    value = np.int64(0)
    if kind == VARINT:
        fits, value = parse_varint(address, length)
    elif kind in (TEXT, BARE):
        fits, value = parse_number(address, length, 0)
    return value if fits and -(1 << 31) <= value < (1 << 31) else np.int64(0)


@kernel(
    "int64(int64, int64[::1], int64, int64, int64, uint64[::1], int32[::1],"
    " int32[::1], int64[:,::1], int64[::1], int64, int64)",
    _nrt=False,
)
def pivot(
    origin: int,
    first: NDArray[np.int64],
    start: int,
    stop: int,
    total: int,
    references: NDArray[np.uint64],
    keys: NDArray[np.int32],
    wanted: NDArray[np.int32],
    best: NDArray[np.int64],
    columns: NDArray[np.int64],
    text_count: int,
    texts: int,
) -> int:
    """Fill columns of rows start..stop with the values of their wanted keys; the row it got to.

    `origin` is the address of the stream's byte 0; `first` (int64) each row's first reference and
    `total` their number. `wanted[key]` is column * RANKS + rank or -1; the lowest rank wins, of
    equals the last. `columns` are addresses of int32 columns: the first `text_count` take ids
    interned in `texts`, the others numbers. `best` is scratch, one row of two a column. Returns
    less than `stop` when `texts` must grow; call again from there.
    """
    count = columns.size
    for row in range(start, stop):
        end = first[row + 1] if row + 1 < stop else total
        for c in range(count):
            best[c, 0] = RANKS
        for i in range(first[row], end):
            k = np.int64(keys[i])
            if k < 0 or wanted[k] < 0:
                continue
            column = np.int64(wanted[k]) // RANKS
            rank = np.int64(wanted[k]) % RANKS
            if rank <= best[column, 0]:
                best[column, 0] = rank
                best[column, 1] = i
        for c in range(count):
            if best[c, 0] == RANKS:
                continue
            offset, length, kind = unpack(references[best[c, 1]])
            address = origin + offset
            if c >= text_count:
                store32(columns[c] + 4 * row, _number(address, length, kind))
                continue
            index = _text_id(address, length, kind, texts)
            if index == -2:
                return row
            store32(columns[c] + 4 * row, index)
    return stop
