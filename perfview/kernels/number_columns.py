"""Long lists of whole numbers that are rows laid end to end, to columns: one field, one column.

The number at place `index` of a list belongs to row index // k and field index % k, so any stretch
between two commas can be read by itself, and several at once.
"""

from __future__ import annotations

import numpy as np

from perfview.kernels.jit import inlined, kernel
from perfview.kernels.memory import load8, load64, store8, store32, store_signed, trailing_zeros

F_ADDRESS, F_WIDTH = 0, 1
"""Of each field: its column's address (0: the field is left out) and how numbers are kept there."""

SKIPPED, BYTE, WORD, MULTIPLE, LONG = range(5)
"""Widths: left out, uint8, uint32, uint32 of the quotient by the list's divisor, int64. What does
not fit becomes the greatest that does; what the divisor does not divide the greatest uint32."""

S_AT, S_COUNT, S_CODE, S_TWOS, S_INVERSE, S_SIGNED = range(6)
"""State: the address behind what was read; how many numbers were read; how it ended. Set by the
caller: the divisor's factors of two and the inverse of its odd part modulo 2^32 (`divisor_of`);
whether numbers may be negative."""
STATE_FIELDS = 6

READ, STRANGE = 0, 1
"""How reading ended: all was numbers; at `S_AT` stands something else."""

_U = np.uint64
_ZEROS = _U(0x3030303030303030)
_COMMA = _U(0x2C ^ 0x30)
_TO_HIGH = _U(0x7676767676767676)
_HIGH = _U(0x8080808080808080)
_PAIRS = _U(0x00FF00FF00FF00FF)
_FOURS = _U(0x0000FFFF0000FFFF)
_LOW = _U(0xFFFFFFFF)
_TENS = _U(10 * (1 << 8) + 1)
_HUNDREDS = _U(100 * (1 << 16) + 1)
_MYRIADS = _U(10000 * (1 << 32) + 1)
_MOST = _U((1 << 63) - 1)
_TENTH = _U(((1 << 63) - 1) // 10)


def divisor_of(number: int) -> tuple[int, int]:
    """(factors of two, inverse of the odd part modulo 2^32) of a divisor of at least 1.

    Exact division by multiplication: Granlund and Montgomery, "Division by Invariant Integers
    using Multiplication", section 9. What is no multiple comes out above (2^32 - 1) / divisor.
    """
    twos = (number & -number).bit_length() - 1
    return twos, pow(number >> twos, -1, 1 << 32)


@inlined
def _eight(word):  # type: ignore[no-untyped-def]
    """The value of 8 digits of 0 to 9 each, the first in the lowest byte."""
    word = (word * _TENS) >> _U(8)
    word = ((word & _PAIRS) * _HUNDREDS) >> _U(16)
    return ((word & _FOURS) * _MYRIADS) >> _U(32)


@inlined
def _long_number(value, p):  # type: ignore[no-untyped-def]
    """(eight digits' value with all that follow, at most the greatest int64; behind them)."""
    c = load8(p)
    while 48 <= c <= 57:
        value = min(value * _U(10) + _U(c - 48), _MOST) if value <= _TENTH else _MOST
        p += 1
        c = load8(p)
    return value, p


@inlined
def _whole(p):  # type: ignore[no-untyped-def]
    """(the value of the digits at `p`, the address behind them: `p` where there are none)."""
    word = load64(p) ^ _ZEROS
    if (word >> _U(8)) & _U(0xFF) == _COMMA and word & _U(0xFF) <= _U(9):
        return word & _U(0xFF), p + 1
    # The lowest byte that is no digit has its high bit set here; those above may be wrong.
    strange = ((word + _TO_HIGH) | word) & _HIGH
    if strange == _U(0):
        return _long_number(_eight(word), p + 8)
    bits = trailing_zeros(strange) & 0x38
    if bits == 0:
        return _U(0), p
    return _eight(word << _U(64 - bits)), p + (bits >> 3)


@inlined
def _after_space(p):  # type: ignore[no-untyped-def]
    """The first address from `p` on that holds no white space."""
    c = load8(p)
    while c == 32 or c == 10 or c == 13 or c == 9:
        p += 1
        c = load8(p)
    return p


@inlined
def _keep(column, width, row, value, twos, inverse):  # type: ignore[no-untyped-def]
    """Store a number in its column."""
    if width == BYTE:
        store8(column + row, np.int64(min(value, _U(255))))
    elif width == WORD:
        store32(column + 4 * row, np.int64(min(value, _LOW)))
    elif width == MULTIPLE:
        quotient = ((value >> twos) * inverse) & _LOW
        if value > _LOW or (value & ((_U(1) << twos) - _U(1))) != _U(0):
            quotient = _LOW
        store32(column + 4 * row, np.int64(quotient))
    elif width == LONG:
        store_signed(column + 8 * row, np.int64(value))


@kernel("void(int64, int64, int64, int64[:, ::1], int64[::1])", _nrt=False)
def read_columns(p, end, index, fields, state):  # type: ignore[no-untyped-def]
    """Read the numbers between the addresses `p` and `end`, the first of place `index`.

    They stand between commas, none before the first nor behind the last, and behind `end` stands
    no digit. int64[k, 2] `fields` has room in its columns for all of them.
    """
    k = fields.shape[0]
    row = index // k
    field = index - row * k
    count = np.int64(0)
    twos = _U(state[S_TWOS])
    inverse = _U(state[S_INVERSE])
    state[S_CODE] = STRANGE
    p = _after_space(p)
    while True:
        value, q = _whole(p)
        if q == p:
            if load8(p) != 45 or state[S_SIGNED] == 0:
                break
            value, q = _whole(p + 1)
            if q == p + 1:
                break
            value = _U(-np.int64(value))
        _keep(fields[field, F_ADDRESS], fields[field, F_WIDTH], row, value, twos, inverse)
        count += 1
        field += 1
        if field == k:
            field = 0
            row += 1
        p = q
        if load8(p) != 44:
            p = _after_space(p)
        if p >= end:
            state[S_CODE] = READ
            break
        if load8(p) != 44:
            break
        p += 1
        if load8(p) <= 32:
            p = _after_space(p)
    state[S_AT] = p
    state[S_COUNT] = count
