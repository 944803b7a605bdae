"""Texts with their literals taken out, so that alike ones become equal."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.interning import FULL, Interner, intern
from perfview.kernels.jit import kernel, part
from perfview.kernels.memory import PAD, load8, store8
from perfview.kernels.splitting import even_ranges, in_threads

QUERY, BACKSLASHED, OBJECT, COMMAND = range(4)
"""Ways of writing: SQL; SQL where "..." is a text and # begins a comment; JSON-like; KEY value."""

LONGEST = 1 << 14
"""Bytes of a normalised text; what is longer is cut."""

_WORTH_A_THREAD = 5_000

_MARK = 63  # ?
_SPACE = 32
_QUOTE, _DOUBLE, _BACKTICK, _BACKSLASH = 39, 34, 96, 92
_OPEN, _CLOSE, _COMMA, _DOLLAR, _DASH, _SLASH, _STAR, _HASH = 40, 41, 44, 36, 45, 47, 42, 35
_COLON, _AT, _PERCENT, _LINE, _DOT, _PLUS = 58, 64, 37, 10, 46, 43


@part
def _is_digit(c):  # type: ignore[no-untyped-def]
    return 48 <= c <= 57


@part
def _is_word(c):  # type: ignore[no-untyped-def]
    """Letters, digits, underscore and everything beyond ASCII."""
    return 48 <= c <= 57 or 65 <= (c & 0xDF) <= 90 or c == 95 or c >= 128


@part
def _is_hex(c):  # type: ignore[no-untyped-def]
    return 48 <= c <= 57 or 65 <= (c & 0xDF) <= 70


@part
def _after_quoted(p, end):  # type: ignore[no-untyped-def]
    """Past the quote that closes the one at p; doubled and backslashed ones do not close."""
    quote = load8(p)
    p += 1
    while p < end:
        c = load8(p)
        if c == _BACKSLASH:
            p += 2
        elif c != quote:
            p += 1
        elif p + 1 < end and load8(p + 1) == quote:
            p += 2
        else:
            return p + 1
    return end


@part
def _after_comment(p, end):  # type: ignore[no-untyped-def]
    """Past the comment at p (-- to the end of line, or /* */, nested); p when there is none."""
    if p + 1 >= end:
        return p
    c, d = load8(p), load8(p + 1)
    if c == _DASH and d == _DASH:
        while p < end and load8(p) != _LINE:
            p += 1
        return p
    if c != _SLASH or d != _STAR:
        return p
    depth = 1
    p += 2
    while p < end and depth > 0:
        if p + 1 < end and load8(p) == _STAR and load8(p + 1) == _SLASH:
            depth -= 1
            p += 2
        elif p + 1 < end and load8(p) == _SLASH and load8(p + 1) == _STAR:
            depth += 1
            p += 2
        else:
            p += 1
    return p


@part
def _after_dollars(p, end):  # type: ignore[no-untyped-def]
    """Past a dollar-quoted text or a $1 at p; p when it is neither."""
    q = p + 1
    if q < end and _is_digit(load8(q)):
        while q < end and _is_digit(load8(q)):
            q += 1
        return q
    while q < end and _is_word(load8(q)):
        q += 1
    if q >= end or load8(q) != _DOLLAR:
        return p
    length = q + 1 - p
    q += 1
    while q + length <= end:
        same = 0
        while same < length and load8(q + same) == load8(p + same):
            same += 1
        if same == length:
            return q + length
        q += 1
    return end


@part
def _after_number(p, end):  # type: ignore[no-untyped-def]
    """Past the number at p: 12, 1.5e-3, 0x1F."""
    if load8(p) == 48 and p + 1 < end and (load8(p + 1) | 32) == 120:
        p += 2
        while p < end and _is_hex(load8(p)):
            p += 1
        return p
    while p < end:
        c = load8(p)
        sign = load8(p + 1) if (c | 32) == 101 and p + 1 < end else 0
        if _is_digit(sign) or sign in (_DASH, _PLUS):
            p += 2
        elif _is_digit(c) or c == _DOT:
            p += 1
        else:
            break
    return p


