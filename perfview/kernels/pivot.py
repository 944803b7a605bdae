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
from perfview.kernels.memory import (
    load32,
    load64,
    load_signed,
    prefetch,
    store32,
    store64,
    store_signed,
    trailing_zeros,
)
from perfview.kernels.numbers import parse_number, parse_varint
from perfview.kernels.references import (
    BARE,
    ESCAPED_TEXT,
    LONGEST,
    OFFSET_BITS,
    TEXT,
    VARINT,
    unpack,
)

RANKS = 16
"""Keys that may stand for one column: `wanted` holds column * RANKS + rank."""

QUEUE, QUEUE_FIELDS = 256, 5
"""Values that are waited for together; at least as many as there are columns."""

Q_ROW, Q_HASH, Q_ADDRESS, Q_LENGTH, Q_TARGET = range(QUEUE_FIELDS)

SHORT, KNOWN_BITS, KNOWN_FIELDS = 16, 8, 4
"""Texts up to SHORT bytes are few and come again and again: their ids are kept at hand in a table
of 2**KNOWN_BITS rows (two words of text, length, id; -1 none)."""

_U = np.uint64
_NONE = _U(0xFFFFFFFF)
_OFFSET = _U((1 << OFFSET_BITS) - 1)
_STEP = 8 * QUEUE_FIELDS
_RANK_BITS = _U(RANKS.bit_length() - 1)
_NULL = _U(0x6C6C756E)


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
def _short(address, length):  # type: ignore[no-untyped-def]
    """The bytes of a text no longer than SHORT in two words that, with its length, are it."""
    if length >= 8:
        return load64(address), load64(address + length - 8)
    mask = (_U(1) << _U(8 * length)) - _U(1)
    return load64(address) & mask, _U(0)


@inlined
def _known_place(known, low, high, length):  # type: ignore[no-untyped-def]
    """Address of the one row of `known` that may hold this short text."""
    mixed = (low ^ (high * _U(3)) ^ _U(length)) * _U(0x9E3779B97F4A7C15)
    return known + 8 * KNOWN_FIELDS * np.int64(mixed >> _U(64 - KNOWN_BITS))


@inlined
def _is_known(at, low, high, length):  # type: ignore[no-untyped-def]
    same = load64(at) == low and load64(at + 8) == high
    return same and load_signed(at + 16) == length and load_signed(at + 24) >= 0


@inlined
def _store_or_keep(queue, count, origin, text_count, texts, known):  # type: ignore[no-untyped-def]
    """Store a queue's numbers and known texts; the address behind the others, moved to its front.

    As queued, a value has its reference in Q_HASH and its column in Q_LENGTH.
    """
    kept = queue
    for _ in range(count):
        offset, length, kind = unpack(load64(queue + 8 * Q_HASH))
        column = load_signed(queue + 8 * Q_LENGTH)
        row, target = load_signed(queue), load_signed(queue + 8 * Q_TARGET)
        queue += _STEP
        address = origin + offset
        if column >= text_count:
            store32(target, _number(address, length, kind))
        elif _is_text(address, length, kind):
            if length <= SHORT:
                low, high = _short(address, length)
                place = _known_place(known, low, high, length)
                if _is_known(place, low, high, length):
                    store32(target, load_signed(place + 24))
                    continue
            h = hash_bytes(address, length)
            expect_slot(h, texts)
            store_signed(kept + 8 * Q_ROW, row)
            store64(kept + 8 * Q_HASH, h)
            store_signed(kept + 8 * Q_ADDRESS, address)
            store_signed(kept + 8 * Q_LENGTH, length)
            store_signed(kept + 8 * Q_TARGET, target)
            kept += _STEP
    return kept


