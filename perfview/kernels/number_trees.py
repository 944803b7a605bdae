"""Trees written as nested lists of numbers, children inside their parents, to columns."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import inlined, kernel
from perfview.kernels.memory import load8

_S_AT, _S_ROWS, _S_FIELD, _S_ABOVE, _S_DEPTH = range(5)
"""From piece to piece: the address behind what was read, how many rows there are, the field that
comes next, the row whose children are being read (-1: the outermost), how many lists are open."""

MORE, CLOSED, STRANGE = range(3)
"""How reading ended: at the end of the piece, behind the outermost bracket, at something else."""

_MOST = (1 << 62) // 10


@inlined
def _digits(p):  # type: ignore[no-untyped-def]
    """(the number at `p`, at most 2^62; behind its digits)."""
    value = np.int64(0)
    c = load8(p)
    while 48 <= c <= 57:
        value = min(value, np.int64(_MOST - 1)) * 10 + c - 48
        p += 1
        c = load8(p)
    return value, p


@kernel("int64(int64, int64, int32[::1], int64[:, ::1], int64[::1])", _nrt=False)
def _read_tree(p, end, parent, fields, state):  # type: ignore[no-untyped-def]
    """Read the bytes from `p` to `end`, of which none is inside a number.

    A row is as many numbers as `fields` is wide and then the list of its children's rows. int32
    `parent` (-1 for the outermost) and int64 `fields` (rows, width) have room for (end - p) / 2
    rows more. Returns how it ended.
    """
    width = fields.shape[1]
    rows, field, above, depth = state[_S_ROWS], state[_S_FIELD], state[_S_ABOVE], state[_S_DEPTH]
    code = MORE
    while p < end:
        c = load8(p)
        if 48 <= c <= 57 and field < width:
            if field == 0:
                parent[rows] = above
                rows += 1
            fields[rows - 1, field], p = _digits(p)
            field += 1
            continue
        if c == 91 and field == width:
            above = rows - 1
            field = 0
            depth += 1
        elif c == 93 and field == 0:
            depth -= 1
            if depth == 0:
                p += 1
                code = CLOSED
                break
            above = np.int64(parent[above])
        elif c != 44 and c != 32 and c != 10 and c != 13 and c != 9:
            code = STRANGE
            break
        p += 1
    state[_S_AT] = p
    state[_S_ROWS], state[_S_FIELD], state[_S_ABOVE], state[_S_DEPTH] = rows, field, above, depth
    return code


class NumberTree:
    """The rows of one tree, its opening bracket left out, taken from piece after piece.

    `width`: how many numbers a row has before the list of its children.
    """

    def __init__(self, width: int) -> None:
        self._parent = np.empty(0, np.int32)
        self._fields = np.empty((0, width), np.int64)
        self._state = np.array([0, 0, 0, -1, 1], np.int64)

    def read(self, padded: bytearray, length: int) -> tuple[int, int]:
        """Take the first bytes, none in the midst of a number: (how it ended, how many)."""
        self._reserve(int(self._state[_S_ROWS]) + length // 2 + 1)
        start = int(np.frombuffer(padded, np.uint8).ctypes.data)
        code = _read_tree(start, start + length, self._parent, self._fields, self._state)
        return int(code), int(self._state[_S_AT]) - start

    def _reserve(self, rows: int) -> None:
        if rows <= len(self._parent):
            return
        rows = max(rows, 2 * len(self._parent))
        parent = np.empty(rows, np.int32)
        fields = np.empty((rows, self._fields.shape[1]), np.int64)
        parent[: len(self._parent)], fields[: len(self._parent)] = self._parent, self._fields
        self._parent, self._fields = parent, fields

    def finish(self) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """(parents, -1 for the outermost and less than the own row for all; fields (rows, width)).
        What a row broke off before is 0."""
        rows, field = int(self._state[_S_ROWS]), int(self._state[_S_FIELD])
        if rows and field:
            self._fields[rows - 1, field:] = 0
        return self._parent[:rows].copy(), self._fields[:rows].copy()