@part
def _after_literal(p, end, before, double_is_text):  # type: ignore[no-untyped-def]
    """Past the literal or parameter at p; p when there is none. `before` is the byte before it."""
    c = load8(p)
    following = load8(p + 1) if p + 1 < end else 0
    if c == _QUOTE or (c == _DOUBLE and double_is_text):
        return _after_quoted(p, end)
    if _is_word(before) or before == _DOLLAR:
        return p
    prefixed = following == _QUOTE and (c | 32) in (110, 101, 98, 120)  # N'' E'' B'' X''
    if prefixed:
        return _after_quoted(p + 1, end)
    if _is_digit(c) or (c == _DOT and _is_digit(following) and before != _CLOSE):
        return _after_number(p, end)
    if c == _DOLLAR:
        return _after_dollars(p, end)
    named = (c == _COLON and before != _COLON) or (c == _AT and before != _AT)
    if named and _is_word(following):
        p += 1
        while p < end and _is_word(load8(p)):
            p += 1
        return p
    if c == _PERCENT and (following | 32) == 115:
        return p + 2
    if c == _PERCENT and following == _OPEN:
        q = p + 2
        while q < end and load8(q) != _CLOSE:
            q += 1
        return min(q + 2, end) if q + 1 < end and load8(q + 1) == 115 else p
    return p


@part
def _before_spaces(out, w):  # type: ignore[no-untyped-def]
    """How much of the output is left without the spaces at its end."""
    while w > 0 and load8(out + w - 1) == _SPACE:
        w -= 1
    return w


@part
def _joins(c):  # type: ignore[no-untyped-def]
    """Whether a sign after this byte belongs to the number behind it: = < > ( , * / + - [ :"""
    return c in (61, 60, 62, _OPEN, _COMMA, _STAR, _SLASH, _PLUS, _DASH, 91, _COLON)


@part
def _write_mark(out, w, spaced):  # type: ignore[no-untyped-def]
    """Write a ?, with its sign taken in, and as one with the mark before it in a list."""
    if not spaced and w > 0 and load8(out + w - 1) in (_DASH, _PLUS):
        v = _before_spaces(out, w - 1)
        if v > 0 and _joins(load8(out + v - 1)):
            spaced = v < w - 1
            w = v
    v = _before_spaces(out, w)
    if v > 0 and load8(out + v - 1) == _COMMA:
        u = _before_spaces(out, v - 1)
        if u > 0 and load8(out + u - 1) == _MARK:
            return u
    if spaced and w > 0 and load8(out + w - 1) not in (_OPEN, 91, _SPACE):
        store8(out + w, _SPACE)
        w += 1
    store8(out + w, _MARK)
    return w + 1


@part
def _fold_group(out, w):  # type: ignore[no-untyped-def]
    """Take a "(?)" at the end away when it repeats the one before: VALUES (?), (?)."""
    if w < 3 or load8(out + w - 3) != _OPEN or load8(out + w - 2) != _MARK:
        return w
    v = _before_spaces(out, w - 3)
    if v == 0 or load8(out + v - 1) != _COMMA:
        return w
    v = _before_spaces(out, v - 1)
    if v < 3 or load8(out + v - 3) != _OPEN or load8(out + v - 2) != _MARK:
        return w
    return v if load8(out + v - 1) == _CLOSE else w


