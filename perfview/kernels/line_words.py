"""Words, numbers and ends of lines in raw memory. Addresses are int64, `end` and `stop` the first
byte behind."""

from __future__ import annotations

import numpy as np

from perfview.kernels.jit import inlined
from perfview.kernels.memory import load8, newlines64, trailing_zeros

_U = np.uint64
_SPACE, _RETURN = 32, 13
MOST_DIGITS = 18


@inlined
def is_blank(c):  # type: ignore[no-untyped-def]
    """A space or a tab."""
    return c == _SPACE or c == 9


@inlined
def is_digit(c):  # type: ignore[no-untyped-def]
    """A decimal digit."""
    return 48 <= c <= 57


@inlined
def is_hex(c):  # type: ignore[no-untyped-def]
    """A hexadecimal digit in lower case."""
    return 48 <= c <= 57 or 97 <= c <= 102


@inlined
def past_blanks(p, end):  # type: ignore[no-untyped-def]
    """The first byte from `p` on that is no blank, or `end`."""
    while p < end and is_blank(load8(p)):
        p += 1
    return p


@inlined
def word_end(p, end):  # type: ignore[no-untyped-def]
    """Where the word at `p` ends."""
    while p < end and not is_blank(load8(p)):
        p += 1
    return p


@inlined
def before_blanks(begin, p):  # type: ignore[no-untyped-def]
    """The end of what stands before the blanks before `p`."""
    while p > begin and is_blank(load8(p - 1)):
        p -= 1
    return p


@inlined
def word_begin(begin, p):  # type: ignore[no-untyped-def]
    """Where the word that ends at `p` begins."""
    while p > begin and not is_blank(load8(p - 1)):
        p -= 1
    return p


@inlined
def number(p, end):  # type: ignore[no-untyped-def]
    """The number of these digits, -1 when there is anything else or nothing."""
    value = np.int64(0)
    if p == end or end - p > MOST_DIGITS:
        return np.int64(-1)
    while p < end:
        c = load8(p)
        if not is_digit(c):
            return np.int64(-1)
        value = value * 10 + (c - 48)
        p += 1
    return value


@inlined
def line_end(p, stop):  # type: ignore[no-untyped-def]
    """Where the line feed stands, `stop` when there is none before."""
    while p < stop:
        mask = newlines64(p)
        if mask != _U(0):
            return min(p + trailing_zeros(mask), stop)
        p += 64
    return stop


@inlined
def trimmed(begin, end):  # type: ignore[no-untyped-def]
    """The end without blanks and carriage returns."""
    while end > begin and (is_blank(load8(end - 1)) or load8(end - 1) == _RETURN):
        end -= 1
    return end
