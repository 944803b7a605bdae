"""Trees written as nested lists of numbers, children inside their parents, to columns."""

from __future__ import annotations

import numpy as np

from perfview.kernels.jit import inlined, kernel
from perfview.kernels.memory import load8

S_AT, S_ROWS, S_FIELD, S_ABOVE, S_DEPTH = range(5)
"""State from piece to piece: the address behind what was read, how many rows there are, the field
that comes next, the row whose children are being read (-1: the outermost), how many lists are
open. Before the first piece: 0, 0, 0, -1, 1."""
STATE_FIELDS = 5

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
def read_tree(p, end, parent, fields, state):  # type: ignore[no-untyped-def]
    """Read the bytes from `p` to `end`, of which none is inside a number.

    A row is as many numbers as `fields` is wide and then the list of its children's rows. int32
    `parent` (-1 for the outermost) and int64 `fields` (rows, width) have room for (end - p) / 2
    rows more. Returns how it ended.
    """
    width = fields.shape[1]
    rows, field, above, depth = state[S_ROWS], state[S_FIELD], state[S_ABOVE], state[S_DEPTH]
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
    state[S_AT] = p
    state[S_ROWS], state[S_FIELD], state[S_ABOVE], state[S_DEPTH] = rows, field, above, depth
    return code
