"""Lines of a graph written with short names: `fl=(1) a.c`, `fn=(2) main`, `16 20`, `calls=1 50`.

Nodes are named by three texts (`ob=`, `fl=`, `fn=`), numbers after positions are a node's own, and
those on the line after `calls=` belong to the edge to the node that `cfn=` names.
"""

from __future__ import annotations

import numpy as np

from perfview.kernels.decimals import parse_decimal
from perfview.kernels.interning import FULL, intern
from perfview.kernels.jit import inlined, kernel
from perfview.kernels.line_words import is_blank, line_end, number, past_blanks, trimmed, word_end
from perfview.kernels.memory import load8
from perfview.kernels.stacks import enter

_HASH, _OPEN, _CLOSE, _STAR, _PLUS, _MINUS, _COLON, _EQUALS = 35, 40, 41, 42, 43, 45, 58, 61
_F, _N, _L, _C, _O, _B, _J = (ord(letter) for letter in "fnlcobj")
_LARGEST_ID = 1 << 26

(DONE, NO_TEXT_ROOM, NO_NODE_ROOM, NO_EDGE_ROOM, NO_LINE_ROOM, NO_ID_ROOM, HEADER) = range(7)
(
    S_AT,
    S_HEADER,
    S_NODES,
    S_EDGES,
    S_STRANGE,
    S_FIRST_STRANGE,
    S_ID,
    S_OBJECT,
    S_FILE,
    S_NODE,
    S_TO_OBJECT,
    S_TO_FILE,
    S_TO,
    S_TIMES,
    S_JUMPED,
    S_LINE,
    S_LINES,
) = range(17)
STATES = 17
(OBJECTS, FILES, NODES) = range(3)


@inlined
def _text(p, end, kind, ids, table, state):  # type: ignore[no-untyped-def]
    """The text of `(12) name`, `(12)` or `name`; -code when there is no room for it."""
    close = p
    if p < end and load8(p) == _OPEN:
        while close < end and load8(close) != _CLOSE:
            close += 1
    short = number(p + 1, close) if close > p else np.int64(-1)
    if short < 0 or short > _LARGEST_ID or close >= end:
        found = intern(p, end - p, table)
        return found if found != FULL else np.int64(-NO_TEXT_ROOM)
    if short >= ids.shape[1]:
        state[S_ID] = short
        return np.int64(-NO_ID_ROOM)
    begin = past_blanks(close + 1, end)
    if begin == end and ids[kind, short] >= 0:
        return np.int64(ids[kind, short])
    if begin == end:
        begin = p
    found = intern(begin, end - begin, table)
    if found == FULL:
        return np.int64(-NO_TEXT_ROOM)
    ids[kind, short] = found
    return found


@inlined
def _entered(above, label, parent, key, slots, state, which):  # type: ignore[no-untyped-def]
    """The node or edge of this key; less than 0 when there is no room for a new one."""
    count = state[which]
    if count >= parent.size:
        return np.int64(-NO_NODE_ROOM)
    found = enter(above, label, slots, slots.size - 1, parent, key, count)
    if found == count:
        parent[count], key[count] = above, label
        state[which] = count + 1
    return found


@inlined
def _node(of, file, name, parent, key, slots, state):  # type: ignore[no-untyped-def]
    above = _entered(np.int32(-2 - of), np.int32(file), parent, key, slots, state, S_NODES)
    if above < 0:
        return above
    return _entered(np.int32(above), np.int32(name), parent, key, slots, state, S_NODES)


@inlined
def _line(p, end, place, last):  # type: ignore[no-untyped-def]
    """The position at this place of a line, -1 for none; `+2`, `-2` and `*` start from `last`."""
    for _ in range(place):
        p = past_blanks(word_end(p, end), end)
    stop = word_end(p, end)
    c = load8(p) if p < end else 0
    if place < 0 or c == _STAR:
        return np.int64(last)
    signed = _PLUS <= c <= _MINUS
    moved = number(p + 1, stop) if signed else number(p, stop)
    if moved < 0 or moved > 0x7FFFFFFF:
        return np.int64(-1)
    if not signed:
        return moved
    return last + moved if c == _PLUS else last - moved


@kernel("int64(int64, int64, int64, int64, float64[::1], float64[::1])", _nrt=False)
def _numbers(p, end, positions, relative, last, now):  # type: ignore[no-untyped-def]
    """The numbers behind the positions into `now` (0 where none is left); 1 unless one is odd.

    `last` are those of the line before, which `*` repeats and, if `relative`, `+2` and `-2` start
    from.
    """
    for _ in range(positions):
        p = past_blanks(word_end(p, end), end)
    for k in range(now.size):
        now[k] = 0.0
        if p >= end:
            continue
        stop = word_end(p, end)
        c = load8(p)
        if c == _STAR:
            now[k] = last[k]
        elif c == _PLUS:
            now[k] = last[k] + parse_decimal(p + 1, stop - p - 1)
        elif c == _MINUS and relative != 0:
            now[k] = last[k] + parse_decimal(p, stop - p)
        else:
            now[k] = parse_decimal(p, stop - p)
        if now[k] - now[k] != 0.0:
            return 0
        p = past_blanks(stop, end)
    return 1


