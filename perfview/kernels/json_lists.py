"""Lists of plain values in JSON to columns: numbers, texts, and lists of numbers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.decimals import parse_decimal
from perfview.kernels.interning import FULL, Interner, intern
from perfview.kernels.jit import inlined, kernel
from perfview.kernels.json_outline import (
    CLOSE_BRACKET,
    COMMA,
    CUT,
    DONE,
    OPEN_BRACKET,
    QUOTE,
    ROOM,
    WRONG,
    next_item,
    value_end,
)
from perfview.kernels.json_scan import bare_length
from perfview.kernels.memory import load8

NO_NUMBER = -1
"""What a whole number that is missing, negative, broken or beyond int32 becomes in a list."""

_MOST = 0x7FFFFFFF
_DIGITS = 9


@inlined
def number_here(p, end):  # type: ignore[no-untyped-def]
    """(the number at `p`, NaN for any other value; address behind it, or as `value_end`)."""
    c = load8(p)
    if c == 45 or 48 <= c <= 57:
        length = bare_length(p)
        if p + length >= end:
            return np.nan, np.int64(-1)
        return parse_decimal(p, length), p + length
    if c == 0x74:
        return 1.0, value_end(p, end)
    if c == 0x66:
        return 0.0, value_end(p, end)
    return np.nan, value_end(p, end)


@inlined
def whole_here(p, end):  # type: ignore[no-untyped-def]
    """(the number at `p` if it is whole and fits int32, else NO_NUMBER; address behind it)."""
    value = np.int64(0)
    q = p
    while q - p <= _DIGITS and 48 <= load8(q) <= 57:
        value = value * 10 + load8(q) - 48
        q += 1
    c = load8(q)
    if q > p and q < end and (c in (COMMA, CLOSE_BRACKET) or c == 32 or c == 10):
        return (value if value <= _MOST else np.int64(NO_NUMBER)), q
    number, q = number_here(p, end)
    if number >= 0 and number <= _MOST and number == np.floor(number):
        return np.int64(number), q
    return np.int64(NO_NUMBER), q


@kernel("int64(int64, int64, float64[::1], int64[::1])", _nrt=False)
def number_list(p, end, out, state):  # type: ignore[no-untyped-def]
    """The numbers of the array at address `p`, NaN for other values; returns how many.

    `out` has room for every element (half the bytes will do); `state` says how it ended and at
    which address, as in `json_outline`.
    """
    count = 0
    p += 1
    while True:
        p, ended = next_item(p, end, CLOSE_BRACKET, count == 0)
        if ended != DONE or load8(p) == CLOSE_BRACKET:
            break
        value, q = number_here(p, end)
        if q < 0:
            ended = np.int64(CUT if q == -1 else WRONG)
            break
        out[count] = value
        count += 1
        p = q
    state[0], state[1] = ended, p
    return count


@kernel("int64(int64, int64, int32[::1], int64[::1])", _nrt=False)
def whole_list(p, end, out, state):  # type: ignore[no-untyped-def]
    """As `number_list`, for whole numbers from 0 on; NO_NUMBER for other values."""
    count = 0
    p += 1
    while True:
        p, ended = next_item(p, end, CLOSE_BRACKET, count == 0)
        if ended != DONE or load8(p) == CLOSE_BRACKET:
            break
        value, q = whole_here(p, end)
        if q < 0:
            ended = np.int64(CUT if q == -1 else WRONG)
            break
        out[count] = value
        count += 1
        p = q
    state[0], state[1] = ended, p
    return count


@kernel("int64(int64, int64, int64[::1], int32[::1], int64[::1])", _nrt=False)
def whole_lists(p, end, first, flat, state):  # type: ignore[no-untyped-def]
    """The lists of whole numbers in the array at `p`, end to end; returns how many lists.

    List i is flat[first[i]:first[i + 1]]; what is no list counts as an empty one. A list that the
    text ends in is left out. Room: a quarter of the bytes for `first`, half of them for `flat`.
    """
    lists = 0
    used = 0
    first[0] = 0
    p += 1
    while True:
        p, ended = next_item(p, end, CLOSE_BRACKET, lists == 0)
        if ended != DONE or load8(p) == CLOSE_BRACKET:
            break
        if load8(p) != OPEN_BRACKET:
            q = value_end(p, end)
            if q < 0:
                ended = np.int64(CUT if q == -1 else WRONG)
                break
            p = q
        else:
            p += 1
            is_first = True
            while True:
                p, ended = next_item(p, end, CLOSE_BRACKET, is_first)
                if ended != DONE or load8(p) == CLOSE_BRACKET:
                    break
                value, q = whole_here(p, end)
                if q < 0:
                    ended = np.int64(CUT if q == -1 else WRONG)
                    break
                flat[used] = value
                used += 1
                is_first = False
                p = q
            if ended != DONE:
                break
            p += 1
        lists += 1
        first[lists] = used
    state[0], state[1] = ended, p
    return lists


@kernel("int64(int64, int64, float64[:, ::1], int64[::1])", _nrt=False)
def number_rows(p, end, out, state):  # type: ignore[no-untyped-def]
    """The rows of numbers in the array at `p`, each an array; returns how many rows.

    `out` takes as many columns as it has; rows that are shorter, and what is no number, leave NaN.
    With ROOM the caller gives more rows and starts anew.
    """
    rows = 0
    p += 1
    while True:
        p, ended = next_item(p, end, CLOSE_BRACKET, rows == 0)
        if ended != DONE or load8(p) == CLOSE_BRACKET:
            break
        if rows >= out.shape[0]:
            ended = np.int64(ROOM)
            break
        for k in range(out.shape[1]):
            out[rows, k] = np.nan
        if load8(p) != OPEN_BRACKET:
            q = value_end(p, end)
        else:
            q = p + 1
            column = 0
            while True:
                q, ended = next_item(q, end, CLOSE_BRACKET, column == 0)
                if ended != DONE or load8(q) == CLOSE_BRACKET:
                    break
                value, after = number_here(q, end)
                if after < 0:
                    ended = np.int64(CUT if after == -1 else WRONG)
                    break
                if column < out.shape[1]:
                    out[rows, column] = value
                column += 1
                q = after
            q += 1
        if ended != DONE or q < 0:
            ended = ended if ended != DONE else np.int64(CUT if q == -1 else WRONG)
            break
        rows += 1
        p = q
    state[0], state[1] = ended, p
    return rows


@kernel("int64(int64, int64, int32[::1], int64, int64, int64[::1])")
def _text_list(p, end, ids, count, table, state):  # type: ignore[no-untyped-def]
    """Intern the strings of an array, -1 for other values; returns how many elements.

    `p` is the array's beginning. When `state` says ROOM, `table` (an `Interner`'s address) must
    grow; reading goes on with that state, the address in it and the count returned.
    """
    resumed = state[0] == ROOM
    is_first = not resumed
    p += 1 if is_first else 0
    while True:
        if not resumed:
            p, ended = next_item(p, end, CLOSE_BRACKET, is_first)
            if ended != DONE or load8(p) == CLOSE_BRACKET:
                break
        q = value_end(p, end)
        if q < 0:
            ended = np.int64(CUT if q == -1 else WRONG)
            break
        found = np.int64(-1)
        if load8(p) == QUOTE:
            found = intern(p + 1, q - p - 2, table)
            if found == FULL:
                ended = np.int64(ROOM)
                break
        ids[count] = found
        count += 1
        is_first = resumed = False
        p = q
    state[0], state[1] = ended, p
    return count


def text_list(at: int, end: int, texts: Interner) -> tuple[NDArray[np.int32], int, int]:
    """The strings of the array at address `at`: ids int32, -1 for other values.

    Returns them, how the array ended, and at which address.
    """
    ids, state = np.empty((end - at) // 2 + 1, np.int32), np.zeros(2, np.int64)
    count, room = 0, 1 << 16
    while True:
        count = int(_text_list(at, end, ids, count, texts.address, state))
        if state[0] != ROOM:
            return ids[:count].copy(), int(state[0]), int(state[1])
        at, room = int(state[1]), room * 2
        texts.grow(room)
