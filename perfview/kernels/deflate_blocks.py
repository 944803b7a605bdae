"""How many bits zlib writes for a row of tokens.

A deflate stream (RFC 1951) is made of blocks of so many tokens, each with code tables of its own
or the fixed ones, whatever is shorter. zlib's way of making the tables is followed to the letter
(build_tree, gen_bitlen, scan_tree and _tr_flush_block of its trees.c), as the tables themselves
are written too: among codes that are equally good another choice takes other bits.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.deflate_decoding import DISTANCE_BITS, END, LENGTH_BITS, ORDER
from perfview.kernels.deflate_tokens import DISTANCE_SHIFT, SYMBOL
from perfview.kernels.jit import kernel, part

_BLOCK = (1 << 14) - 1
"""Tokens of a block at zlib's memory level 8, its usual one."""

_LITERALS, _DISTANCES, _LENGTHS = 286, 30, 19
_HEAP = 2 * _LITERALS + 1

_LITERAL_EXTRA = np.append(np.zeros(END + 1, np.int64), LENGTH_BITS[: _LITERALS - END - 1])
_DISTANCE_EXTRA = DISTANCE_BITS[:_DISTANCES].copy()
_LENGTH_EXTRA = np.array([0] * 16 + [2, 3, 7], np.int64)
_FIXED = np.array([8] * 144 + [9] * 112 + [7] * 24 + [8] * 6, np.int64)


@part
def _sift(heap, used, k, freq, depth):  # type: ignore[no-untyped-def]
    """Let what is at `k` sink to where both below are no lighter."""
    node = heap[k]
    j = k << 1
    while j <= used:
        if j < used:
            a, b = heap[j + 1], heap[j]
            if freq[a] < freq[b] or (freq[a] == freq[b] and depth[a] <= depth[b]):
                j += 1
        b = heap[j]
        if freq[node] < freq[b] or (freq[node] == freq[b] and depth[node] <= depth[b]):
            break
        heap[k] = b
        k = j
        j <<= 1
    heap[k] = node


@part
def _limited(space, start, highest, longest, counts, overflow):  # type: ignore[no-untyped-def]
    """Shorten codes that are longer than may be; the bits that costs besides."""
    freq, lengths, _, heap = space[0], space[1], space[2], space[3]
    while overflow > 0:
        bits = longest - 1
        while counts[bits] == 0:
            bits -= 1
        counts[bits] -= 1
        counts[bits + 1] += 2
        counts[longest] -= 1
        overflow -= 2
    more, h, bits = np.int64(0), _HEAP, longest
    while bits != 0:
        left = counts[bits]
        while left != 0:
            h -= 1
            leaf = heap[h]
            if leaf > highest:
                continue
            more += (bits - lengths[leaf]) * freq[leaf]
            lengths[leaf] = bits
            left -= 1
        bits -= 1
    return more


