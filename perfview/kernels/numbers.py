"""Numbers and ids out of text: decimal, hexadecimal, base64, and protobuf's varint."""

from __future__ import annotations

import numpy as np

from perfview.kernels.interning import hash_bytes
from perfview.kernels.jit import inlined
from perfview.kernels.memory import (
    load8,
    load64,
    not_digit32,
    not_hex16,
    not_hex32,
)

_U = np.uint64
_TENTH_OF_MOST = _U((1 << 64) // 10)
_MOST_SIGNED = _U((1 << 63) - 1)


@inlined
def _eight_digits(word):  # type: ignore[no-untyped-def]
    """The value of 8 ASCII digits, the first in the lowest byte.

    Three multiplications instead of eight steps: Daniel Lemire, "Quickly parsing eight digits".
    """
    word = word - _U(0x3030303030303030)
    word = (word * _U(10)) + (word >> _U(8))
    pairs = _U(0x000000FF000000FF)
    low = (word & pairs) * _U(0x000F424000000064)
    high = ((word >> _U(16)) & pairs) * _U(0x0000271000000001)
    return (low + high) >> _U(32)


@inlined
def digits(address, length):  # type: ignore[no-untyped-def]
    """The value (uint64) of at most 19 ASCII digits; the caller made sure that they are digits."""
    value = _U(0)
    while length >= 8:
        value = value * _U(100000000) + _eight_digits(load64(address))
        address += 8
        length -= 8
    if length > 0:
        shift = _U(64 - 8 * length)
        word = (load64(address) << shift) | (_U(0x3030303030303030) >> _U(8 * length))
        power = _U(1)
        for _ in range(length):
            power *= _U(10)
        value = value * power + _eight_digits(word)
    return value


@inlined
def only_digits(address, length):  # type: ignore[no-untyped-def]
    """Whether these are 1 to 19 bytes and all of them digits."""
    if length <= 0 or length > 19:
        return False
    return not_digit32(address) & ((_U(1) << _U(length)) - _U(1)) == _U(0)


@inlined
def _exponent(address, end):  # type: ignore[no-untyped-def]
    """The signed number at `address` and where it ends, past `end` for none; at most 10,000."""
    negative = False
    if address < end and (load8(address) == 45 or load8(address) == 43):
        negative = load8(address) == 45
        address += 1
    if address >= end:
        return np.int64(0), end + 1
    value = np.int64(0)
    while address < end and 48 <= load8(address) <= 57:
        if value < 10000:
            value = value * 10 + load8(address) - 48
        address += 1
    return (-value if negative else value), address


@inlined
def _scaled(value, exponent, negative, cut):  # type: ignore[no-untyped-def]
    """(value * 10**exponent fits int64, that number: `cut` off, or rounded half away from zero)."""
    while exponent > 0 and value != _U(0):
        if value > _TENTH_OF_MOST - _U(1):
            return False, np.int64(0)
        value *= _U(10)
        exponent -= 1
    removed = _U(0)
    while exponent < 0 and value != _U(0):
        removed = value % _U(10)
        value = value // _U(10)
        exponent += 1
    if exponent == 0 and removed >= _U(5) and not cut:
        value += _U(1)
    if value > _MOST_SIGNED:
        return False, np.int64(0)
    return True, (-np.int64(value) if negative else np.int64(value))


@inlined
def parse_number(address, length, scale, cut=False):  # type: ignore[no-untyped-def]
    """(read whole and fits, JSON number * 10**scale as int64, rounded half away from zero).

    `cut` leaves out what is behind the point instead.
    """
    if scale == 0 and only_digits(address, length):
        whole = digits(address, length)
        fits = whole <= _MOST_SIGNED
        return fits, (np.int64(whole) if fits else np.int64(0))
    at = address
    end = address + length
    negative = at < end and load8(at) == 45
    if negative:
        at += 1
    value = _U(0)
    exponent = np.int64(scale)
    any_digit = False
    fraction = False
    while at < end:
        c = load8(at)
        if 48 <= c <= 57:
            any_digit = True
            if value < _TENTH_OF_MOST:
                value = value * _U(10) + _U(c - 48)
                if fraction:
                    exponent -= 1
            elif not fraction:
                exponent += 1
        elif c == 46 and not fraction:
            fraction = True
        else:
            break
        at += 1
    if any_digit and at < end and (load8(at) | 32) == 101:
        more, at = _exponent(at + 1, end)
        exponent += more
    if not any_digit or at != end:
        return False, np.int64(0)
    return _scaled(value, exponent, negative, cut)


@inlined
def parse_varint(address, length):  # type: ignore[no-untyped-def]
    """(ends within `length` bytes, protobuf varint as int64)."""
    value = _U(0)
    for i in range(min(length, 10)):
        byte = load8(address + i)
        value |= _U(byte & 127) << _U(7 * i)
        if byte < 128:
            return True, np.int64(value)
    return False, np.int64(0)


@inlined
def _hex_word(word):  # type: ignore[no-untyped-def]
    """8 hexadecimal digits, the first in the lowest byte, as a number."""
    letters = (word >> _U(6)) & _U(0x0101010101010101)
    nibbles = (word & _U(0x0F0F0F0F0F0F0F0F)) + _U(9) * letters
    pairs = ((nibbles << _U(4)) | (nibbles >> _U(8))) & _U(0x00FF00FF00FF00FF)
    first = ((pairs & _U(0xFF)) << _U(24)) | (((pairs >> _U(16)) & _U(0xFF)) << _U(16))
    return first | (((pairs >> _U(32)) & _U(0xFF)) << _U(8)) | ((pairs >> _U(48)) & _U(0xFF))


@inlined
def hex16(address):  # type: ignore[no-untyped-def]
    """The 64-bit number of 16 hexadecimal digits; the caller made sure that they are."""
    return (_hex_word(load64(address)) << _U(32)) | _hex_word(load64(address + 8))


@inlined
def is_hex16(address):  # type: ignore[no-untyped-def]
    """Whether exactly 16 hexadecimal digits and a quotation mark stand here."""
    return load8(address + 16) == 0x22 and not_hex16(address) == _U(0)


@inlined
def is_hex32(address):  # type: ignore[no-untyped-def]
    """Whether exactly 32 hexadecimal digits and a quotation mark stand here."""
    return load8(address + 32) == 0x22 and not_hex32(address) == _U(0)


@inlined
def _from_hex(address, length):  # type: ignore[no-untyped-def]
    high = _U(0)
    low = _U(0)
    for i in range(length):
        c = load8(address + i)
        if 48 <= c <= 57:
            v = c - 48
        elif 97 <= (c | 32) <= 102:
            v = (c | 32) - 87
        else:
            return False, high, low
        high = (high << _U(4)) | (low >> _U(60))
        low = (low << _U(4)) | _U(v)
    return True, high, low


@inlined
def _six_bits(c):  # type: ignore[no-untyped-def]
    """The value of a base64 letter, of either alphabet, or -1."""
    if 65 <= c <= 90:
        return c - 65
    if 97 <= c <= 122:
        return c - 71
    if 48 <= c <= 57:
        return c + 4
    if c == 43 or c == 45:
        return np.int64(62)
    return np.int64(63) if c == 47 or c == 95 else np.int64(-1)


@inlined
def _from_base64(address, length, size):  # type: ignore[no-untyped-def]
    high = _U(0)
    low = _U(0)
    held = _U(0)
    bits = 0
    count = 0
    for i in range(length):
        c = load8(address + i)
        if c == 61:
            break
        v = _six_bits(c)
        if v < 0:
            return False, high, low
        held = (held << _U(6)) | _U(v)
        bits += 6
        if bits >= 8:
            bits -= 8
            high = (high << _U(8)) | (low >> _U(56))
            low = (low << _U(8)) | ((held >> _U(bits)) & _U(255))
            held &= (_U(1) << _U(bits)) - _U(1)
            count += 1
    return count == size, high, low


@inlined
def parse_id(address, length, size):  # type: ignore[no-untyped-def]
    """(high, low) of an id of `size` (8 or 16) bytes: hexadecimal, base64, else a hash of it.

    Shorter hexadecimal ids count as padded with zeros. What may be either is hexadecimal: writers
    cut leading zeros more often than base64 has no other letters.
    """
    if length == 0:
        return _U(0), _U(0)
    if length <= 2 * size:
        fits, high, low = _from_hex(address, length)
        if fits:
            return high, low
    base64_length = 11 if size == 8 else 22
    padded = base64_length + (1 if size == 8 else 2)
    if length in (padded, base64_length):
        fits, high, low = _from_base64(address, length, size)
        if fits:
            return high, low
    h = hash_bytes(address, length)
    return (h if size == 16 else _U(0)), h ^ _U(1)