@part
def _write(out, w, c, spaced):  # type: ignore[no-untyped-def]
    """Write a byte, after one space if any stood before it and it matters."""
    if spaced and w > 0 and c != _CLOSE and c != _COMMA:
        last = load8(out + w - 1)
        if last != _OPEN and last != _SPACE:
            store8(out + w, _SPACE)
            w += 1
    store8(out + w, c)
    w += 1
    return _fold_group(out, w) if c == _CLOSE else w


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
        if c <= _SPACE:
            spaced = True
            p += 1
            continue
        q = _after_comment(p, end)
        if dialect == BACKSLASHED and c == _HASH:
            while q < end and load8(q) != _LINE:
                q += 1
        if q > p:
            p = q
            spaced = True
            continue
        before = load8(p - 1) if p > begin else _SPACE
        q = p + 1 if c == _MARK else _after_literal(p, end, before, dialect == BACKSLASHED)
        if q > p:
            w = _write_mark(out, w, spaced)
        elif c in (_DOUBLE, _BACKTICK):
            q = min(_after_quoted(p, end), p + room - w)
            w = _copy(out, w, p, q, spaced)
        else:
            q = p + 1
            w = _write(out, w, c, spaced)
        p = q
        spaced = False
    while w > 0 and load8(out + w - 1) in (_SPACE, 59):
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
        if c <= _SPACE:
            spaced = True
            p += 1
            continue
        depth += 1 if c == 123 or c == 91 else -1 if c == 125 or c == 93 else 0
        q = p + 1
        if c in (_QUOTE, _DOUBLE):
            q = _after_quoted(p, end)
            ahead = q
            while ahead < end and load8(ahead) <= _SPACE:
                ahead += 1
            is_name = ahead < end and load8(ahead) == _COLON
            if is_name or (whole and first and depth == 1):
                w = _copy(out, w, p, min(q, p + room - w), spaced)
            else:
                w = _write_mark(out, w, spaced)
            first = first and is_name
        elif _is_digit(c) and (p == begin or not _is_word(load8(p - 1))):
            q = _after_number(p, end)
            w = _write_mark(out, w, spaced)
            first = False
        else:
            w = _write(out, w, c, spaced)
        p = q
        spaced = False
    return _before_spaces(out, w)


@part
def _is_mark_worthy(p, q, after_mark):  # type: ignore[no-untyped-def]
    """Whether a piece of a key is an id: a number, or long with digits in it, or more of one."""
    digits, hexes = 0, 0
    for at in range(p, q):
        digits += _is_digit(load8(at))
        hexes += _is_hex(load8(at))
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
        while q < end and (_is_word(load8(q)) and load8(q) != 95):
            q += 1
        if _is_mark_worthy(p, q, after_mark):
            if after_mark:
                w -= 1
            else:
                store8(out + w, _MARK)
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
            after_mark = after_mark and load8(q) == _DASH
        p = q + 1
    return w


@part
def _command(p, end, out, room):  # type: ignore[no-untyped-def]
    """Key-value commands, one a line: the command, its key with ids masked, the rest as one ?."""
    w = 0
    word = 0
    while p < end and w < room:
        c = load8(p)
        if c <= _SPACE:
            if c == _LINE and word > 0:
                word = 0
                store8(out + w, 59)
                w += 1
            p += 1
            continue
        q = p
        if c in (_QUOTE, _DOUBLE):
            q = _after_quoted(p, end)
        else:
            while q < end and load8(q) > _SPACE:
                q += 1
        if word <= 2 and w > 0:
            store8(out + w, _SPACE)
            w += 1
        if word == 0:
            w = _copy(out, w, p, min(q, p + room - w), False)
        elif word == 1 and c != _QUOTE and c != _DOUBLE and c != _MARK:
            w = _key(p, min(q, p + room - w), out, w)
        elif word <= 2:
            store8(out + w, _MARK)
            w += 1
        word += 1
        p = q
    while w > 0 and load8(out + w - 1) in (_SPACE, 59):
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
        while p < end and load8(p) <= _SPACE:
            p += 1
        looks = load8(p) if p < end else 0
        if way[i] == OBJECT or (way[i] == QUERY and looks == 123):
            w = _object(p, end, out, LONGEST)
        elif way[i] == COMMAND:
            w = _command(p, end, out, LONGEST)
        else:
            w = _query(p, end, out, LONGEST, way[i])
        if suffix[i] >= 0:
            store8(out + w, _SPACE)
            store8(out + w + 1, _OPEN)
            w += 2
            for at in range(arena + offsets[suffix[i]], arena + offsets[suffix[i] + 1]):
                if w < LONGEST + 256:
                    store8(out + w, load8(at))
                    w += 1
            store8(out + w, _CLOSE)
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
