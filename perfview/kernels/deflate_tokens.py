"""The tokens of a deflate stream (RFC 1951): its literals and repetitions, one by one."""

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
    fixed_tables,
    peek,
    read_tables,
)
from perfview.kernels.jit import kernel, part

DISTANCE_SHIFT = 9
"""A token is the symbol of its literal or length, and that of its distance so many bits above."""

SYMBOL, REPETITION = (1 << DISTANCE_SHIFT) - 1, END + 1
"""The bits of a token's first symbol, and the least symbol of a repetition."""


@part
def _tokens_of_block(data, at, end, rules, tables, stop, token, so_far):  # type: ignore[no-untyped-def]
    """Note the tokens of a block; the bit behind it, -1 for a broken one, -2 for too many.
    `so_far`: tokens and bytes of text."""
    length_bits, length_base, distance_bits, _ = rules
    literals, distances = tables
    k, text = so_far[0], so_far[1]
    while True:
        entry = literals[peek(data, at) & (TABLE - 1)]
        if entry == 0 or at >= end:
            return np.int64(-1)
        at += entry & 15
        symbol, long = entry >> 4, np.int64(1)
        if symbol == END:
            so_far[0], so_far[1] = k, text
            return at
        if k >= stop.size:
            return np.int64(-2)
        noted = symbol
        if symbol > END:
            symbol -= END + 1
            long = length_base[symbol] + (peek(data, at) & ((1 << length_bits[symbol]) - 1))
            at += length_bits[symbol]
            entry = distances[peek(data, at) & (TABLE - 1)]
            if entry == 0 or long < 3:
                return np.int64(-1)
            at += (entry & 15) + distance_bits[entry >> 4]
            noted |= (entry >> 4) << DISTANCE_SHIFT
        text += long
        stop[k], token[k] = text, noted
        k += 1


@kernel(
    "int64(uint8[::1], int32[::1], uint16[::1], int64[::1],"
    " UniTuple(int64[::1], 4), UniTuple(int32[::1], 2), uint8[::1], int64[::1])"
)
def _walk(data, stop, token, so_far, rules, tables, lengths, counts):  # type: ignore[no-untyped-def]
    """Tokens, -1 for what is broken or has blocks that are not compressed, -2 for too many."""
    end = (data.size - PAD) * 8
    at, is_last = np.int64(0), False
    while not is_last:
        if at < 0 or at + 3 > end:
            return min(at, np.int64(-1))
        head = peek(data, at)
        is_last, kind = (head & 1) == 1, head >> 1 & 3
        at += 3
        if kind == 0 or kind == 3:
            return -1
        if kind == 1:
            fixed_tables(lengths, tables[0], tables[1], counts)
        else:
            at = read_tables(data, at, end, rules[3], lengths, tables[0], tables[1], counts)
        if at >= 0:
            at = _tokens_of_block(data, at, end, rules, tables, stop, token, so_far)
    return so_far[0] if at >= 0 else at


def deflate_tokens(
    stream: bytes, text_bytes: int
) -> tuple[NDArray[np.int32], NDArray[np.uint16]] | None:
    """Where each token's text stops, int32 (t), and the token, uint16 (t): the symbol of its
    literal or length and, `DISTANCE_SHIFT` higher, that of its distance.

    `text_bytes`: of the text that was compressed. None for a stream that is broken, is of a longer
    text or holds blocks that are not compressed.
    """
    if text_bytes >= 1 << 31:
        return None
    data = np.frombuffer(stream + bytes(PAD), np.uint8).copy()
    stop, token = np.empty(text_bytes, np.int32), np.empty(text_bytes, np.uint16)
    lengths, so_far = np.zeros(LITERALS + 64, np.uint8), np.zeros(2, np.int64)
    tables = np.zeros(TABLE, np.int32), np.zeros(TABLE, np.int32)
    rules = LENGTH_BITS, LENGTH_BASE, DISTANCE_BITS, ORDER
    found = _walk(data, stop, token, so_far, rules, tables, lengths, np.zeros(16, np.int64))
    if found < 0 or so_far[1] != text_bytes:
        return None
    return stop[:found].copy(), token[:found].copy()
