"""Where literals, parameters and comments of query languages end, byte by byte."""

from __future__ import annotations

from perfview.kernels.jit import part
from perfview.kernels.memory import load8

MARK = 63  # ?
SPACE = 32
QUOTE, DOUBLE, BACKTICK, BACKSLASH = 39, 34, 96, 92
OPEN, CLOSE, COMMA, DOLLAR, DASH, SLASH, STAR, HASH = 40, 41, 44, 36, 45, 47, 42, 35
COLON, AT, PERCENT, LINE, DOT, PLUS = 58, 64, 37, 10, 46, 43


@part
def is_digit(c):  # type: ignore[no-untyped-def]
    """0 to 9."""
    return 48 <= c <= 57


@part
def is_word(c):  # type: ignore[no-untyped-def]
    """Letters, digits, underscore and everything beyond ASCII."""
    return 48 <= c <= 57 or 65 <= (c & 0xDF) <= 90 or c == 95 or c >= 128


@part
def is_hex(c):  # type: ignore[no-untyped-def]
    """0 to 9, a to f, A to F."""
    return 48 <= c <= 57 or 65 <= (c & 0xDF) <= 70


@part
def after_quoted(p, end, escapes):  # type: ignore[no-untyped-def]
    """Past the quote that closes the one at p; a doubled one does not, nor one behind a backslash
    where that escapes."""
    quote = load8(p)
    p += 1
    while p < end:
        c = load8(p)
        if escapes and c == BACKSLASH:
            p += 2
        elif c != quote:
            p += 1
        elif p + 1 < end and load8(p + 1) == quote:
            p += 2
        else:
            return p + 1
    return end


@part
def after_comment(p, end):  # type: ignore[no-untyped-def]
    """Past the comment at p (-- to the end of line, or /* */, nested); p when there is none."""
    if p + 1 >= end:
        return p
    c, d = load8(p), load8(p + 1)
    if c == DASH and d == DASH:
        while p < end and load8(p) != LINE:
            p += 1
        return p
    if c != SLASH or d != STAR:
        return p
    depth = 1
    p += 2
    while p < end and depth > 0:
        if p + 1 < end and load8(p) == STAR and load8(p + 1) == SLASH:
            depth -= 1
            p += 2
        elif p + 1 < end and load8(p) == SLASH and load8(p + 1) == STAR:
            depth += 1
            p += 2
        else:
            p += 1
    return p


@part
def _after_dollars(p, end):  # type: ignore[no-untyped-def]
    """Past a dollar-quoted text or a $1 at p; p when it is neither."""
    q = p + 1
    if q < end and is_digit(load8(q)):
        while q < end and is_digit(load8(q)):
            q += 1
        return q
    while q < end and is_word(load8(q)):
        q += 1
    if q >= end or load8(q) != DOLLAR:
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
def after_number(p, end):  # type: ignore[no-untyped-def]
    """Past the number at p: 12, 1.5e-3, 0x1F."""
    if load8(p) == 48 and p + 1 < end and (load8(p + 1) | 32) == 120:
        p += 2
        while p < end and is_hex(load8(p)):
            p += 1
        return p
    while p < end:
        c = load8(p)
        sign = load8(p + 1) if (c | 32) == 101 and p + 1 < end else 0
        if is_digit(sign) or sign in (DASH, PLUS):
            p += 2
        elif is_digit(c) or c == DOT:
            p += 1
        else:
            break
    return p


@part
def after_literal(p, end, before, double_is_text, escapes):  # type: ignore[no-untyped-def]
    """Past the literal or parameter at p; p when there is none. `before` is the byte before it;
    `escapes`: whether a backslash does in texts without an E before them."""
    c = load8(p)
    following = load8(p + 1) if p + 1 < end else 0
    if c == QUOTE or (c == DOUBLE and double_is_text):
        return after_quoted(p, end, escapes)
    if is_word(before) or before == DOLLAR:
        return p
    prefixed = following == QUOTE and (c | 32) in (110, 101, 98, 120)  # N'' E'' B'' X''
    if prefixed:
        return after_quoted(p + 1, end, escapes or (c | 32) == 101)
    if is_digit(c) or (c == DOT and is_digit(following) and before != CLOSE):
        return after_number(p, end)
    if c == DOLLAR:
        return _after_dollars(p, end)
    named = (c == COLON and before != COLON) or (c == AT and before != AT)
    if named and is_word(following):
        p += 1
        while p < end and is_word(load8(p)):
            p += 1
        return p
    if c == PERCENT and following == 115:
        return p if p + 2 < end and is_word(load8(p + 2)) else p + 2
    if c == PERCENT and following == OPEN:
        q = p + 2
        while q < end and load8(q) != CLOSE:
            q += 1
        return min(q + 2, end) if q + 1 < end and load8(q + 1) == 115 else p
    return p


@part
def before_spaces(out, w):  # type: ignore[no-untyped-def]
    """How much of the output is left without the spaces at its end."""
    while w > 0 and load8(out + w - 1) == SPACE:
        w -= 1
    return w


@part
def joins_sign(c):  # type: ignore[no-untyped-def]
    """Whether a sign after this byte belongs to the number behind it: = < > ( , * / + - [ :"""
    return c in (61, 60, 62, OPEN, COMMA, STAR, SLASH, PLUS, DASH, 91, COLON)
