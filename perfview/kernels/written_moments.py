"""Dates and times as logs write them, at places in a text: ``2024-01-31 23:59:59.123 UTC``,
``2024-01-31T23:59:59+01:00``, ``1706745599.123``, ``Jan 31 23:59:59``."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import inlined, kernel
from perfview.kernels.line_words import is_blank, is_digit
from perfview.kernels.memory import load8

NO_MOMENT = np.iinfo(np.int64).min
"""Where no time can be read."""
YEARLESS = 1
"""A date without a year: taken to be of 1972, the leap year nearest to the epoch."""
NUMBERED = 2
"""Seconds since the epoch."""

_LEAP_YEAR = 1972
_SECOND_NS = 1_000_000_000
_POINT, _COMMA, _COLON, _MINUS, _PLUS, _SLASH = 46, 44, 58, 45, 43, 47


@inlined
def _is_letter(c):  # type: ignore[no-untyped-def]
    return 65 <= (c & 0xDF) <= 90


@inlined
def _two(p):  # type: ignore[no-untyped-def]
    """The number of two digits at `p`, a blank counting as 0; negative for anything else."""
    tens, ones = load8(p), load8(p + 1)
    if not is_digit(ones) or not (is_digit(tens) or tens == 32):
        return np.int64(-1000)
    return (tens - 48 if tens != 32 else 0) * 10 + (ones - 48)


@inlined
def _days(year, month, day):  # type: ignore[no-untyped-def]
    """Days since 1970. Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms"."""
    year -= 1 if month <= 2 else 0
    era = year // 400
    of_era = year - era * 400
    of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468


@inlined
def _clock(p, end):  # type: ignore[no-untyped-def]
    """(ns of the day, end) of ``23:59:59.123`` at `p`; ns is negative when it is none."""
    none = np.int64(-1)
    if end - p < 8 or load8(p + 2) != _COLON or load8(p + 5) != _COLON:
        return none, p
    hour, minute, second = _two(p), _two(p + 3), _two(p + 6)
    if not (0 <= hour <= 24 and 0 <= minute <= 59 and 0 <= second <= 60):
        return none, p
    p += 8
    fraction, unit = np.int64(0), np.int64(100_000_000)
    if p + 1 < end and (load8(p) == _POINT or load8(p) == _COMMA) and is_digit(load8(p + 1)):
        p += 1
        while p < end and is_digit(load8(p)):
            fraction += (load8(p) - 48) * unit
            unit //= 10
            p += 1
    return (hour * 3600 + minute * 60 + second) * _SECOND_NS + fraction, p


@inlined
def _month(p):  # type: ignore[no-untyped-def]
    """1 to 12 of an English month's first three letters at `p`, 0 for none."""
    a, b, c = load8(p) | 32, load8(p + 1) | 32, load8(p + 2) | 32
    word = a << 16 | b << 8 | c
    found = np.int64(0)
    for number, name in enumerate(_MONTHS):
        if word == name:
            found = np.int64(number + 1)
    return found


_MONTH_NAMES = (
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
)  # fmt: skip
_MONTHS = tuple(ord(name[0]) << 16 | ord(name[1]) << 8 | ord(name[2]) for name in _MONTH_NAMES)


@inlined
def _after_zone(p, end):  # type: ignore[no-untyped-def]
    """Past ``UTC``, ``Z``, ``+01``, ``-03:30`` or ``+0530`` at `p`; `p` when there is none."""
    q = p
    if q < end and (load8(q) == _PLUS or load8(q) == _MINUS):
        if q + 3 > end or not (is_digit(load8(q + 1)) and is_digit(load8(q + 2))):
            return p
        q += 3
        colon = q < end and load8(q) == _COLON
        at = q + 1 if colon else q
        if at + 2 <= end and is_digit(load8(at)) and is_digit(load8(at + 1)):
            q = at + 2
        return q
    while q < end and _is_letter(load8(q)) and q - p < 6:
        q += 1
    return p if q < end and (_is_letter(load8(q)) or load8(q) == _SLASH) else q


