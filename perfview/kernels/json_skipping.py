"""Over a JSON object or array of any size and depth, piece by piece, without looking into it."""

from __future__ import annotations

import numpy as np

from perfview.kernels.jit import kernel
from perfview.kernels.memory import load8, quotes_or_backslashes32, trailing_zeros

S_DEPTH, S_IN_TEXT, S_ESCAPED = range(3)
"""State from piece to piece: how many brackets are open, whether inside a text, and whether the
next byte of it is escaped. Zeros before the first."""
STATE_FIELDS = 3

_U = np.uint64


@kernel("int64(int64, int64, int64[::1])", _nrt=False)
def skip_container(p, end, state):  # type: ignore[no-untyped-def]
    """The address behind the bracket that closes what is open, or `end` where it is not there.

    The first piece begins with the opening bracket; `S_DEPTH` is 0 once it is closed. Padded.
    """
    depth, in_text, escaped = state[S_DEPTH], state[S_IN_TEXT], state[S_ESCAPED]
    while p < end:
        if escaped:
            escaped = 0
            p += 1
            continue
        if in_text:
            hits = quotes_or_backslashes32(p)
            if hits == _U(0):
                p += 32
                continue
            p += trailing_zeros(hits)
            if p >= end:
                break
            escaped = load8(p) == 92
            in_text = escaped
            p += 1
            continue
        c = load8(p)
        p += 1
        if c == 34:
            in_text = 1
        elif c == 91 or c == 123:
            depth += 1
        elif c == 93 or c == 125:
            depth -= 1
            if depth <= 0:
                break
    state[S_DEPTH], state[S_IN_TEXT], state[S_ESCAPED] = depth, in_text, escaped
    return min(p, end)
