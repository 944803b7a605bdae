"""Lines `one;two;three 12`: parts joined by a separator, then numbers. Ways become a tree.

Numbers of one line stand behind blanks or, `one;two 1,2,3`, behind commas.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.decimals import parse_decimal
from perfview.kernels.growing_stacks import GrowingStacks
from perfview.kernels.interning import FULL, Interner, intern
from perfview.kernels.jit import inlined, kernel
from perfview.kernels.line_words import before_blanks, is_blank, line_end, trimmed
from perfview.kernels.memory import differ32, load8, load64, trailing_zeros
from perfview.kernels.stacks import enter
from perfview.kernels.window import Window

_U = np.uint64
_HASH, _COMMA = 0x23, 0x2C
_ONES, _HIGHS, _SEPARATORS = _U(0x0101010101010101), _U(0x8080808080808080), _U(0x3B3B3B3B3B3B3B3B)
_REMEMBERED = 4096

(DONE, NO_TEXT_ROOM, NO_NODE_ROOM, NO_LINE_ROOM) = range(4)
(S_AT, S_NODES, S_LINES, S_STRANGE, S_FIRST_STRANGE, S_KNOWN, S_LAST, S_COMMENTS) = range(8)


@dataclass(frozen=True)
class JoinedLines:
    """n lines in their order, and the tree of what they join.

    node int32 (n), -1 for a line that joins nothing; value float64 (columns, n). parent, key int32:
    the tree's nodes, parents first; keys are ids in `texts`. strange counts lines of another form,
    the first at byte first_strange of the content (-1 none); comments those that begin with `#`.
    """

    node: NDArray[np.int32]
    value: NDArray[np.float64]
    parent: NDArray[np.int32]
    key: NDArray[np.int32]
    texts: Interner
    strange: int
    first_strange: int
    comments: int


@inlined
def _part_end(p, end):  # type: ignore[no-untyped-def]
    """Where the next separator stands, or `end`."""
    while p < end:
        word = load64(p) ^ _SEPARATORS
        hit = (word - _ONES) & ~word & _HIGHS
        if hit != _U(0):
            return min(p + (trailing_zeros(hit) >> 3), end)
        p += 8
    return end


@inlined
def _same(p, q, end):  # type: ignore[no-untyped-def]
    """How many bytes from `p` on, before `end`, are those from `q` on."""
    at = p
    while at < end:
        mask = differ32(at, q + (at - p))
        if mask != _U(0):
            return min(at + trailing_zeros(mask), end) - p
        at += 32
    return end - p


@inlined
def _number_begin(begin, end):  # type: ignore[no-untyped-def]
    """Where the number that ends at `end` begins."""
    p = end
    while p > begin and not is_blank(load8(p - 1)) and load8(p - 1) != _COMMA:
        p -= 1
    return p


@kernel(
    "int64(int64, int64, int64, int64, int64, int32[::1], int32[::1], int32[::1], int32[::1],"
    " float64[:, ::1], int64[::1], int32[::1], int64[::1])",
    _nrt=False,
)
def _read(
    address, length, last, columns, table, parent, key, slots, node, value, ends, ways, state
):  # type: ignore[no-untyped-def]
    """Lines of the window from `state[S_AT]` on; `last`: nothing follows the window."""
    stop = address + length
    mask = slots.size - 1
    p = address + state[S_AT]
    while p < stop:
        end = line_end(p, stop)
        if end == stop and last == 0:
            break
        after = end + 1
        end = trimmed(p, end)
        if end == p or load8(p) == _HASH:
            state[S_COMMENTS] += 1 if end > p else 0
            state[S_AT] = after - address
            p = after
            continue
        row = state[S_LINES]
        if row >= node.size:
            return NO_LINE_ROOM
        fits = True
        for column in range(columns - 1, -1, -1):
            begin = _number_begin(p, end)
            number = parse_decimal(begin, end - begin)
            fits = fits and number - number == 0.0 and begin > p
            value[column, row] = number
            end = before_blanks(p, begin - 1 if begin > p and load8(begin - 1) == _COMMA else begin)
        if not fits:
            state[S_FIRST_STRANGE] = (
                p - address if state[S_STRANGE] == 0 else state[S_FIRST_STRANGE]
            )
            state[S_STRANGE] += 1
            state[S_AT] = after - address
            p = after
            continue
        # Lines that follow each other mostly begin alike: what they share is not looked up again.
        known = state[S_KNOWN]
        depth = 0
        at = p
        above = np.int32(-1)
        if known > 0:
            shared = p + _same(p, address + state[S_LAST], end)
            while depth < known and p + ends[depth] < shared:
                above = ways[depth]
                depth += 1
            at = p + ends[depth - 1] + 1 if depth > 0 else p
        state[S_KNOWN] = depth
        state[S_LAST] = p - address
        while at < end:
            close = _part_end(at, end)
            if close > at:
                text = intern(at, close - at, table)
                if text == FULL:
                    return NO_TEXT_ROOM
                count = state[S_NODES]
                if count >= parent.size:
                    return NO_NODE_ROOM
                found = enter(above, np.int32(text), slots, mask, parent, key, count)
                if found == count:
                    parent[count], key[count] = above, text
                    state[S_NODES] = count + 1
                above = np.int32(found)
            if depth < ends.size and close < end:
                ends[depth], ways[depth] = close - p, above
                depth += 1
                state[S_KNOWN] = depth
            at = close + 1
        node[row] = above
        state[S_LINES] = row + 1
        state[S_AT] = after - address
        p = after
    return DONE


class JoinedReader:
    """Takes lines from windows of a text, one after the other.

    `columns` is how many numbers end a line, 1 or more.
    """

    def __init__(self, columns: int) -> None:
        self._columns = columns
        self._texts, self._tree = Interner(), GrowingStacks()
        self._node = np.empty(1 << 12, np.int32)
        self._value = np.empty((columns, 1 << 12))
        self._ends, self._ways = np.empty(_REMEMBERED, np.int64), np.empty(_REMEMBERED, np.int32)
        self._state = np.zeros(8, np.int64)
        self._first_strange = -1

    def read(self, window: Window) -> int:
        """Take every whole line of the window; the offset of the first byte not taken."""
        state, tree = self._state, self._tree
        state[S_AT] = state[S_KNOWN] = 0
        while code := int(
            _read(
                window.address,
                window.length,
                int(window.ended),
                self._columns,
                self._texts.address,
                tree.parent,
                tree.key,
                tree.slots,
                self._node,
                self._value,
                self._ends,
                self._ways,
                state,
            )
        ):
            self._make_room(code, window)
        if state[S_STRANGE] and self._first_strange < 0:
            self._first_strange = window.offset + int(state[S_FIRST_STRANGE])
        return window.offset + min(int(state[S_AT]), window.length)

    def _make_room(self, code: int, window: Window) -> None:
        if code == NO_TEXT_ROOM:
            self._texts.grow(window.length)
        elif code == NO_NODE_ROOM:
            self._tree.grow(int(self._state[S_NODES]))
        else:
            more = 4 * len(self._node)
            self._node = np.resize(self._node, more)
            self._value = np.hstack([self._value, np.empty((self._columns, more - more // 4))])

    def finish(self) -> JoinedLines:
        """Everything taken so far."""
        lines, nodes = int(self._state[S_LINES]), int(self._state[S_NODES])
        return JoinedLines(
            self._node[:lines].copy(),
            np.ascontiguousarray(self._value[:, :lines]),
            self._tree.parent[:nodes].copy(),
            self._tree.key[:nodes].copy(),
            self._texts,
            int(self._state[S_STRANGE]),
            self._first_strange,
            int(self._state[S_COMMENTS]),
        )