@inlined
def date_at(p, end):  # type: ignore[no-untyped-def]
    """(ns since 1970 as if in UTC, end, start of the zone, `YEARLESS` …) of the date and time at
    `p`; the end is `p` when there is none."""
    flags = np.int64(0)
    begin = p
    if (
        end - p >= 19
        and load8(p + 4) == load8(p + 7)
        and (load8(p + 4) == _MINUS or load8(p + 4) == _SLASH)
    ):
        year, month, day = _two(p) * 100 + _two(p + 2), _two(p + 5), _two(p + 8)
        p += 11
    elif end - p >= 15 and _month(p) > 0 and load8(p + 3) == 32:
        year, month, day = np.int64(_LEAP_YEAR), _month(p), _two(p + 4)
        flags = np.int64(YEARLESS)
        p += 7
    else:
        return np.int64(NO_MOMENT), begin, begin, flags
    if not (1678 <= year <= 2261 and 1 <= month <= 12 and 1 <= day <= 31):
        return np.int64(NO_MOMENT), begin, begin, flags
    time, q = _clock(p, end)
    if time < 0:
        return np.int64(NO_MOMENT), begin, begin, flags
    zone = q + 1 if q < end and load8(q) == 32 and flags == 0 else q
    after = _after_zone(zone, end)
    if after == zone:
        after = zone = q
    return _days(year, month, day) * 86_400 * _SECOND_NS + time, after, zone, flags


@inlined
def _seconds(p, end):  # type: ignore[no-untyped-def]
    """ns of ``1706745599.123``, `NO_MOMENT` for anything else."""
    begin = p
    value = np.int64(0)
    while p < end and is_digit(load8(p)) and p - begin < 10:
        value = value * 10 + (load8(p) - 48)
        p += 1
    if p - begin < 9 or (p < end and is_digit(load8(p))) or value > 9_000_000_000:
        return np.int64(NO_MOMENT)
    fraction, unit = np.int64(0), np.int64(100_000_000)
    if p < end and load8(p) == _POINT:
        p += 1
        while p < end and is_digit(load8(p)):
            fraction += (load8(p) - 48) * unit
            unit //= 10
            p += 1
    return value * _SECOND_NS + fraction


@kernel("void(int64, int32[:, ::1], int64[::1], uint64[::1], int64[::1])", _nrt=False)
def _moments(origin, spans, time, zone, flags):  # type: ignore[no-untyped-def]
    for i in range(spans.shape[0]):
        time[i], zone[i] = NO_MOMENT, 0
        p, end = origin + spans[i, 0], origin + spans[i, 1]
        if spans[i, 0] < 0:
            continue
        while p < end and is_blank(load8(p)):
            p += 1
        found, after, at, how = date_at(p, end)
        if after == p:
            found = _seconds(p, end)
            how = np.int64(NUMBERED) if found != NO_MOMENT else np.int64(0)
            after = at = p
        time[i] = found
        flags[0] |= how
        word = np.uint64(0)
        for q in range(at, min(after, at + 8)):
            word = word << np.uint64(8) | np.uint64(load8(q))
        zone[i] = word


def moments_at(
    content: NDArray[np.uint8], spans: NDArray[np.int32]
) -> tuple[NDArray[np.int64], NDArray[np.uint64], int]:
    """The times at content[spans[i, 0]:spans[i, 1]]: int64 ns since 1970 as if all were UTC
    (`NO_MOMENT` for none), uint64 the letters of each zone, the first highest (0 for none), and
    which of `YEARLESS`, `NUMBERED` were seen."""
    time, zone = np.empty(len(spans), np.int64), np.empty(len(spans), np.uint64)
    flags = np.zeros(1, np.int64)
    _moments(int(content.ctypes.data), np.ascontiguousarray(spans), time, zone, flags)
    return time, zone, int(flags[0])
