"""A statement written without its literals: each a ?, lists of alike ones as one."""

from __future__ import annotations

import numpy as np

from perfview.kernels.interning import hash_bytes
from perfview.kernels.jit import inlined, part
from perfview.kernels.literals import (
    AT,
    BACKTICK,
    CLOSE,
    COLON,
    COMMA,
    DASH,
    DOLLAR,
    DOUBLE,
    HASH,
    LINE,
    MARK,
    OPEN,
    PERCENT,
    PLUS,
    QUOTE,
    SLASH,
    SPACE,
    STAR,
    after_comment,
    after_literal,
    after_quoted,
    before_spaces,
    is_digit,
    is_word,
    joins_sign,
)
from perfview.kernels.memory import fold_multiply, load8, load64, load_signed, store8, store_signed

ESCAPES, DOUBLE_TEXT, HASH_COMMENTS, BRACKETS = 1, 2, 4, 8
"""How a language quotes, as bits: a backslash escapes; "x" is a text; # begins a comment; [x] is a
name."""
DEEPEST = 64
"""Brackets within brackets whose lists are folded; those deeper are kept as they are."""
SPARE = 2048
"""Bytes that must follow the room of an output: for what is written past it and for a stack."""

_U = np.uint64
_SQUARE = 91
_FACTOR = 0xA0761D6478BD642F
_NULL = 0x6C6C756E
_TRUE = 0x65757274
_FALSE = 0x65736C6166
_DEFAULT = 0x746C7561666564


@inlined
def _before_sign(out, w, spaced):  # type: ignore[no-untyped-def]
    """Where a number begins whose sign is the last thing written; w where there is none."""
    if spaced or w == 0 or load8(out + w - 1) not in (DASH, PLUS):
        return w
    v = before_spaces(out, w - 1)
    return w - 1 if v > 0 and joins_sign(load8(out + v - 1)) else w


@inlined
def _write(out, w, c, spaced):  # type: ignore[no-untyped-def]
    """Write a byte, after one space if any stood before it and it matters."""
    if spaced and w > 0 and c != CLOSE and c != COMMA:
        last = load8(out + w - 1)
        if last != OPEN and last != SPACE:
            store8(out + w, SPACE)
            w += 1
    store8(out + w, c)
    return w + 1


@part
def _copy(out, w, p, q, spaced):  # type: ignore[no-untyped-def]
    w = _write(out, w, load8(p), spaced)
    for at in range(p + 1, q):
        store8(out + w, load8(at))
        w += 1
    return w


@part
def _is_same(left, right, length):  # type: ignore[no-untyped-def]
    """Whether two places of the output hold the same bytes, with a ? among them."""
    marked = False
    for i in range(length):
        c = load8(left + i)
        if c != load8(right + i):
            return False
        marked = marked or c == MARK
    return marked


@part
def _fold_item(out, w, begin):  # type: ignore[no-untyped-def]
    """Take the item out[begin:w] of a list away when it repeats the one before: ?, ?."""
    while begin < w and load8(out + begin) == SPACE:
        begin += 1
    length = w - begin
    v = before_spaces(out, begin)
    if length == 0 or v == 0 or load8(out + v - 1) != COMMA:
        return w
    v = before_spaces(out, v - 1)
    if v <= length or not _is_same(out + begin, out + v - length, length):
        return w
    u = before_spaces(out, v - length)
    return v if u > 0 and load8(out + u - 1) in (OPEN, COMMA, _SQUARE) else w


@part
def _fold_group(out, w, begin):  # type: ignore[no-untyped-def]
    """Take the group out[begin:w] away when it repeats the one before: (?), (?)."""
    length = w - begin
    v = before_spaces(out, begin)
    if v == 0 or load8(out + v - 1) != COMMA:
        return w
    v = before_spaces(out, v - 1)
    return v if v >= length and _is_same(out + begin, out + v - length, length) else w


@inlined
def _after_word(p, end):  # type: ignore[no-untyped-def]
    while p < end and (is_word(load8(p)) or load8(p) == DOLLAR):
        p += 1
    return p


@part
def _is_constant(p, length):  # type: ignore[no-untyped-def]
    """Whether a word is null, true, false or default."""
    if length > 7 or length < 4:
        return False
    word = load64(p) & ((_U(1) << _U(8 * length)) - _U(1))
    word |= _U(0x2020202020202020) & ((_U(1) << _U(8 * length)) - _U(1))
    if length == 4:
        return word == _U(_NULL) or word == _U(_TRUE)
    return word == _U(_FALSE) if length == 5 else length == 7 and word == _U(_DEFAULT)


@part
def _stands_alone(out, w, q, end):  # type: ignore[no-untyped-def]
    """Whether a word that ends at q is an item by itself: between ( , = and ) ,."""
    v = before_spaces(out, w)
    if v == 0 or load8(out + v - 1) not in (OPEN, COMMA, 61):
        return False
    while q < end and load8(q) <= SPACE:
        q += 1
    return q == end or load8(q) in (COMMA, CLOSE, 59)


@part
def _after_name(p, end, c, way):  # type: ignore[no-untyped-def]
    """Past the quoted name at p: "x", `x`, [x]; p where there is none."""
    if c == BACKTICK or (c == DOUBLE and not way & DOUBLE_TEXT):
        return after_quoted(p, end, False)
    if c == _SQUARE and way & BRACKETS:
        while p < end and load8(p) != 93:
            p += 1
        return min(p + 1, end)
    return p


