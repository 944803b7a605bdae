"""Blocks of lines taken apart: `name 1/2 [3] 45.67: 89 word:`, then `  7f12 what+0x3 (where)`.

A line that begins a block says who, when and what; the indented lines after it, innermost first,
are its way. A block ends with an empty line or where the next begins; its only line may hold a
way of one step itself.
"""

from __future__ import annotations

import numpy as np

from perfview.kernels.interning import FULL, intern
from perfview.kernels.jit import inlined, kernel
from perfview.kernels.line_words import (
    before_blanks,
    is_blank,
    is_digit,
    is_hex,
    line_end,
    number,
    past_blanks,
    trimmed,
    word_begin,
    word_end,
)
from perfview.kernels.memory import load8, load64
from perfview.kernels.stacks import enter

_U = np.uint64
_SPACE, _HASH, _COLON, _POINT, _SLASH, _PLUS = 32, 35, 58, 46, 47, 43
_OPEN, _CLOSE, _OPENED, _SHUT, _X = 40, 41, 91, 93, 120
_SEVEN_BYTES = _U((1 << 56) - 1)
_INLINED = _U(int.from_bytes(b"inlined", "little"))

(DONE, NO_TEXT_ROOM, NO_PLACE_ROOM, NO_NODE_ROOM, NO_BLOCK_ROOM, NO_WAY_ROOM) = range(6)
(S_AT, S_PLACES, S_NODES, S_BLOCKS, S_STRANGE, S_FIRST_STRANGE, S_ENDED) = range(7)
(B_TIME, B_GROUP, B_OWNER, B_COUNT, B_NAME, B_WORD, B_NODE) = range(7)
(H_NAME, H_NAME_END, H_GROUP, H_OWNER, H_TIME, H_COUNT, H_WORD, H_WORD_END, H_REST) = range(9)
(P_WHAT, P_WHAT_END, P_WHERE, P_WHERE_END, P_IS_STEP) = range(5)


@inlined
def _moment(p, end):  # type: ignore[no-untyped-def]
    """`12.345678:` in billionths; -1 for any other word."""
    if end - p < 4 or load8(end - 1) != _COLON or not is_digit(load8(p)):
        return np.int64(-1)
    point = p
    while point < end and load8(point) != _POINT:
        point += 1
    whole = number(p, min(point, end))
    digits = end - 1 - point - 1
    fraction = number(point + 1, end - 1) if 0 < digits <= 9 else np.int64(-1)
    if whole < 0 or fraction < 0 or whole > 9000000000:
        return np.int64(-1)
    while digits < 9:
        fraction *= 10
        digits += 1
    return whole * 1000000000 + fraction


@kernel("int64(int64, int64, int64[::1])", _nrt=False)
def _owner(begin, end, found):  # type: ignore[no-untyped-def]
    """`name 12/34 [5]` before `end`, whatever else stands behind the numbers; 1 if it is there."""
    stop = before_blanks(begin, end)
    for _ in range(4):
        word = word_begin(begin, stop)
        slash = word
        while slash < stop and load8(slash) != _SLASH:
            slash += 1
        if slash < stop:
            found[H_GROUP], found[H_OWNER] = number(word, slash), number(slash + 1, stop)
            if found[H_GROUP] < 0:
                found[H_OWNER] = -1
        else:
            found[H_GROUP], found[H_OWNER] = -1, number(word, stop)
        if found[H_OWNER] >= 0:
            found[H_NAME] = past_blanks(begin, word)
            found[H_NAME_END] = max(before_blanks(begin, word), found[H_NAME])
            return 1
        if word == begin:
            return 0
        stop = before_blanks(begin, word)
    return 0


@kernel("int64(int64, int64, int64[::1])", _nrt=False)
def _header(begin, end, found):  # type: ignore[no-untyped-def]
    """Take a block's first line apart: 1 and `found` (addresses, numbers, -1 none), else 0."""
    found[H_TIME] = found[H_COUNT] = -1
    p = begin
    while p < end:
        p = past_blanks(p, end)
        stop = word_end(p, end)
        found[H_TIME] = _moment(p, stop)
        if found[H_TIME] >= 0 and _owner(begin, p, found) == 1:
            p = past_blanks(stop, end)
            break
        found[H_TIME] = -1
        p = stop
    if found[H_TIME] < 0:
        # Recorded without times: who, and perhaps what, whose word ends in a colon.
        if is_blank(load8(begin)):
            return 0
        if is_digit(load8(end - 1)) and _owner(begin, end, found) == 1:
            found[H_WORD] = found[H_WORD_END] = found[H_REST] = end
            return 1
        p = end
        while p > begin and (load8(p - 1) != _COLON or (p < end and not is_blank(load8(p)))):
            p -= 1
        p = word_begin(begin, p)
        before = before_blanks(begin, p)
        count = word_begin(begin, before)
        if p == begin or _owner(begin, p, found) == 0:
            return 0
        if _owner(begin, count, found) == 1 and number(count, before) >= 0:
            p = count
        else:
            _owner(begin, p, found)
    stop = word_end(p, end)
    if number(p, stop) >= 0:
        found[H_COUNT] = number(p, stop)
        p = past_blanks(stop, end)
        stop = word_end(p, end)
    found[H_WORD] = found[H_WORD_END] = p
    if p < end:
        if load8(stop - 1) != _COLON:
            return 0
        found[H_WORD_END] = stop - 1
    found[H_REST] = past_blanks(stop, end)
    return 1


