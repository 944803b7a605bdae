"""Texts of which some are made by joining two others: hashed without writing them out.

The hash of a text is a polynomial over its bytes modulo 2**64 (Karp and Rabin, 1987), so that the
hash of two texts one after the other follows from theirs. Joined texts are written out until they
have `limit` UTF-16 units: parts follow one another from the left, the last one whole.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel, part
from perfview.kernels.memory import load8
from perfview.kernels.text_picking import Texts

_U = np.uint64
_BASE = _U(0x9E3779B97F4A7C15)
_LONGEST_WALK = 1 << 20
"""Steps into joined texts after which one is given up: more are only made to be in the way."""
_OPEN, _DONE, _LOST = 1, 2, 3


@kernel(
    "void(int32[::1], int32[::1], int64, int64[::1], uint64[::1], int32[::1], int32[::1])",
    _nrt=False,
)
def _hash_plain(rows, name, arena, offsets, value, size, units):  # type: ignore[no-untyped-def]
    for i in range(rows.size):
        text = name[rows[i]]
        h, u = _U(0), 0
        for at in range(offsets[text], offsets[text + 1]):
            c = load8(arena + at)
            h = h * _BASE + _U(c + 1)
            if c & 0xC0 != 0x80:
                u += 2 if c >= 0xF0 else 1
        value[i], size[i], units[i] = h, offsets[text + 1] - offsets[text], u


@part
def _take(at, value, size, units, into):  # type: ignore[no-untyped-def]
    """Append a whole text to what is collected: hash, bytes, units."""
    left, square = size[at], _BASE
    while left > 0:
        if left & 1:
            into[0] *= square
        square *= square
        left >>= 1
    into[0] += value[at]
    into[1] += _U(size[at])
    into[2] += _U(units[at])


@kernel(
    "boolean(int64, int64, int32[:, ::1], uint64[::1], int32[::1], int32[::1], uint64[::1])",
    _nrt=False,
)
def _walk(at, limit, parts, value, size, units, into):  # type: ignore[no-untyped-def]
    """Collect of a text as many parts as make up the limit; False when that takes too long."""
    for _ in range(_LONGEST_WALK):
        left = _U(limit) - into[2]
        if parts[at, 0] < 0:
            _take(at, value, size, units, into)
            return True
        first = parts[at, 0]
        if _U(units[first]) >= left:
            at = first
            continue
        _take(first, value, size, units, into)
        at = parts[at, 1]
    return False


@kernel(
    "void(int32[:, ::1], int64, uint8[::1], int32[::1], uint64[::1], int32[::1], int32[::1],"
    "uint64[::1])",
    _nrt=False,
)
def _join(parts, limit, state, stack, value, size, units, into):  # type: ignore[no-untyped-def]
    """Hash joined texts after their parts; units of those that reach the limit stay at it."""
    for row in range(state.size):
        depth = 0
        stack[0] = row
        while depth >= 0:
            at = stack[depth]
            if state[at] >= _DONE or parts[at, 0] < 0:
                state[at] = max(state[at], np.uint8(_DONE))
                depth -= 1
                continue
            first, second = parts[at, 0], parts[at, 1]
            if state[at] == 0:
                state[at] = _OPEN
                waits = 0
                for k in range(2):
                    inner = parts[at, k]
                    if state[inner] == 0:
                        depth += 1
                        stack[depth] = inner
                        waits += 1
                if waits:
                    continue
            # What is still open when its whole is to be hashed contains itself.
            sound = state[first] == _DONE and state[second] == _DONE
            into[0], into[1], into[2] = _U(0), _U(0), _U(0)
            if sound and units[first] >= limit:
                value[at], size[at], units[at] = value[first], size[first], units[first]
            elif sound:
                sound = _walk(at, limit, parts, value, size, units, into)
                value[at], size[at], units[at] = into[0], into[1], into[2]
            state[at] = _DONE if sound else _LOST
            depth -= 1


def hash_ropes(
    texts: Texts,
    name: NDArray[np.int32],
    rows: NDArray[np.int32],
    parts: NDArray[np.int32],
    limit: int,
) -> tuple[NDArray[np.uint64], NDArray[np.int32], NDArray[np.bool_]]:
    """The hash of each row's text (uint64), its bytes (int32), and whether it could be told (bool).

    rows int32: nodes; name int32: the text of each node, an index into `texts` (arena and offsets).
    parts int32 (rows, 2): of joined texts the two places in `rows` that they are made of, else -1.
    A text that contains itself cannot be told.
    """
    count = len(rows)
    value = np.empty(count, np.uint64)
    size, units = np.empty(count, np.int32), np.empty(count, np.int32)
    _hash_plain(rows, name, texts[0].ctypes.data, texts[1], value, size, units)
    state = np.zeros(count, np.uint8)
    # Each row waits on the stack at most once as itself and twice as a part.
    stack = np.empty(3 * count + 3, np.int32)
    _join(parts, limit, state, stack, value, size, units, np.zeros(3, np.uint64))
    return value, size, state == _DONE