@part
def _after_remark(p, end, c, way):  # type: ignore[no-untyped-def]
    """Past the comment at p; of one that MySQL runs (/*!40101 …*/) only past its marks."""
    opens = c == SLASH and way & HASH_COMMENTS and p + 2 < end
    if opens and load8(p + 1) == STAR and load8(p + 2) == 33:
        p += 3
        while p < end and is_digit(load8(p)):
            p += 1
        return p
    if c == STAR and p + 1 < end and load8(p + 1) == SLASH and way & HASH_COMMENTS:
        return p + 2
    if c == HASH and way & HASH_COMMENTS:
        while p < end and load8(p) != LINE:
            p += 1
        return p
    return after_comment(p, end)


@inlined
def _after_value(begin, p, end, out, w, way):  # type: ignore[no-untyped-def]
    """Past the literal, parameter or constant at p; p when there is none."""
    c = load8(p)
    before = load8(p - 1) if p > begin else SPACE
    if c == MARK:
        p += 1
        while p < end and is_digit(load8(p)):
            p += 1
        return p
    if c == DOUBLE:
        return after_quoted(p, end, (way & ESCAPES) != 0) if way & DOUBLE_TEXT else p
    is_letter = is_word(c) and not is_digit(c)
    if is_letter and is_word(before):
        return p
    if is_letter and load8(p + 1) != QUOTE:
        # null, true, false, default
        if (c | 32) not in (110, 116, 102, 100):
            return p
        q = _after_word(p, end)
        return q if _is_constant(p, q - p) and _stands_alone(out, w, q, end) else p
    return after_literal(p, end, before, False, (way & ESCAPES) != 0)


@part
def _is_told(p, q):  # type: ignore[no-untyped-def]
    """Whether p..q is a value itself, no parameter whose value is told elsewhere."""
    c = load8(p)
    return c not in (MARK, COLON, AT, PERCENT) and (c != DOLLAR or not is_digit(load8(p + 1)))


@inlined
def _put_value(out, w, p, q, spaced, key):  # type: ignore[no-untyped-def]
    """Write a ? for the value p..q, its sign taken in: (w, the hash with the value's in it)."""
    v = _before_sign(out, w, spaced)
    if _is_told(p, q):
        key = fold_multiply(key ^ hash_bytes(p, q - p) ^ _U(w - v), _U(_FACTOR))
    if v < w:
        spaced = v > 0 and load8(out + v - 1) == SPACE
        w = before_spaces(out, v)
    return _write(out, w, MARK, spaced), key


@inlined
def _put_sign(out, w, c, spaced, stack, depth, item):  # type: ignore[no-untyped-def]
    """Write a byte that is part of nothing, and fold lists as they end: (w, depth, item).

    `stack` holds of each open bracket where it stands in the output and where the item around it
    begins; `item` is where the present one does.
    """
    if c in (OPEN, _SQUARE):
        w = _write(out, w, c, spaced)
        if depth < DEEPEST:
            store_signed(stack + 16 * depth, w - 1)
            store_signed(stack + 16 * depth + 8, item)
        return w, depth + 1, w
    if c not in (COMMA, CLOSE, _SQUARE + 2):
        return _write(out, w, c, spaced), depth, item
    if 0 < depth <= DEEPEST:
        w = _fold_item(out, w, item)
    w = _write(out, w, c, spaced)
    if c == COMMA or depth == 0:
        return w, depth, w
    depth -= 1
    if depth < DEEPEST:
        item = load_signed(stack + 16 * depth + 8)
        w = _fold_group(out, w, load_signed(stack + 16 * depth))
    return w, depth, item


@part
def _put_rest(out, w, p, end):  # type: ignore[no-untyped-def]
    """Write NUL and a hash of what there is no room for; the hash."""
    rest = hash_bytes(p, end - p)
    store8(out + w, 0)
    for i in range(8):
        store8(out + w + 1 + i, np.int64((rest >> _U(8 * i)) & _U(255)))
    return rest


@part
def write_free(p, end, out, room, way, comment):  # type: ignore[no-untyped-def]
    """Write SQL p..end without literals to `out`: (bytes written, hash of the literals).

    Numbers, quoted texts and parameters become ?; in lists and between them what repeats the thing
    before is left out; comments go, white space folds. The hash is 0 without literals. Of a text
    that would take more than `room` bytes the rest goes into its last 9 bytes, as NUL and a hash.
    `comment`: an address where start and end of the last comment are put, 0 for none.
    """
    stack = out + room + SPARE // 2
    begin, w, depth, item = p, 0, 0, 0
    key = _U(0)
    spaced = False
    while p < end and w < room:
        c = load8(p)
        q = _after_remark(p, end, c, way) if c in (DASH, SLASH, STAR, HASH) else p
        if q > p or c <= SPACE:
            if q > p and comment:
                store_signed(comment, p)
                store_signed(comment + 8, q)
            p = max(q, p + 1)
            spaced = True
            continue
        q = _after_value(begin, p, end, out, w, way)
        if q > p:
            w, key = _put_value(out, w, p, q, spaced, key)
        else:
            q = _after_word(p, end) if is_word(c) else _after_name(p, end, c, way)
            if q > p:
                w = _copy(out, w, p, min(q, p + room - w + 64), spaced)
            else:
                q = p + 1
                w, depth, item = _put_sign(out, w, c, spaced, stack, depth, item)
        p = q
        spaced = False
    if p < end:
        rest = _put_rest(out, w, p, end)
        return w + 9, fold_multiply(key ^ rest, _U(_FACTOR))
    while w > 0 and load8(out + w - 1) in (SPACE, 59):
        w -= 1
    return w, key
