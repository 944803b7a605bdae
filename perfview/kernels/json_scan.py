"""Finding where JSON values end, 32 or 64 bytes at a time."""

from __future__ import annotations

import numpy as np

from perfview.kernels.jit import inlined
from perfview.kernels.memory import (
    backslashes64,
    bit_count,
    closes64,
    ends_bare16,
    ends_bare32,
    load8,
    opens64,
    quotes64,
    quotes_or_backslashes32,
    trailing_zeros,
)

_U = np.uint64
_EVEN = _U(0x5555555555555555)
_LONGEST_BARE = 65536


@inlined
def is_space(c):  # type: ignore[no-untyped-def]
    """Whether this byte is JSON's white space."""
    return c == 32 or c == 10 or c == 13 or c == 9


@inlined
def past_space(p, end):  # type: ignore[no-untyped-def]
    """Address of the first byte that is not white space, at most `end`."""
    while p < end and is_space(load8(p)):
        p += 1
    return p


@inlined
def starts_bare(c):  # type: ignore[no-untyped-def]
    """Whether a number, true, false, null, NaN or Infinity may start with this byte."""
    return c == 45 or (48 <= c <= 57) or c == 116 or c == 102 or c == 110 or c == 78 or c == 73


@inlined
def string_end(p, end):  # type: ignore[no-untyped-def]
    """(address of the closing quotation mark or -1, 1 when an escape came before it)."""
    escaped = 0
    while True:
        mask = quotes_or_backslashes32(p)
        if mask != _U(0):
            q = p + trailing_zeros(mask)
            if load8(q) == 0x22:
                return (q if q < end else np.int64(-1)), escaped
            escaped = 1
            p = q + 2
        else:
            p += 32
        if p >= end:
            return np.int64(-1), escaped


@inlined
def bare_length(p):  # type: ignore[no-untyped-def]
    """How many bytes a number or word takes; ends at white space, a comma or a closing bracket.

    The zeros behind the input end it too, so that no check of the end is needed meanwhile.
    """
    mask = ends_bare32(p)
    if mask != _U(0):
        return trailing_zeros(mask)
    length = np.int64(32)
    while length < _LONGEST_BARE and ends_bare16(p + length) == _U(0):
        length += 16
    return length + trailing_zeros(ends_bare16(p + length) | (_U(1) << _U(16)))


@inlined
def _escaped_bytes(backslashes, carry):  # type: ignore[no-untyped-def]
    """(mask of the bytes escaped by a backslash, carry into the next 64).

    Langdale, Lemire: "Parsing Gigabytes of JSON per Second" (2019), 3.1.1: odd-length runs of
    backslashes, found with an addition that carries through each run.
    """
    backslashes &= ~carry
    follows = (backslashes << _U(1)) | carry
    odd_starts = backslashes & ~_EVEN & ~follows
    total = odd_starts + backslashes
    carry = _U(1) if total < backslashes else _U(0)
    return (_EVEN ^ (total << _U(1))) & follows, carry


@inlined
def _inside_strings(quotes, before):  # type: ignore[no-untyped-def]
    """Mask of the bytes inside strings: the running parity of the quotation marks."""
    x = quotes
    x ^= x << _U(1)
    x ^= x << _U(2)
    x ^= x << _U(4)
    x ^= x << _U(8)
    x ^= x << _U(16)
    x ^= x << _U(32)
    return x ^ before


@inlined
def container_end(p, end):  # type: ignore[no-untyped-def]
    """Address after the bracket that closes the one at `p`, or -1.

    Brackets are counted, not matched by kind, and nothing inside is judged; nesting has no limit.
    """
    depth = 0
    inside = _U(0)
    carry = _U(0)
    while p < end:
        backslashes = backslashes64(p)
        quotes = quotes64(p)
        if backslashes != _U(0) or carry != _U(0):
            escaped, carry = _escaped_bytes(backslashes, carry)
            quotes &= ~escaped
        strings = _inside_strings(quotes, inside)
        inside = _U(0xFFFFFFFFFFFFFFFF) if (strings >> _U(63)) != _U(0) else _U(0)
        opens = opens64(p) & ~strings
        closes = closes64(p) & ~strings
        closing = bit_count(closes)
        if closing < depth:
            depth += bit_count(opens) - closing
        else:
            both = opens | closes
            while both != _U(0):
                at = trailing_zeros(both)
                both &= both - _U(1)
                if (opens >> _U(at)) & _U(1) != _U(0):
                    depth += 1
                else:
                    depth -= 1
                    if depth == 0:
                        return p + at + 1 if p + at < end else np.int64(-1)
        p += 64
    return np.int64(-1)
