"""Messages without what differs from one to the next: numbers, quoted texts and values of names."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.interning import FULL, Interner, intern
from perfview.kernels.jit import inlined, kernel
from perfview.kernels.line_words import is_blank, is_digit
from perfview.kernels.memory import PAD, load8, store8

NUMBER, QUOTED, VALUE = 1, 2, 3
"""The bytes that stand for a number, a quoted text, the value of a name."""

LONGEST = 1 << 10
"""Bytes of a message that are looked at."""

_EQUALS, _DOUBLE, _SINGLE, _POINT, _COMMA = 61, 34, 39, 46, 44


@inlined
def _is_letter(c):  # type: ignore[no-untyped-def]
    return 65 <= (c & 0xDF) <= 90 or c == 95 or c >= 128


@inlined
def _after_number(p, end):  # type: ignore[no-untyped-def]
    """Past the digits at `p`, and a fraction."""
    while p < end and is_digit(load8(p)):
        p += 1
    is_point = p + 1 < end and (load8(p) == _POINT or load8(p) == _COMMA)
    if is_point and is_digit(load8(p + 1)):
        p += 1
        while p < end and is_digit(load8(p)):
            p += 1
    return p


@inlined
def _after_quoted(p, end):  # type: ignore[no-untyped-def]
    """Past the quotation at `p`, `p` when none begins or ends there."""
    quote = load8(p)
    closing = np.int64(0)
    if quote == 0xC2 and (load8(p + 1) == 0xAB or load8(p + 1) == 0xBB):
        closing = 0xAB + 0xBB - load8(p + 1)
    if quote != _DOUBLE and quote != _SINGLE and closing == 0:
        return p
    q = p + 1 + (closing > 0)
    while q < end:
        c = load8(q)
        if closing > 0 and c == closing and load8(q - 1) == 0xC2:
            return q + 1
        if c == quote and quote != 0xC2:
            return q + 1
        if c == 10 and quote == _SINGLE:
            return p
        q += 1
    return p


@inlined
def _after_value(p, end):  # type: ignore[no-untyped-def]
    """(past the value behind a ``=``, whether it is a number)."""
    q = p
    while q < end and not is_blank(load8(q)) and load8(q) != 10 and load8(q) != 59:
        q += 1
    last = q
    while last > p and load8(last - 1) == _COMMA:
        last -= 1
    number = is_digit(load8(p)) and _after_number(p, end) == last if last > p else False
    return last, number


@inlined
def _token(p, end, before):  # type: ignore[no-untyped-def]
    """(past the token at `p`, what stands for it; 0 for the byte itself)."""
    c = load8(p)
    if before == _EQUALS and not is_blank(c):
        after, is_number = _after_value(p, end)
        if after > p:
            return after, np.int64(NUMBER if is_number else VALUE)
    if is_digit(c) and not _is_letter(before):
        return _after_number(p, end), np.int64(NUMBER)
    after = _after_quoted(p, end)
    if after > p and not _is_letter(before):
        return after, np.int64(QUOTED)
    return p + 1, np.int64(0)


@kernel("int64(int64, int32[:, ::1], int64[::1], int64, int64, int32[::1], int64)", _nrt=False)
def _mask(origin, spans, rows, out, table, ids, start):  # type: ignore[no-untyped-def]
    i = start
    while i < rows.size:
        p = origin + spans[rows[i], 0]
        end = min(origin + spans[rows[i], 1], p + LONGEST)
        w = out
        before = np.int64(32)
        while p < end:
            after, mark = _token(p, end, before)
            before = load8(p)
            store8(w, mark if mark > 0 else before)
            w += 1
            before = before if mark == 0 else np.int64(32)
            p = after
        found = intern(out, w - out, table)
        if found == FULL:
            return i
        ids[i] = found
        i += 1
    return i


def mask_messages(
    content: NDArray[np.uint8], spans: NDArray[np.int32], rows: NDArray[np.int64]
) -> tuple[NDArray[np.int32], Interner]:
    """Which masked message each of these rows of spans is: int32, into the interner."""
    ids, interner = np.zeros(len(rows), np.int32), Interner()
    out = np.zeros(LONGEST + PAD, np.uint8)
    done = 0
    while True:
        done = _mask(
            int(content.ctypes.data), spans, rows, int(out.ctypes.data), interner.address, ids, done
        )
        if done == len(rows):
            return ids, interner
        interner.grow(len(out))


@inlined
def _value(p, end):  # type: ignore[no-untyped-def]
    value, unit = 0.0, 0.0
    while p < end:
        c = load8(p)
        if not is_digit(c):
            unit = 1.0
        elif unit > 0.0:
            unit /= 10.0
            value += unit * (c - 48)
        else:
            value = value * 10.0 + (c - 48)
        p += 1
    return value


@kernel("void(int64, int32[:, ::1], int64[::1], int64[::1], float64[::1])", _nrt=False)
def _numbers(origin, spans, rows, which, found):  # type: ignore[no-untyped-def]
    for i in range(rows.size):
        found[i] = -1.0
        left = which[i]
        p = origin + spans[rows[i], 0]
        end = min(origin + spans[rows[i], 1], p + LONGEST)
        before = np.int64(32)
        while p < end and left >= 0:
            after, mark = _token(p, end, before)
            if mark == NUMBER:
                if left == 0:
                    found[i] = _value(p, after)
                left -= 1
            before = load8(p) if mark == 0 else np.int64(32)
            p = after


def numbers_in(
    content: NDArray[np.uint8],
    spans: NDArray[np.int32],
    rows: NDArray[np.int64],
    which: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Of each of these rows the number that is masked as its `which`-th, from 0; -1 for none."""
    found = np.empty(len(rows), np.float64)
    _numbers(int(content.ctypes.data), spans, rows, which, found)
    return found
