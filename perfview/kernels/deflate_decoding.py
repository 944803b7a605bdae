"""Walking a deflate stream (RFC 1951) as a decoder does: bits, code tables, symbols."""

from __future__ import annotations

import numpy as np

from perfview.kernels.jit import part

PAD = 16
"""Bytes to append to a stream, so that looking ahead never leaves it."""
TABLE = 1 << 15
"""Entries of a code table: one for each next 15 bits."""
LITERALS, END, _LONGEST = 288, 256, 15
"""Symbols of literals and lengths, the one that ends a block, bits of the longest code."""

LENGTH_BITS = np.array([0] * 8 + [b for b in range(1, 6) for _ in range(4)] + [0, 0, 0], np.int64)
_MIDDLE = (11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227)
LENGTH_BASE = np.array([*range(3, 11), *_MIDDLE, 258, 0, 0], np.int64)
DISTANCE_BITS = np.array([0, 0, *(b for b in range(14) for _ in range(2)), 0, 0], np.int64)
ORDER = np.array([16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15], np.int64)


class BadStreamError(ValueError):
    """The bytes are no deflate stream, or break off."""


@part
def peek(data, at):  # type: ignore[no-untyped-def]
    """25 bits at least from bit `at` on; the data are padded."""
    k = at >> 3
    word = np.int64(data[k]) | np.int64(data[k + 1]) << 8
    word |= np.int64(data[k + 2]) << 16 | np.int64(data[k + 3]) << 24
    return word >> (at & 7)


@part
def _table(lengths, first, symbols, table, counts):  # type: ignore[no-untyped-def]
    """Fill a table from the next 15 bits to ``symbol << 4 | bits``; 0 stands for no code."""
    counts[:] = 0
    for s in range(symbols):
        counts[lengths[first + s]] += 1
    counts[0] = 0
    code = 0
    for bits in range(1, _LONGEST + 1):
        held = counts[bits]
        counts[bits] = code
        code = (code + held) << 1
    table[:] = 0
    for s in range(symbols):
        bits = np.int64(lengths[first + s])
        if bits == 0:
            continue
        code = counts[bits]
        counts[bits] += 1
        if code >> bits:
            return False
        turned = 0
        for _ in range(bits):
            turned, code = turned << 1 | code & 1, code >> 1
        for place in range(turned, TABLE, 1 << bits):
            table[place] = s << 4 | bits
    return True


@part
def read_tables(data, at, end, order, lengths, literals, distances, counts):  # type: ignore[no-untyped-def]
    """The code tables of a dynamic block; the bit behind them, or -1."""
    head = peek(data, at)
    n_literals, n_distances = (head & 31) + 257, (head >> 5 & 31) + 1
    n_codes = (head >> 10 & 15) + 4
    at += 14
    lengths[:] = 0
    for k in range(n_codes):
        lengths[order[k]] = peek(data, at) & 7
        at += 3
    if not _table(lengths, 0, 19, literals, counts):
        return np.int64(-1)
    lengths[:] = 0
    k, wanted, before = 0, n_literals + n_distances, 0
    while k < wanted:
        entry = literals[peek(data, at) & (TABLE - 1)]
        if entry == 0 or at > end:
            return np.int64(-1)
        at += entry & 15
        symbol, times = np.int64(entry >> 4), 1
        more = peek(data, at)
        if symbol == 16:
            symbol, times, at = before, 3 + (more & 3), at + 2
        elif symbol == 17:
            symbol, times, at = 0, 3 + (more & 7), at + 3
        elif symbol == 18:
            symbol, times, at = 0, 11 + (more & 127), at + 7
        if k + times > wanted:
            return np.int64(-1)
        for _ in range(times):
            lengths[k] = symbol
            k += 1
        before = symbol
    if not _table(lengths, 0, n_literals, literals, counts):
        return np.int64(-1)
    if not _table(lengths, n_literals, n_distances, distances, counts):
        return np.int64(-1)
    return at


@part
def fixed_tables(lengths, literals, distances, counts):  # type: ignore[no-untyped-def]
    """The code tables of a block that carries none (section 3.2.6)."""
    for s in range(LITERALS):
        lengths[s] = 8 if s < 144 else 9 if s < 256 else 7 if s < 280 else 8
    _table(lengths, 0, LITERALS, literals, counts)
    lengths[:30] = 5
    _table(lengths, 0, 30, distances, counts)