@part
def _code(space, symbols, extra, longest, counts):  # type: ignore[no-untyped-def]
    """Make the code of some frequencies: the highest symbol that has one, and the bits that all
    its uses take. `space`: frequencies, lengths, parents, heap and depths (5, _HEAP)."""
    freq, lengths, parent, heap, depth = space[0], space[1], space[2], space[3], space[4]
    used, highest, top, bits = 0, -1, _HEAP, np.int64(0)
    for s in range(symbols):
        lengths[s] = 0
        if freq[s] != 0:
            used += 1
            heap[used] = s
            highest = s
            depth[s] = 0
    while used < 2:
        forced = 0
        if highest < 2:
            highest += 1
            forced = highest
        used += 1
        heap[used] = forced
        freq[forced] = 1
        depth[forced] = 0
        bits -= 1
    for k in range(used // 2, 0, -1):
        _sift(heap, used, k, freq, depth)
    node = symbols
    while used >= 2:
        least = heap[1]
        heap[1] = heap[used]
        used -= 1
        _sift(heap, used, 1, freq, depth)
        next_ = heap[1]
        top -= 2
        heap[top + 1], heap[top] = least, next_
        freq[node] = freq[least] + freq[next_]
        depth[node] = max(depth[least], depth[next_]) + 1
        parent[least] = parent[next_] = node
        heap[1] = node
        node += 1
        _sift(heap, used, 1, freq, depth)
    top -= 1
    heap[top] = heap[1]
    counts[:] = 0
    lengths[heap[top]] = 0
    overflow = 0
    for h in range(top + 1, _HEAP):
        s = heap[h]
        long = lengths[parent[s]] + 1
        if long > longest:
            long = longest
            overflow += 1
        lengths[s] = long
        if s <= highest:
            counts[long] += 1
            bits += freq[s] * (long + extra[s])
    if overflow:
        bits += _limited(space, top, highest, longest, counts, overflow)
    return highest, bits


@part
def _noted_lengths(lengths, highest, freq):  # type: ignore[no-untyped-def]
    """Count the symbols that the lengths of a code are written with."""
    before, following, run = -1, lengths[0], 0
    most, least = (138, 3) if following == 0 else (7, 4)
    for s in range(highest + 1):
        long = following
        following = lengths[s + 1] if s < highest else -1
        run += 1
        if run < most and long == following:
            continue
        if run < least:
            freq[long] += run
        elif long != 0:
            if long != before:
                freq[long] += 1
            freq[16] += 1
        elif run <= 10:
            freq[17] += 1
        else:
            freq[18] += 1
        run, before = 0, long
        if following == 0:
            most, least = 138, 3
        elif long == following:
            most, least = 6, 3
        else:
            most, least = 7, 4


@part
def _block(literals, distances, lengths, rules, counts):  # type: ignore[no-untyped-def]
    """Bits of a block whose tokens are counted in `literals` and `distances`."""
    literal_extra, distance_extra, length_extra, fixed, order = rules
    literals[0, END] = 1
    static = np.int64(0)
    for s in range(_LITERALS):
        static += literals[0, s] * (fixed[s] + literal_extra[s])
    for s in range(_DISTANCES):
        static += distances[0, s] * (5 + distance_extra[s])
    highest, bits = _code(literals, _LITERALS, literal_extra, 15, counts)
    highest_distance, more = _code(distances, _DISTANCES, distance_extra, 15, counts)
    lengths[0, :_LENGTHS] = 0
    _noted_lengths(literals[1], highest, lengths[0])
    _noted_lengths(distances[1], highest_distance, lengths[0])
    _, tables = _code(lengths, _LENGTHS, length_extra, 7, counts)
    last = _LENGTHS - 1
    while last >= 3 and lengths[1, order[last]] == 0:
        last -= 1
    dynamic = bits + more + tables + 3 * (last + 1) + 14
    # Compared in whole bytes, headers included.
    return 3 + (static if (static + 10) >> 3 <= (dynamic + 10) >> 3 else dynamic)


@kernel(
    "int64(uint16[::1], int64[:,::1], int64[:,::1], int64[:,::1],"
    " UniTuple(int64[::1], 5), int64[::1])"
)
def _all_blocks(token, literals, distances, lengths, rules, counts):  # type: ignore[no-untyped-def]
    """Bits of all blocks."""
    bits, t = np.int64(0), np.int64(0)
    while True:
        stop = min(t + _BLOCK, np.int64(token.size))
        literals[0, :_LITERALS] = 0
        distances[0, :_DISTANCES] = 0
        for k in range(t, stop):
            symbol = np.int64(token[k]) & SYMBOL
            literals[0, symbol] += 1
            if symbol > END:
                distances[0, np.int64(token[k]) >> DISTANCE_SHIFT] += 1
        bits += _block(literals, distances, lengths, rules, counts)
        is_full, t = stop - t == _BLOCK, stop
        # The last literal is held back until the text ends; after a full block that ends in a
        # repetition comes an empty one.
        if t == token.size and not (is_full and (np.int64(token[t - 1]) & SYMBOL) > END):
            return bits


def deflate_bits(token: NDArray[np.uint16]) -> int:
    """Bits that zlib at its usual memory level writes for tokens (uint16, as `deflate_tokens` tells
    them), blocks that were better left uncompressed aside."""
    rules = _LITERAL_EXTRA, _DISTANCE_EXTRA, _LENGTH_EXTRA, _FIXED, ORDER
    literals, distances, lengths = (np.zeros((5, _HEAP), np.int64) for _ in range(3))
    token, counts = np.ascontiguousarray(token), np.zeros(17, np.int64)
    return int(_all_blocks(token, literals, distances, lengths, rules, counts))
