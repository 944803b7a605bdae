"""What each place of a text costs in its deflate stream (RFC 1951), in bits.

The stream is walked as a decoder would, without making the text: a literal costs the bits of its
code, a repetition those of its length and distance, shared evenly by the bytes it repeats. What
blocks begin with (their code tables) and end with is nobody's.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.deflate_decoding import (
    DISTANCE_BITS,
    END,
    LENGTH_BASE,
    LENGTH_BITS,
    LITERALS,
    ORDER,
    PAD,
    TABLE,
    BadStreamError,
    fixed_tables,
    peek,
    read_tables,
)
from perfview.kernels.jit import kernel, part


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
        entry = literals[peek(data, at) & (TABLE - 1)]
        if entry == 0 or at >= end:
            return np.int64(-1)
        begun = at
        at += entry & 15
        symbol, long = entry >> 4, np.int64(1)
        if symbol == END:
            return at
        if symbol > END:
            symbol -= END + 1
            long = length_base[symbol] + (peek(data, at) & ((1 << length_bits[symbol]) - 1))
            at += length_bits[symbol]
            entry = distances[peek(data, at) & (TABLE - 1)]
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
    end = (data.size - PAD) * 8
    at, is_last = np.int64(0), False
    while not is_last:
        if at < 0 or at + 3 > end:
            return -1
        head = peek(data, at)
        is_last, kind = (head & 1) == 1, head >> 1 & 3
        at += 3
        if kind == 3:
            return -1
        if kind == 0:
            at = _stored(data, at, end, place, before, so_far)
            continue
        if kind == 1:
            fixed_tables(lengths, tables[0], tables[1], counts)
        else:
            at = read_tables(data, at, end, rules[3], lengths, tables[0], tables[1], counts)
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
    data = np.frombuffer(stream + bytes(PAD), np.uint8).copy()
    before = np.zeros(len(places), np.float64)
    lengths = np.zeros(LITERALS + 64, np.uint8)
    tables = np.zeros(TABLE, np.int32), np.zeros(TABLE, np.int32)
    rules = LENGTH_BITS, LENGTH_BASE, DISTANCE_BITS, ORDER
    places, so_far = np.ascontiguousarray(places, np.int64), np.zeros(3, np.float64)
    if _walk(data, places, before, so_far, rules, tables, lengths, np.zeros(16, np.int64)) < 0:
        raise BadStreamError("not a deflate stream")
    return before
