"""JSON that stands in memory as a whole, looked into where one wants to: members and elements."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import inlined, kernel
from perfview.kernels.json_scan import (
    bare_length,
    container_end,
    past_space,
    starts_bare,
    string_end,
)
from perfview.kernels.memory import load8

DONE, CUT, WRONG, ROOM = range(4)
"""How reading a container ended: at its closing bracket, at the end of the text, at a byte that
cannot stand there, or for want of room."""

OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET = 0x7B, 0x7D, 0x5B, 0x5D
QUOTE, COMMA, COLON = 0x22, 0x2C, 0x3A


@inlined
def value_end(p, end):  # type: ignore[no-untyped-def]
    """Address behind the value that begins at `p`; -1 when the text ends in it, -2 for no value.

    A bare value must be followed by something: the last number of a text may be cut off.
    """
    c = load8(p)
    if c == QUOTE:
        q, _ = string_end(p + 1, end)
        return q + 1 if q >= 0 else np.int64(-1)
    if c in (OPEN_BRACE, OPEN_BRACKET):
        q = container_end(p, end)
        return q if q <= end else np.int64(-1)
    if not starts_bare(c):
        return np.int64(-2)
    q = p + bare_length(p)
    return q if q < end else np.int64(-1)


@inlined
def next_item(p, end, closing, is_first):  # type: ignore[no-untyped-def]
    """(address of the next item of a container or of its closing bracket, DONE, CUT or WRONG)."""
    p = past_space(p, end)
    if p < end and load8(p) == COMMA and not is_first:
        p = past_space(p + 1, end)
    elif p < end and load8(p) != closing and not is_first:
        return p, WRONG
    return p, (DONE if p < end else CUT)


@inlined
def key_here(p, end):  # type: ignore[no-untyped-def]
    """(address of the value behind the key at `p`, length of the key, DONE, CUT or WRONG)."""
    if load8(p) != QUOTE:
        return p, np.int64(0), WRONG
    q, _ = string_end(p + 1, end)
    if q < 0:
        return p, np.int64(0), CUT
    v = past_space(q + 1, end)
    if v < end and load8(v) != COLON:
        return v, np.int64(0), WRONG
    v = past_space(v + 1, end)
    return v, q - p - 1, (DONE if v < end else CUT)


@kernel("int64(int64, int64, int64, int64[:, ::1], int64[::1])", _nrt=False)
def _outline(p, end, origin, items, state):  # type: ignore[no-untyped-def]
    """List the members or elements of the container at address `p`; returns how many.

    `items` takes rows (offset of the key or -1, its length, offset and end of the value) counted
    from the address `origin`; the end is -1 where the text ends in the value. `state` says how it
    ended and at which offset. With ROOM the caller gives more and starts anew.
    """
    closing = load8(p) + 2
    is_object = closing == CLOSE_BRACE
    count = 0
    p += 1
    while True:
        p, ended = next_item(p, end, closing, count == 0)
        if ended != DONE or load8(p) == closing:
            break
        if count >= items.shape[0]:
            ended = np.int64(ROOM)
            break
        items[count, 0], items[count, 1] = -1, 0
        if is_object:
            key = p
            p, length, ended = key_here(p, end)
            if ended != DONE:
                break
            items[count, 0], items[count, 1] = key + 1 - origin, length
        q = value_end(p, end)
        if q == -2:
            ended = np.int64(WRONG)
            break
        items[count, 2] = p - origin
        items[count, 3] = q - origin if q >= 0 else np.int64(-1)
        count += 1
        if q < 0:
            ended = np.int64(CUT)
            break
        p = q
    state[0], state[1] = ended, p - origin
    return count


def outline(at: int, end: int, origin: int, most: int) -> tuple[NDArray[np.int64], int, int]:
    """The items of the container at address `at`, as `_outline` lists them, at most about `most`.

    Returns int64 (items, 4), how it ended, and at which offset from the address `origin`.
    """
    room, state = 64, np.zeros(2, np.int64)
    while True:
        items = np.empty((room, 4), np.int64)
        count = int(_outline(at, end, origin, items, state))
        if state[0] != ROOM or room >= most:
            return items[:count], int(state[0]), int(state[1])
        room *= 8
