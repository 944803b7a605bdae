"""Decimal texts at places in a stream to floating point numbers, and lists there to lengths."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.interning import equal_bytes
from perfview.kernels.jit import inlined, kernel
from perfview.kernels.json_scan import container_end, is_space, string_end
from perfview.kernels.memory import PAD, load8
from perfview.kernels.references import BARE, JSON, LONGEST, TEXT, unpack

_MOST_DIGITS = 18
_EXACT = 22
"""10**22 is the largest power of ten that a double holds exactly."""


@inlined
def _power(exponent):  # type: ignore[no-untyped-def]
    """10.0**exponent for 0 <= exponent, infinite beyond what there is."""
    result = 1.0
    base = 10.0
    while exponent > 0:
        if exponent & 1:
            result *= base
        base *= base
        exponent >>= 1
    return result


@inlined
def parse_decimal(address, length):  # type: ignore[no-untyped-def]
    """The JSON number of this text, within two units in the last place; NaN for anything else.

    Exact for up to 15 digits when the power of ten is at most 22.
    """
    at = address
    end = address + length
    negative = at < end and load8(at) == 45
    if negative:
        at += 1
    mantissa = np.int64(0)
    digits = 0
    exponent = np.int64(0)
    fraction = False
    any_digit = False
    while at < end:
        c = load8(at)
        if 48 <= c <= 57:
            any_digit = True
            if digits < _MOST_DIGITS:
                mantissa = mantissa * 10 + (c - 48)
                digits += 1 if mantissa > 0 else 0
                exponent -= 1 if fraction else 0
            elif not fraction:
                exponent += 1
        elif c == 46 and not fraction:
            fraction = True
        else:
            break
        at += 1
    if any_digit and at < end and (load8(at) | 32) == 101:
        at += 1
        down = at < end and load8(at) == 45
        if at < end and (load8(at) == 45 or load8(at) == 43):
            at += 1
        any_digit = at < end
        power = np.int64(0)
        while at < end and 48 <= load8(at) <= 57:
            power = min(power * 10 + (load8(at) - 48), np.int64(100000))
            at += 1
        exponent += -power if down else power
    if not any_digit or at != end:
        return np.nan
    value = np.float64(mantissa)
    if exponent > 0:
        value *= _power(exponent)
    elif exponent >= -_EXACT:
        value /= _power(-exponent)
    else:
        value = value / _power(np.int64(_EXACT)) / _power(-exponent - _EXACT)
    return -value if negative else value


@kernel("void(int64, uint64[::1], float64[::1])", _nrt=False)
def _parse_placed(origin, references, values):  # type: ignore[no-untyped-def]
    for i in range(references.size):
        offset, length, kind = unpack(references[i])
        if length < LONGEST and kind in (BARE, TEXT):
            values[i] = parse_decimal(origin + offset, length)
        else:
            values[i] = np.nan


def parse_placed(origin: int, references: NDArray[np.uint64]) -> NDArray[np.float64]:
    """The numbers references point at, NaN where there is none.

    `origin` is the address the stream's byte 0 would have.
    """
    values = np.empty(len(references), np.float64)
    _parse_placed(origin, references, values)
    return values


@inlined
def _elements(p, end):  # type: ignore[no-untyped-def]
    """How many plain elements the array at `p` (its opening bracket) has."""
    commas = 0
    anything = False
    p += 1
    while p < end:
        c = load8(p)
        if c == 0x5D:
            break
        if c == 0x2C:
            commas += 1
        elif not is_space(c):
            anything = True
        p += 1
    return commas + 1 if anything else 0


@kernel("int64(int64, int64, uint64[::1], int64, int64)", _nrt=False)
def _count_listed(origin, stop, references, key, size):  # type: ignore[no-untyped-def]
    total = 0
    for i in range(references.size):
        offset, length, kind = unpack(references[i])
        if kind != JSON:
            continue
        p = origin + offset
        end = p + length if length < LONGEST else container_end(p, stop)
        while p < end:
            if load8(p) != 0x22:
                p += 1
                continue
            q, _ = string_end(p + 1, end)
            if q < 0:
                break
            is_key = q - p - 1 == size and equal_bytes(p + 1, key, size)
            p = q + 1
            if is_key and load8(p) == 0x3A:
                p += 1
                while is_space(load8(p)) and p < end:
                    p += 1
                if load8(p) == 0x5B:
                    total += _elements(p, end)
    return total


def count_listed(origin: int, end: int, references: NDArray[np.uint64], key: bytes) -> int:
    """How many plain elements the arrays under `key` have, anywhere in the JSON referred to.

    `origin` is the address the stream's byte 0 would have, `end` the one behind its last byte here.
    """
    text = np.zeros(len(key) + PAD, np.uint8)
    text[: len(key)] = np.frombuffer(key, np.uint8)
    return int(_count_listed(origin, end, references, text.ctypes.data, len(key)))
