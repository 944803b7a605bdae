"""What each place of a text costs in its deflate stream (RFC 1951), in bits.

The stream is walked as a decoder would, without making the text: a literal costs the bits of its
code, a repetition those of its length and distance, shared evenly by the bytes it repeats. What
blocks begin with (their code tables) and end with is nobody's.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel, part

_PAD = 16
_TABLE = 1 << 15
_LITERALS, _END, _LONGEST = 288, 256, 15

_LENGTH_BITS = np.array([0] * 8 + [b for b in range(1, 6) for _ in range(4)] + [0, 0, 0], np.int64)
_MIDDLE = (11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227)
_LENGTH_BASE = np.array([*range(3, 11), *_MIDDLE, 258, 0, 0], np.int64)
_DISTANCE_BITS = np.array([0, 0, *(b for b in range(14) for _ in range(2)), 0, 0], np.int64)
_ORDER = np.array([16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15], np.int64)


class BadStreamError(ValueError):
    """The bytes are no deflate stream, or break off."""


@part
def _peek(data, at):  # type: ignore[no-untyped-def]
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
        for place in range(turned, _TABLE, 1 << bits):
            table[place] = s << 4 | bits
    return True


@part
def _read_tables(data, at, end, order, lengths, literals, distances, counts):  # type: ignore[no-untyped-def]
    """The code tables of a dynamic block; the bit behind them, or -1."""
    head = _peek(data, at)
    n_literals, n_distances = (head & 31) + 257, (head >> 5 & 31) + 1
    n_codes = (head >> 10 & 15) + 4
    at += 14
    lengths[:] = 0
    for k in range(n_codes):
        lengths[order[k]] = _peek(data, at) & 7
        at += 3
    if not _table(lengths, 0, 19, literals, counts):
        return np.int64(-1)
    lengths[:] = 0
    k, wanted, before = 0, n_literals + n_distances, 0
    while k < wanted:
        entry = literals[_peek(data, at) & (_TABLE - 1)]
        if entry == 0 or at > end:
            return np.int64(-1)
        at += entry & 15
        symbol, times = np.int64(entry >> 4), 1
        more = _peek(data, at)
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
def _fixed_tables(lengths, literals, distances, counts):  # type: ignore[no-untyped-def]
    """The code tables of a block that carries none (section 3.2.6)."""
    for s in range(_LITERALS):
        lengths[s] = 8 if s < 144 else 9 if s < 256 else 7 if s < 280 else 8
    _table(lengths, 0, _LITERALS, literals, counts)
    lengths[:30] = 5
    _table(lengths, 0, 30, distances, counts)


@part
def _marked(place, before, so_far, long, bits):  # type: ignore[no-untyped-def]
    """Note what the places within the next `long` bytes cost, of `bits` together. `so_far`: bytes
    of text, places noted, bits."""
    text, mark, cost = np.int64(so_far[0]), np.int64(so_far[1]), so_far[2]
    while mark < place.size and place[mark] < text + long:
        before[mark] = cost + bits * (place[mark] - text) / long
        mark += 1
    so_far[0], so_far[1], so_far[2] = text + long, mark, cost + bits


@part
def _stored(data, at, end, place, before, so_far):  # type: ignore[no-untyped-def]
    """A block that is not compressed; the bit behind it, or -1."""
    at = (at + 7) >> 3 << 3
    if at + 32 > end:
        return np.int64(-1)
    long = np.int64(data[at >> 3]) | np.int64(data[(at >> 3) + 1]) << 8
    at += 32 + 8 * long
    if at > end:
        return np.int64(-1)
    _marked(place, before, so_far, long, 8.0 * long)
    return at


@part
def _coded(data, at, end, rules, tables, place, before, so_far):  # type: ignore[no-untyped-def]
    """A block of literals and repetitions; the bit behind it, or -1."""
    length_bits, length_base, distance_bits, _ = rules
    literals, distances = tables
    while True:
        entry = literals[_peek(data, at) & (_TABLE - 1)]
        if entry == 0 or at >= end:
            return np.int64(-1)
        begun = at
        at += entry & 15
        symbol, long = entry >> 4, np.int64(1)
        if symbol == _END:
            return at
        if symbol > _END:
            symbol -= _END + 1
            long = length_base[symbol] + (_peek(data, at) & ((1 << length_bits[symbol]) - 1))
            at += length_bits[symbol]
            entry = distances[_peek(data, at) & (_TABLE - 1)]
            if entry == 0 or long < 3:
                return np.int64(-1)
            at += (entry & 15) + distance_bits[entry >> 4]
        _marked(place, before, so_far, long, np.float64(at - begun))


@kernel(
    "int64(uint8[::1], int64[::1], float64[::1], float64[::1],"
    " UniTuple(int64[::1], 4), UniTuple(int32[::1], 2), uint8[::1], int64[::1])"
)
def _walk(data, place, before, so_far, rules, tables, lengths, counts):  # type: ignore[no-untyped-def]
    """Bytes of text, or -1. `before`: bits that what stands before each place costs."""
    end = (data.size - _PAD) * 8
    at, is_last = np.int64(0), False
    while not is_last:
        if at < 0 or at + 3 > end:
            return -1
        head = _peek(data, at)
        is_last, kind = (head & 1) == 1, head >> 1 & 3
        at += 3
        if kind == 3:
            return -1
        if kind == 0:
            at = _stored(data, at, end, place, before, so_far)
            continue
        if kind == 1:
            _fixed_tables(lengths, tables[0], tables[1], counts)
        else:
            at = _read_tables(data, at, end, rules[3], lengths, tables[0], tables[1], counts)
        if at >= 0:
            at = _coded(data, at, end, rules, tables, place, before, so_far)
    if at < 0:
        return -1
    before[np.int64(so_far[1]) :] = so_far[2]
    return np.int64(so_far[0])


def deflate_costs(stream: bytes, places: NDArray[np.int64]) -> NDArray[np.float64]:
    """The bits that the text before each place (int64 (n), in order) costs, float64 (n).

    Raises BadStreamError.
    """
    data = np.frombuffer(stream + bytes(_PAD), np.uint8).copy()
    before = np.zeros(len(places), np.float64)
    lengths = np.zeros(_LITERALS + 64, np.uint8)
    tables = np.zeros(_TABLE, np.int32), np.zeros(_TABLE, np.int32)
    rules = _LENGTH_BITS, _LENGTH_BASE, _DISTANCE_BITS, _ORDER
    places, so_far = np.ascontiguousarray(places, np.int64), np.zeros(3, np.float64)
    if _walk(data, places, before, so_far, rules, tables, lengths, np.zeros(16, np.int64)) < 0:
        raise BadStreamError("not a deflate stream")
    return before