@kernel("int64(int64, int64, int64[::1])", _nrt=False)
def _step(begin, end, found):  # type: ignore[no-untyped-def]
    """Take `7f12 what+0x3 (where)` apart; P_IS_STEP is 0 where neither number
    nor place is, or the place is no more than `inlined`."""
    p = past_blanks(begin, end)
    stop = end
    found[P_WHERE] = found[P_WHERE_END] = 0
    if p < end and load8(end - 1) == _CLOSE:
        q = end - 1
        depth = 1
        while q > p and depth > 0:
            q -= 1
            c = load8(q)
            depth += 1 if c == _CLOSE else (-1 if c == _OPEN else 0)
        if depth == 0 and q > p and is_blank(load8(q - 1)):
            found[P_WHERE], found[P_WHERE_END] = q + 1, end - 1
            stop = before_blanks(p, q)
    word = p
    while word < stop and is_hex(load8(word)):
        word += 1
    numbered = word > p and word < stop and is_blank(load8(word))
    if numbered:
        p = past_blanks(word, stop)
    q = stop
    while q > p and is_hex(load8(q - 1)):
        q -= 1
    if stop > q > p + 3 and load8(q - 1) == _X and load8(q - 2) == 48 and load8(q - 3) == _PLUS:
        stop = q - 3
    found[P_WHAT], found[P_WHAT_END] = p, stop
    inlined = found[P_WHERE_END] - found[P_WHERE] == 7
    inlined = inlined and load64(found[P_WHERE]) & _SEVEN_BYTES == _INLINED
    found[P_IS_STEP] = 1 if numbered or (found[P_WHERE_END] > 0 and not inlined) else 0
    return 1 if stop > p else 0


@inlined
def _place(found, table, places, keys, slots, state):  # type: ignore[no-untyped-def]
    """The number of what and where a step is; less than 0 when there is no room for a new one."""
    what = intern(found[P_WHAT], found[P_WHAT_END] - found[P_WHAT], table)
    where = np.int64(-1)
    if found[P_WHERE_END] > found[P_WHERE]:
        where = intern(found[P_WHERE], found[P_WHERE_END] - found[P_WHERE], table)
        if where == FULL:
            return np.int64(-NO_TEXT_ROOM)
    if what == FULL:
        return np.int64(-NO_TEXT_ROOM)
    return _entered(np.int32(-2 - where), np.int32(what), places, keys, slots, state)


@inlined
def _entered(above, key, places, keys, slots, state):  # type: ignore[no-untyped-def]
    count = state[S_PLACES]
    if count >= places.size:
        return np.int64(-NO_PLACE_ROOM)
    found = enter(above, key, slots, slots.size - 1, places, keys, count)
    if found == count:
        places[count], keys[count] = above, key
        state[S_PLACES] = count + 1
    return found


@inlined
def _source_line(found, place, table, places, keys, slots, state):  # type: ignore[no-untyped-def]
    """The place with `file.c:12` or `file.c:12 (inlined)` beside it; as it is when the line found
    says nothing of the kind."""
    p, end = found[P_WHAT], found[P_WHAT_END]
    colon = end
    while colon > p and is_digit(load8(colon - 1)):
        colon -= 1
    line = number(colon, end)
    if colon <= p + 1 or load8(colon - 1) != _COLON or line < 0 or line > 0x7FFFFFFF:
        return np.int64(place)
    file = intern(p, colon - 1 - p, table)
    if file == FULL:
        return np.int64(-NO_TEXT_ROOM)
    base = np.int64(place)
    while places[base] >= 0:
        base = np.int64(places[base])
    if found[P_WHERE_END] > 0:
        where = intern(found[P_WHERE], found[P_WHERE_END] - found[P_WHERE], table)
        if where == FULL:
            return np.int64(-NO_TEXT_ROOM)
        base = _entered(np.int32(-2 - where), keys[base], places, keys, slots, state)
        if base < 0:
            return base
    at = _entered(np.int32(base), np.int32(file), places, keys, slots, state)
    if at < 0:
        return at
    return _entered(np.int32(at), np.int32(line), places, keys, slots, state)


@inlined
def _is_module_and_address(begin, end):  # type: ignore[no-untyped-def]
    """1 for `libc.so.6[2dc40]`: what stands in a source line's place where none is known
    (tools/perf/util/srcline.c)."""
    p = end - 1
    if p <= begin or load8(p) != _SHUT:
        return 0
    while p > begin and is_hex(load8(p - 1)):
        p -= 1
    is_known = p < end - 1 and p > begin + 1 and load8(p - 1) == _OPENED
    return 1 if is_known and not is_blank(load8(p - 2)) else 0


