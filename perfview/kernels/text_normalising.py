"""Texts with their literals taken out, so that alike ones become equal."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.interning import FULL, Interner, intern
from perfview.kernels.jit import kernel, part
from perfview.kernels.literals import (
    BACKTICK,
    CLOSE,
    COLON,
    COMMA,
    DASH,
    DOUBLE,
    HASH,
    LINE,
    MARK,
    OPEN,
    PLUS,
    QUOTE,
    SPACE,
    after_comment,
    after_literal,
    after_number,
    after_quoted,
    before_spaces,
    is_digit,
    is_hex,
    is_word,
    joins_sign,
)
from perfview.kernels.memory import PAD, load8, store8
from perfview.kernels.splitting import even_ranges, in_threads

QUERY, BACKSLASHED, OBJECT, COMMAND = range(4)
"""Ways of writing: SQL; SQL where "..." is a text and # begins a comment; JSON-like; KEY value."""

LONGEST = 1 << 14
"""Bytes of a normalised text; what is longer is cut."""

_WORTH_A_THREAD = 5_000


@part
def _write_mark(out, w, spaced):  # type: ignore[no-untyped-def]
    """Write a ?, with its sign taken in, and as one with the mark before it in a list."""
    if not spaced and w > 0 and load8(out + w - 1) in (DASH, PLUS):
        v = before_spaces(out, w - 1)
        if v > 0 and joins_sign(load8(out + v - 1)):
            spaced = v < w - 1
            w = v
    v = before_spaces(out, w)
    if v > 0 and load8(out + v - 1) == COMMA:
        u = before_spaces(out, v - 1)
        if u > 0 and load8(out + u - 1) == MARK:
            return u
    if spaced and w > 0 and load8(out + w - 1) not in (OPEN, 91, SPACE):
        store8(out + w, SPACE)
        w += 1
    store8(out + w, MARK)
    return w + 1


@part
def _fold_group(out, w):  # type: ignore[no-untyped-def]
    """Take a "(?)" at the end away when it repeats the one before: VALUES (?), (?)."""
    if w < 3 or load8(out + w - 3) != OPEN or load8(out + w - 2) != MARK:
        return w
    v = before_spaces(out, w - 3)
    if v == 0 or load8(out + v - 1) != COMMA:
        return w
    v = before_spaces(out, v - 1)
    if v < 3 or load8(out + v - 3) != OPEN or load8(out + v - 2) != MARK:
        return w
    return v if load8(out + v - 1) == CLOSE else w


@part
def _write(out, w, c, spaced):  # type: ignore[no-untyped-def]
    """Write a byte, after one space if any stood before it and it matters."""
    if spaced and w > 0 and c != CLOSE and c != COMMA:
        last = load8(out + w - 1)
        if last != OPEN and last != SPACE:
            store8(out + w, SPACE)
            w += 1
    store8(out + w, c)
    w += 1
    return _fold_group(out, w) if c == CLOSE else w


@part
def _copy(out, w, p, q, spaced):  # type: ignore[no-untyped-def]
    w = _write(out, w, load8(p), spaced)
    for at in range(p + 1, q):
        store8(out + w, load8(at))
        w += 1
    return w


@part
def _query(p, end, out, room, dialect):  # type: ignore[no-untyped-def]
    """SQL and its relatives. Returns the length written."""
    begin = p
    w = 0
    spaced = False
    while p < end and w < room:
        c = load8(p)
        if c <= SPACE:
            spaced = True
            p += 1
            continue
        q = after_comment(p, end)
        if dialect == BACKSLASHED and c == HASH:
            while q < end and load8(q) != LINE:
                q += 1
        if q > p:
            p = q
            spaced = True
            continue
        before = load8(p - 1) if p > begin else SPACE
        q = p + 1 if c == MARK else after_literal(p, end, before, dialect == BACKSLASHED, True)
        if q > p:
            w = _write_mark(out, w, spaced)
        elif c in (DOUBLE, BACKTICK):
            q = min(after_quoted(p, end, True), p + room - w)
            w = _copy(out, w, p, q, spaced)
        else:
            q = p + 1
            w = _write(out, w, c, spaced)
        p = q
        spaced = False
    while w > 0 and load8(out + w - 1) in (SPACE, 59):
        w -= 1
    return w


@part
def _object(p, end, out, room):  # type: ignore[no-untyped-def]
    """JSON-like commands: values become ?; names stay, and the target of {"find": "orders"}."""
    w = 0
    spaced = False
    whole = p < end and load8(p) == 123
    first = True
    depth = 0
    begin = p
    while p < end and w < room:
        c = load8(p)
        if c <= SPACE:
            spaced = True
            p += 1
            continue
        depth += 1 if c == 123 or c == 91 else -1 if c == 125 or c == 93 else 0
        q = p + 1
        if c in (QUOTE, DOUBLE):
            q = after_quoted(p, end, True)
            ahead = q
            while ahead < end and load8(ahead) <= SPACE:
                ahead += 1
            is_name = ahead < end and load8(ahead) == COLON
            if is_name or (whole and first and depth == 1):
                w = _copy(out, w, p, min(q, p + room - w), spaced)
            else:
                w = _write_mark(out, w, spaced)
            first = first and is_name
        elif is_digit(c) and (p == begin or not is_word(load8(p - 1))):
            q = after_number(p, end)
            w = _write_mark(out, w, spaced)
            first = False
        else:
            w = _write(out, w, c, spaced)
        p = q
        spaced = False
    return before_spaces(out, w)


