"""Points in time and lengths of time out of text: RFC 3339 and numbers with a unit."""

from __future__ import annotations

import numpy as np

from perfview.kernels.jit import inlined
from perfview.kernels.memory import load8
from perfview.kernels.numbers import digits, only_digits, parse_number

_DAY_S = 86_400
_SHORTEST = 19
"""Letters of ``2017-01-26T16:46:31``."""


@inlined
def _field(address, length, most):  # type: ignore[no-untyped-def]
    """A number of exactly `length` digits, or -1 when it is none or above `most`."""
    if not only_digits(address, length):
        return np.int64(-1)
    value = np.int64(digits(address, length))
    return value if value <= most else np.int64(-1)


@inlined
def _days(year, month, day):  # type: ignore[no-untyped-def]
    """Days since 1970 of a date of the Gregorian calendar.

    Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil.
    """
    year -= 1 if month <= 2 else 0
    era = year // 400
    of_era = year - era * 400
    of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468


@inlined
def _zone(address, length):  # type: ignore[no-untyped-def]
    """(understood, seconds east of Greenwich) of ``Z`` or ``+02:00``."""
    if length == 1 and (load8(address) | 32) == 122:
        return True, np.int64(0)
    sign = load8(address)
    if length != 6 or (sign != 43 and sign != 45) or load8(address + 3) != 58:
        return False, np.int64(0)
    hours, minutes = _field(address + 1, 2, 23), _field(address + 4, 2, 59)
    seconds = hours * 3600 + minutes * 60
    return hours >= 0 and minutes >= 0, (-seconds if sign == 45 else seconds)


@inlined
def _date(address, length):  # type: ignore[no-untyped-def]
    """(understood, ns since 1970) of a date and time as RFC 3339, section 5.6, writes them."""
    none = np.int64(0)
    if length < _SHORTEST + 1 or load8(address + 4) != 45 or load8(address + 7) != 45:
        return False, none
    if load8(address + 13) != 58 or load8(address + 16) != 58:
        return False, none
    year, month = _field(address, 4, 2261), _field(address + 5, 2, 12)
    day, hour = _field(address + 8, 2, 31), _field(address + 11, 2, 23)
    minute, second = _field(address + 14, 2, 59), _field(address + 17, 2, 60)
    if year < 1678 or month < 1 or day < 1 or hour < 0 or minute < 0 or second < 0:
        return False, none
    at = np.int64(_SHORTEST)
    fraction = none
    if load8(address + at) == 46:
        unit = np.int64(100_000_000)
        at += 1
        while at < length and 48 <= load8(address + at) <= 57:
            fraction += (load8(address + at) - 48) * unit
            unit //= 10
            at += 1
    fits, east = _zone(address + at, length - at)
    seconds = _days(year, month, day) * _DAY_S + hour * 3600 + minute * 60 + second - east
    return fits, seconds * 1_000_000_000 + fraction


@inlined
def _length_of_time(address, length):  # type: ignore[no-untyped-def]
    """(understood, ns) of a number with s, ms, us or ns behind it, as protobuf and Go write it."""
    if length < 2 or load8(address + length - 1) != 115:
        return False, np.int64(0)
    before = load8(address + length - 2)
    scale = np.int64(9)
    if before == 110:
        scale = np.int64(0)
    elif before == 117:
        scale = np.int64(3)
    elif before == 109:
        scale = np.int64(6)
    return parse_number(address, length - (1 if scale == 9 else 2), scale)


@inlined
def parse_moment(address, length, scale):  # type: ignore[no-untyped-def]
    """(understood, ns): a number times 10**scale, a date and time, or a number with its unit."""
    fits, value = parse_number(address, length, scale)
    if not fits:
        fits, value = _date(address, length)
    if not fits:
        fits, value = _length_of_time(address, length)
    return fits, value