@kernel(
    "int64(int64, int64, int64, int64, int64[::1], int32[::1], int32[::1], int32[::1], int32[::1],"
    " int64[::1])",
    _nrt=False,
)
def _way(p, stop, last, table, found, places, keys, slots, way, state):  # type: ignore[no-untyped-def]
    """The steps from `p` on into `way`; how many, -code without room. state[S_ENDED]: where the
    block ends, 0 when the window ends before."""
    depth = 0
    state[S_ENDED] = 0
    while p < stop:
        feed = line_end(p, stop)
        if feed == stop and last == 0:
            return depth
        end = trimmed(p, feed)
        if end == p or (not is_blank(load8(p)) and load8(p) != _HASH):
            state[S_ENDED] = p
            return depth
        begins = load8(p) == _SPACE and _header(p, end, found) == 1 and found[H_TIME] >= 0
        if begins:
            state[S_ENDED] = p
            return depth
        if load8(p) != _HASH and _step(p, end, found) == 1:
            if depth >= way.size:
                return -NO_WAY_ROOM
            if depth > 0 and found[P_IS_STEP] == 0:
                if _is_module_and_address(found[P_WHAT], found[P_WHAT_END]) == 1:
                    p = feed + 1
                    continue
                place = _source_line(found, way[depth - 1], table, places, keys, slots, state)
                if place < 0:
                    return place
                if place != way[depth - 1]:
                    way[depth - 1] = place
                    p = feed + 1
                    continue
            place = _place(found, table, places, keys, slots, state)
            if place < 0:
                return place
            way[depth] = place
            depth += 1
        p = feed + 1
    state[S_ENDED] = stop if last else 0
    return depth


@kernel(
    "int64(int64, int64, int64, int64, int32[::1], int32[::1], int32[::1], int32[::1], int32[::1],"
    " int32[::1], int64[:, ::1], int32[::1], int64[::1], int64[::1], int64[::1])",
    _nrt=False,
)
def read_blocks(
    address,
    length,
    last,
    table,
    places,
    place_keys,
    place_slots,
    parent,
    key,
    slots,
    blocks,
    way,
    head,
    found,
    state,
):  # type: ignore[no-untyped-def]
    """Blocks of a window from `state[S_AT]` on; `last`: nothing follows the window.

    table: an `Interner`'s address, for names, words, what, where and files. places: a tree of
    (-2 - where, what), below it (file), below that (line); the tree of parent and key has such
    places for keys, outermost first. blocks int64 (room, 7), see B_TIME and on. way int32, head
    int64 (9), found int64 (9): room for working. Returns DONE or what there was no room for.
    """
    stop = address + length
    p = address + state[S_AT]
    while p < stop:
        state[S_AT] = p - address
        feed = line_end(p, stop)
        if feed == stop and last == 0:
            return DONE
        end = trimmed(p, feed)
        if end == p or load8(p) == _HASH or _header(p, end, head) == 0:
            if end > p and load8(p) != _HASH:
                if state[S_STRANGE] == 0:
                    state[S_FIRST_STRANGE] = p - address
                state[S_STRANGE] += 1
            p = feed + 1
            continue
        depth = _way(
            feed + 1, stop, last, table, found, places, place_keys, place_slots, way, state
        )
        if depth < 0:
            return -depth
        after = state[S_ENDED]
        if after == 0 and last == 0:
            return DONE
        after = max(after, min(feed + 1, stop))
        name = intern(head[H_NAME], head[H_NAME_END] - head[H_NAME], table)
        word = intern(head[H_WORD], head[H_WORD_END] - head[H_WORD], table)
        if name == FULL or word == FULL:
            return NO_TEXT_ROOM
        if depth == 0 and head[H_REST] < end and _step(head[H_REST], end, found) == 1:
            is_step = found[P_WHAT] > head[H_REST] and found[P_WHERE_END] > 0
            if is_step:
                place = _place(found, table, places, place_keys, place_slots, state)
                if place < 0:
                    return -place
                way[0] = place
                depth = 1
        row = state[S_BLOCKS]
        if row >= blocks.shape[0]:
            return NO_BLOCK_ROOM
        above = np.int32(-1)
        for step in range(depth - 1, -1, -1):
            count = state[S_NODES]
            if count >= parent.size:
                return NO_NODE_ROOM
            at = enter(above, way[step], slots, slots.size - 1, parent, key, count)
            if at == count:
                parent[count], key[count] = above, way[step]
                state[S_NODES] = count + 1
            above = np.int32(at)
        blocks[row, B_TIME], blocks[row, B_GROUP] = head[H_TIME], head[H_GROUP]
        blocks[row, B_OWNER], blocks[row, B_COUNT] = head[H_OWNER], head[H_COUNT]
        blocks[row, B_NAME], blocks[row, B_WORD], blocks[row, B_NODE] = name, word, above
        state[S_BLOCKS] = row + 1
        p = after
    state[S_AT] = length
    return DONE