@kernel(
    "int64(int64, int64, int64, int64, int32[:, ::1], int32[::1], int32[::1], int32[::1],"
    " int64[::1])",
    _nrt=False,
)
def _named(p, equals, end, table, ids, parent, key, slots, state):  # type: ignore[no-untyped-def]
    """A line that names something; its code, or -1 when it has no meaning."""
    size = equals - p
    last = load8(equals - 1)
    begin = past_blanks(equals + 1, end)
    jumps = load8(p) == _J
    to = 1 if size == 3 and (load8(p) == _C or jumps) else 0
    first = load8(p + to)
    if size == 5:
        stop = word_end(begin, end)
        times = parse_decimal(begin, stop - begin)
        state[S_TIMES] = np.int64(times) if times == times else 0
        return DONE if state[S_TO] >= 0 else -1
    if size == 4 and jumps:
        state[S_JUMPED] = 1
        return DONE
    if size != 2 + to:
        return -1
    kind = OBJECTS if first == _O and last == _B else FILES
    kind = NODES if first == _F and last == _N else kind
    if kind == FILES and first != _F:
        return -1
    text = _text(begin, end, kind, ids, table, state)
    if text < 0:
        return -text
    if jumps:
        return DONE
    if kind != NODES:
        state[S_OBJECT + kind + to * (S_TO_OBJECT - S_OBJECT)] = text
        return DONE
    of, file = state[S_OBJECT], state[S_FILE]
    if to:
        of = state[S_TO_OBJECT] if state[S_TO_OBJECT] >= 0 else of
        file = state[S_TO_FILE] if state[S_TO_FILE] >= 0 else file
    node = _node(of, file, text, parent, key, slots, state)
    if node < 0:
        return -node
    state[S_TO if to else S_NODE] = node
    if not to:
        state[S_TO] = state[S_TO_FILE] = state[S_TO_OBJECT] = state[S_TIMES] = -1
    return DONE


@kernel(
    "int64(int64, int64, int64, int64, int64, int64, int64, int32[:, ::1], int32[::1],"
    " int32[::1], int32[::1], int32[::1], int32[::1], int32[::1], int32[::1], int32[::1],"
    " int32[::1], float64[::1], float64[:, ::1], float64[:, ::1], int64[::1], float64[::1],"
    " float64[::1], int64[::1])",
    _nrt=False,
)
def read_graph(
    address,
    length,
    last,
    positions,
    line_place,
    relative,
    table,
    ids,
    parent,
    key,
    slots,
    source,
    target,
    edge_slots,
    line_node,
    line,
    line_slots,
    line_cost,
    own,
    edge,
    times,
    before,
    now,
    state,
):  # type: ignore[no-untyped-def]
    """Lines of a window from `state[S_AT]` on; `last`: nothing follows the window.

    relative: a sign before a number means that it counts from the one in the line before. table:
    an `Interner`'s address; ids int32 (3, room): texts by short name, -1 none. parent, key:
    a tree of nodes, (-2 - object, file) and below that (name). source, target: edges between such.
    line_node, line: lines of a node's own file, whose number is the position at line_place (-1
    none), line_cost float64 (room) takes the first of their own numbers.
    own float64 (room, m) by node, edge float64 (room, m) and times int64 (room) by edge are added
    to. before, now float64 (m): room for working. Returns DONE, what there was no room for, or
    HEADER for a line `word: anything`, at S_AT and of S_HEADER bytes, which whoever calls skips.
    """
    stop = address + length
    p = address + state[S_AT]
    while p < stop:
        state[S_AT] = p - address
        feed = line_end(p, stop)
        if feed == stop and last == 0:
            return DONE
        end = trimmed(p, feed)
        begin = past_blanks(p, end)
        c = load8(begin) if begin < end else _HASH
        strange = False
        if 48 <= c <= 57 or _STAR <= c <= _PLUS or c == _MINUS:
            node = state[S_NODE]
            here = _line(begin, end, line_place, state[S_LINE])
            # Behind a jump stands no more than where it is from.
            if state[S_JUMPED] == 1:
                state[S_JUMPED] = 0
                state[S_LINE] = here
                p = feed + 1
                continue
            strange = node < 0 or _numbers(begin, end, positions, relative, before, now) == 0
            if not strange and state[S_TIMES] >= 0:
                to = np.int32(state[S_TO])
                at = _entered(np.int32(node), to, source, target, edge_slots, state, S_EDGES)
                if at < 0:
                    return NO_EDGE_ROOM
                times[at] += state[S_TIMES]
                for k in range(now.size):
                    edge[at, k] += now[k]
                    before[k] = now[k]
                state[S_TO] = state[S_TO_FILE] = state[S_TO_OBJECT] = state[S_TIMES] = -1
            elif not strange:
                if here > 0 and key[parent[node]] == state[S_FILE]:
                    at = _entered(
                        np.int32(node), np.int32(here), line_node, line, line_slots, state, S_LINES
                    )
                    if at < 0:
                        return NO_LINE_ROOM
                    line_cost[at] += now[0]
                for k in range(now.size):
                    own[node, k] += now[k]
                    before[k] = now[k]
            state[S_LINE] = here
        elif c != _HASH:
            q = begin
            while q < end and load8(q) != _EQUALS and load8(q) != _COLON and not is_blank(load8(q)):
                q += 1
            if q < end and load8(q) == _COLON:
                state[S_HEADER] = end - p
                return HEADER
            strange = q == begin or load8(q) != _EQUALS or end <= q
            if not strange:
                code = _named(begin, q, end, table, ids, parent, key, slots, state)
                if code > 0:
                    return code
                strange = code < 0
        if strange:
            state[S_FIRST_STRANGE] = (
                p - address if state[S_STRANGE] == 0 else state[S_FIRST_STRANGE]
            )
            state[S_STRANGE] += 1
        p = feed + 1
    state[S_AT] = length
    return DONE