@inlined
def _settle(queue, count, origin, text_count, texts, known):  # type: ignore[no-untyped-def]
    """Store what is queued in its columns; the row of the first text without room, or -1.

    Both the stream and the table are larger than the caches, so their memory is asked for ahead:
    a queue of values then waits once instead of one after another.
    """
    end = _store_or_keep(queue, count, origin, text_count, texts, known)
    at = queue
    while at < end:
        expect_entry(load64(at + 8 * Q_HASH), texts)
        at += _STEP
    while queue < end:
        address, length = load_signed(queue + 8 * Q_ADDRESS), load_signed(queue + 8 * Q_LENGTH)
        index = intern_hashed(address, length, load64(queue + 8 * Q_HASH), texts)
        if index == FULL:
            return load_signed(queue + 8 * Q_ROW)
        store32(load_signed(queue + 8 * Q_TARGET), index)
        if length <= SHORT:
            low, high = _short(address, length)
            place = _known_place(known, low, high, length)
            store64(place, low)
            store64(place + 8, high)
            store_signed(place + 16, length)
            store_signed(place + 24, index)
        queue += _STEP
    return np.int64(-1)


@kernel(
    "int64(int64, int64[::1], int64, int64, int64, uint64[::1], int32[::1],"
    " int32[::1], int64[:,::1], int64[:,::1], int64[:,::1], int64[::1], int64, int64)",
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
    known: NDArray[np.int64],
    columns: NDArray[np.int64],
    text_count: int,
    texts: int,
) -> int:
    """Fill columns of rows start..stop with the values of their wanted keys; the row it got to.

    `origin` is the address of the stream's byte 0; `first` (int64) each row's first reference and
    `total` their number. `wanted[key]` is column * RANKS + rank or -1; the lowest rank wins, of
    equals the last. `columns` are addresses of int32 columns, at most 64: the first `text_count`
    take ids interned in `texts`, the others numbers. `best` (a row of two a column) and `queue`
    (QUEUE rows of QUEUE_FIELDS) are scratch; `known` (KNOWN_FIELDS wide, -1 at first) belongs to
    `texts`. Less than `stop` comes back when `texts` must grow; call again
    from there.
    """
    count = columns.size
    first_at = np.int64(first.ctypes.data)
    key_at = np.int64(keys.ctypes.data)
    reference_at = np.int64(references.ctypes.data)
    wanted_at = np.int64(wanted.ctypes.data)
    column_at = np.int64(columns.ctypes.data)
    best_at = np.int64(best.ctypes.data)
    queue_at = np.int64(queue.ctypes.data)
    known_at = np.int64(known.ctypes.data)
    queued = np.int64(0)
    begin = load_signed(first_at + 8 * start)
    for row in range(start, stop):
        end = load_signed(first_at + 8 * (row + 1)) if row + 1 < stop else total
        found = _U(0)
        for i in range(begin, end):
            k = load32(key_at + 4 * i)
            if k == _NONE:
                continue
            want = load32(wanted_at + 4 * np.int64(k))
            if want == _NONE:
                continue
            column = want >> _RANK_BITS
            at = best_at + 16 * np.int64(column)
            rank = np.int64(want & _U(RANKS - 1))
            if (found >> column) & _U(1) == _U(0) or rank <= load_signed(at):
                found |= _U(1) << column
                store_signed(at, rank)
                store_signed(at + 8, i)
        begin = end
        while found != _U(0):
            c = trailing_zeros(found)
            found &= found - _U(1)
            word = load64(reference_at + 8 * load_signed(best_at + 16 * c + 8))
            address = origin + np.int64(word & _OFFSET)
            prefetch(address)
            at = queue_at + _STEP * queued
            store_signed(at + 8 * Q_ROW, row)
            store64(at + 8 * Q_HASH, word)
            store_signed(at + 8 * Q_LENGTH, c)
            store_signed(at + 8 * Q_TARGET, load_signed(column_at + 8 * c) + 4 * row)
            queued += 1
        if queued + count > QUEUE:
            full_at = _settle(queue_at, queued, origin, text_count, texts, known_at)
            if full_at >= 0:
                return int(full_at)
            queued = np.int64(0)
    full_at = _settle(queue_at, queued, origin, text_count, texts, known_at)
    return int(full_at) if full_at >= 0 else stop
