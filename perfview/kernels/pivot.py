"""From rows of (key, reference) to columns: the values of chosen keys, one row an owner."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.interning import (
    FULL,
    expect_entry,
    expect_slot,
    hash_bytes,
    intern_hashed,
)
from perfview.kernels.jit import inlined, kernel
from perfview.kernels.memory import load32, store32
from perfview.kernels.numbers import parse_number, parse_varint
from perfview.kernels.references import BARE, ESCAPED_TEXT, LONGEST, TEXT, VARINT, unpack

RANKS = 16
"""Keys that may stand for one column: `wanted` holds column * RANKS + rank."""

QUEUE, QUEUE_FIELDS = 64, 5
"""Texts whose interning is waited for together; at least as many as there are columns."""

Q_ROW, Q_HASH, Q_ADDRESS, Q_LENGTH, Q_TARGET = range(QUEUE_FIELDS)

_NULL = np.uint64(0x6C6C756E)


@inlined
def _is_text(address, length, kind):  # type: ignore[no-untyped-def]
    """Whether this is a text, or a bare value other than null, of a length that is known."""
    if length >= LONGEST:
        return False
    if kind == BARE:
        return length > 0 and not (length == 4 and load32(address) == _NULL)
    return kind in (TEXT, ESCAPED_TEXT)


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


@inlined
def _intern_queue(queue, count, texts):  # type: ignore[no-untyped-def]
    """Intern what is queued and store the ids; the row of the first that did not fit, or -1.

    The table is larger than the caches, so its memory is asked for ahead: a queue of lookups then
    waits once instead of one after another.
    """
    for i in range(count):
        expect_entry(np.uint64(queue[i, Q_HASH]), texts)
    for i in range(count):
        index = intern_hashed(
            queue[i, Q_ADDRESS], queue[i, Q_LENGTH], np.uint64(queue[i, Q_HASH]), texts
        )
        if index == FULL:
            return queue[i, Q_ROW]
        store32(queue[i, Q_TARGET], index)
    return np.int64(-1)


@kernel(
    "int64(int64, int64[::1], int64, int64, int64, uint64[::1], int32[::1],"
    " int32[::1], int64[:,::1], int64[:,::1], int64[::1], int64, int64)",
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
    queue: NDArray[np.int64],
    columns: NDArray[np.int64],
    text_count: int,
    texts: int,
) -> int:
    """Fill columns of rows start..stop with the values of their wanted keys; the row it got to.

    `origin` is the address of the stream's byte 0; `first` (int64) each row's first reference and
    `total` their number. `wanted[key]` is column * RANKS + rank or -1; the lowest rank wins, of
    equals the last. `columns` are addresses of int32 columns: the first `text_count` take ids
    interned in `texts`, the others numbers. `best` (a row of two a column) and `queue` (QUEUE rows
    of QUEUE_FIELDS) are scratch. Less than `stop` comes back when `texts` must grow; call again
    from there.
    """
    count = columns.size
    queued = 0
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
            target = columns[c] + 4 * row
            if c >= text_count:
                store32(target, _number(address, length, kind))
            elif _is_text(address, length, kind):
                h = hash_bytes(address, length)
                expect_slot(h, texts)
                queue[queued, Q_ROW] = row
                queue[queued, Q_HASH] = np.int64(h)
                queue[queued, Q_ADDRESS] = address
                queue[queued, Q_LENGTH] = length
                queue[queued, Q_TARGET] = target
                queued += 1
        if queued + text_count > QUEUE:
            full_at = _intern_queue(queue, queued, texts)
            if full_at >= 0:
                return int(full_at)
            queued = 0
    full_at = _intern_queue(queue, queued, texts)
    return int(full_at) if full_at >= 0 else stop
