"""Over a JSON object, array or text of any size and depth, piece by piece, not looking inside."""

from __future__ import annotations

import numpy as np

from perfview.kernels.jit import kernel
from perfview.kernels.memory import load8, quotes_or_backslashes32, trailing_zeros

_S_DEPTH, _S_IN_TEXT, _S_ESCAPED, _S_DONE = range(4)

_U = np.uint64


@kernel("int64(int64, int64, int64[::1])", _nrt=False)
def _skip(p, end, state):  # type: ignore[no-untyped-def]
    """The address behind the bracket or quotation mark that closes what is open, else `end`."""
    depth, in_text, escaped = state[_S_DEPTH], state[_S_IN_TEXT], state[_S_ESCAPED]
    done = 0
    while p < end and not done:
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
            escaped = np.int64(load8(p) == 92)
            in_text = escaped
            done = np.int64(depth == 0 and in_text == 0)
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
            done = np.int64(depth <= 0)
    state[_S_DEPTH], state[_S_IN_TEXT], state[_S_ESCAPED] = depth, in_text, escaped
    state[_S_DONE] = done
    return min(p, end)


class Skipper:
    """Passes over one value; the first piece begins with its bracket or quotation mark."""

    def __init__(self) -> None:
        self._state = np.zeros(4, np.int64)

    def skip(self, padded: bytearray, length: int) -> int:
        """How many of the first bytes belong to the value."""
        start = int(np.frombuffer(padded, np.uint8).ctypes.data)
        return int(_skip(start, start + length, self._state)) - start

    @property
    def done(self) -> bool:
        """Whether the value has ended."""
        return bool(self._state[_S_DONE])