@part
def _is_mark_worthy(p, q, after_mark):  # type: ignore[no-untyped-def]
    """Whether a piece of a key is an id: a number, or long with digits in it, or more of one."""
    digits, hexes = 0, 0
    for at in range(p, q):
        digits += is_digit(load8(at))
        hexes += is_hex(load8(at))
    length = q - p
    if length == 0:
        return False
    if digits == length or (digits > 0 and length >= 6) or (hexes == length and length >= 12):
        return True
    return after_mark and hexes == length


@part
def _key(p, end, out, w):  # type: ignore[no-untyped-def]
    """Write a key with the ids in it masked: user:1042:cart becomes user:?:cart."""
    after_mark = False
    while p < end:
        q = p
        while q < end and (is_word(load8(q)) and load8(q) != 95):
            q += 1
        if _is_mark_worthy(p, q, after_mark):
            if after_mark:
                w -= 1
            else:
                store8(out + w, MARK)
                w += 1
            after_mark = True
        else:
            for at in range(p, q):
                store8(out + w, load8(at))
                w += 1
            after_mark = False
        if q < end:
            store8(out + w, load8(q))
            w += 1
            after_mark = after_mark and load8(q) == DASH
        p = q + 1
    return w


@part
def _command(p, end, out, room):  # type: ignore[no-untyped-def]
    """Key-value commands, one a line: the command, its key with ids masked, the rest as one ?."""
    w = 0
    word = 0
    while p < end and w < room:
        c = load8(p)
        if c <= SPACE:
            if c == LINE and word > 0:
                word = 0
                store8(out + w, 59)
                w += 1
            p += 1
            continue
        q = p
        if c in (QUOTE, DOUBLE):
            q = after_quoted(p, end, True)
        else:
            while q < end and load8(q) > SPACE:
                q += 1
        if word <= 2 and w > 0:
            store8(out + w, SPACE)
            w += 1
        if word == 0:
            w = _copy(out, w, p, min(q, p + room - w), False)
        elif word == 1 and c != QUOTE and c != DOUBLE and c != MARK:
            w = _key(p, min(q, p + room - w), out, w)
        elif word <= 2:
            store8(out + w, MARK)
            w += 1
        word += 1
        p = q
    while w > 0 and load8(out + w - 1) in (SPACE, 59):
        w -= 1
    return w


@kernel(
    "int64(int64, int64[::1], int32[::1], int32[::1], int32[::1], int64, int64, int32[::1],"
    " int64, int64)"
)
def _normalise(arena, offsets, text, way, suffix, out, table, ids, begin, stop):  # type: ignore[no-untyped-def]
    for i in range(begin, stop):
        p, end = arena, arena
        if text[i] >= 0:
            p, end = arena + offsets[text[i]], arena + offsets[text[i] + 1]
        while p < end and load8(p) <= SPACE:
            p += 1
        looks = load8(p) if p < end else 0
        if way[i] == OBJECT or (way[i] == QUERY and looks == 123):
            w = _object(p, end, out, LONGEST)
        elif way[i] == COMMAND:
            w = _command(p, end, out, LONGEST)
        else:
            w = _query(p, end, out, LONGEST, way[i])
        if suffix[i] >= 0:
            store8(out + w, SPACE)
            store8(out + w + 1, OPEN)
            w += 2
            for at in range(arena + offsets[suffix[i]], arena + offsets[suffix[i] + 1]):
                if w < LONGEST + 256:
                    store8(out + w, load8(at))
                    w += 1
            store8(out + w, CLOSE)
            w += 1
        found = intern(out, w, table)
        if found == FULL:
            return i
        ids[i] = found
    return stop


def normalise(
    arena: NDArray[np.uint8],
    offsets: NDArray[np.int64],
    text: NDArray[np.int32],
    way: NDArray[np.int32],
    suffix: NDArray[np.int32],
) -> tuple[NDArray[np.int32], Interner]:
    """Normalise texts of an arena: int32 ids, one a text, into the interner of the results.

    text i is arena[offsets[text[i]]:offsets[text[i] + 1]] (-1 is empty), written in `way[i]`
    (QUERY, ...); with `suffix[i]` >= 0 that text follows in parentheses. Numbers, quoted texts
    and parameters become ?, lists of them one ?, comments go, white space folds, the rest stays.
    """
    ids = np.empty(len(text), np.int32)
    interners: dict[int, Interner] = {}

    def work(begin: int, stop: int) -> None:
        interner = interners.setdefault(begin, Interner())
        out = np.zeros(2 * LONGEST + 1024 + PAD, np.uint8)
        done = begin
        while done < stop:
            done = _normalise(
                arena.ctypes.data, offsets, text, way, suffix, out.ctypes.data,
                interner.address, ids, done, stop,
            )  # fmt: skip
            if done < stop:
                interner.grow(len(out))

    parts = even_ranges(len(text), worth=_WORTH_A_THREAD)
    in_threads(work, parts)
    whole = interners[0]
    for begin, stop in parts[1:]:
        ids[begin:stop] = whole.merge(interners[begin])[ids[begin:stop]]
    return ids, whole
