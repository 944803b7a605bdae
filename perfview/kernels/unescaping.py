"""JSON escapes resolved: of single texts into a buffer, and of whole tables of texts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.interning import D_ARENA, D_ENTRIES, FULL, Interner, intern
from perfview.kernels.jit import inlined, kernel
from perfview.kernels.memory import (
    PAD,
    backslashes64,
    load8,
    load_signed,
    store8,
    trailing_zeros,
)

_U = np.uint64
_REPLACEMENT = 0xFFFD


@inlined
def _hex_digit(c):  # type: ignore[no-untyped-def]
    if 48 <= c <= 57:
        return c - 48
    if 97 <= (c | 32) <= 102:
        return (c | 32) - 87
    return np.int64(-1)


@inlined
def _code_unit(address, end):  # type: ignore[no-untyped-def]
    """The UTF-16 code unit of the four hexadecimal digits here, or -1."""
    if address + 4 > end:
        return np.int64(-1)
    value = np.int64(0)
    for i in range(4):
        digit = _hex_digit(load8(address + i))
        if digit < 0:
            return np.int64(-1)
        value = (value << 4) | digit
    return value


@inlined
def _store_utf8(address, code):  # type: ignore[no-untyped-def]
    """Write a code point; how many bytes it took."""
    if code < 0x80:
        store8(address, code)
        return 1
    if code < 0x800:
        store8(address, 0xC0 | (code >> 6))
        store8(address + 1, 0x80 | (code & 63))
        return 2
    if code < 0x10000:
        store8(address, 0xE0 | (code >> 12))
        store8(address + 1, 0x80 | ((code >> 6) & 63))
        store8(address + 2, 0x80 | (code & 63))
        return 3
    store8(address, 0xF0 | (code >> 18))
    store8(address + 1, 0x80 | ((code >> 12) & 63))
    store8(address + 2, 0x80 | ((code >> 6) & 63))
    store8(address + 3, 0x80 | (code & 63))
    return 4


@inlined
def _simple_escape(c):  # type: ignore[no-untyped-def]
    """The byte that backslash and this letter stand for; the letter itself when unknown."""
    if c == 110:
        return np.int64(10)
    if c == 116:
        return np.int64(9)
    if c == 114:
        return np.int64(13)
    if c == 98:
        return np.int64(8)
    return np.int64(12) if c == 102 else c


@inlined
def unescape(address, length, target):  # type: ignore[no-untyped-def]
    """Write the text with its escapes resolved to `target`; its new length, never longer.

    Lone surrogates become U+FFFD; escapes that make no sense keep their letters.
    """
    end = address + length
    out = target
    while address < end:
        c = load8(address)
        if c != 0x5C or address + 1 >= end:
            store8(out, c)
            out += 1
            address += 1
            continue
        c = load8(address + 1)
        address += 2
        if c != 117:
            store8(out, _simple_escape(c))
            out += 1
            continue
        code = _code_unit(address, end)
        if code < 0:
            store8(out, c)
            out += 1
            continue
        address += 4
        if 0xD800 <= code < 0xE000:
            low = np.int64(-1)
            escape = load8(address) == 0x5C and load8(address + 1) == 117
            if code < 0xDC00 and address + 6 <= end and escape:
                low = _code_unit(address + 2, end)
            if 0xDC00 <= low < 0xE000:
                code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)
                address += 6
            else:
                code = np.int64(_REPLACEMENT)
        out += _store_utf8(out, code)
    return out - target


@inlined
def _has_backslash(address, length):  # type: ignore[no-untyped-def]
    at = 0
    while at < length:
        mask = backslashes64(address + at)
        if mask != _U(0):
            return at + trailing_zeros(mask) < length
        at += 64
    return False


@kernel("int64(int64, int64, int64)")
def _longest_escaped(table, start, count):  # type: ignore[no-untyped-def]
    """The length of the longest of `count` entries from `start` that has a backslash; -1 none."""
    entries = load_signed(table + 8 * D_ENTRIES)
    arena = load_signed(table + 8 * D_ARENA)
    longest = np.int64(-1)
    for i in range(start, start + count):
        length = load_signed(entries + 24 * i + 16)
        address = arena + load_signed(entries + 24 * i + 8)
        if length > longest and _has_backslash(address, length):
            longest = length
    return longest


@kernel("int64(int64, int64, int64, int32[::1], int64)", _nrt=False)
def _unescape_from(table, start, count, ids, scratch):  # type: ignore[no-untyped-def]
    """Intern entries start..count once more, escapes resolved; the first not taken."""
    entries = load_signed(table + 8 * D_ENTRIES)
    arena = load_signed(table + 8 * D_ARENA)
    for i in range(start, count):
        address = arena + load_signed(entries + 24 * i + 8)
        length = load_signed(entries + 24 * i + 16)
        ids[i] = i
        if _has_backslash(address, length):
            length = unescape(address, length, scratch)
            k = intern(scratch, length, table)
            if k == FULL:
                return i
            ids[i] = k
    return count


def unescaped(table: Interner) -> NDArray[np.int32] | None:
    """Resolve the JSON escapes of all texts: int32 new ids by old ones, None when all stay.

    Texts that are equal once unescaped get one id. The escaped forms stay in the table, unused.
    """
    count = len(table)
    longest = int(_longest_escaped(table.address, 0, count))
    if longest < 0:
        return None
    scratch = np.zeros(longest + PAD, np.uint8)
    ids = np.full(count, -1, np.int32)
    done = 0
    while True:
        done = _unescape_from(table.address, done, count, ids, scratch.ctypes.data)
        if done == count:
            return ids
        table.grow(longest)
