"""Lengths and moments of time out of words."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from perfview.queries.model import NO_TIME, UNKNOWN
from perfview.queries.readers.lists.roles import UNITS

_PART = re.compile(r"([\d.]+(?:e[-+]?\d+)?)\s*([a-zµμ]*)", re.IGNORECASE)
_MINUTE = {"m": 60, "min": 60, "h": 3600}
_MOST = 1 << 62
_FARTHEST = (1 << 63) - 1


def span_ns(word: str, scale: int) -> int:
    """ns of ``12ms``, ``0.5 s``, ``1,200 µs``, ``1m 3.2s``; a bare number counts 10**scale. -1 for
    what is no length of time."""
    total, found = 0.0, False
    for number, unit in _PART.findall(word.replace(",", "")):
        unit = unit.lower().replace("μ", "µ")
        if unit and unit not in UNITS and unit not in _MINUTE:
            return UNKNOWN
        try:
            value = float(number)
        except ValueError:
            return UNKNOWN
        factor = _MINUTE[unit] * 1e9 if unit in _MINUTE else 10.0 ** UNITS.get(unit, scale)
        total, found = total + value * factor, True
    return round(total) if found and total < _MOST else UNKNOWN


def spans(words: list[str], scale: int) -> NDArray[np.int64]:
    """`span_ns` of each, int64."""
    return np.array([span_ns(word, scale) for word in words], np.int64)


def moment_ns(word: str) -> int:
    """ns since 1970 of a date and time as ISO 8601 writes it, of UTC where no zone is told; a bare
    number is a Unix time, its unit told by its size. `NO_TIME` for anything else, and for moments
    beyond what ns since 1970 can tell (1677 to 2262)."""
    try:
        return _number_ns(float(word))
    except ValueError:
        pass
    try:
        moment = datetime.fromisoformat(word.strip().removesuffix(" UTC").replace(",", "."))
    except ValueError:
        return NO_TIME
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    since = moment - datetime(1970, 1, 1, tzinfo=UTC)
    told = (since.days * 86_400 + since.seconds) * 1_000_000_000 + since.microseconds * 1_000
    return told if abs(told) < _FARTHEST else NO_TIME


def _number_ns(number: float) -> int:
    for least, scale in ((1e17, 1), (1e14, 1e3), (1e11, 1e6)):
        if abs(number) >= least:
            return round(number * scale) if abs(number) * scale < _MOST else NO_TIME
    return round(number * 1e9) if number == number else NO_TIME


def moments(words: list[str]) -> NDArray[np.int64]:
    """`moment_ns` of each, int64."""
    return np.array([moment_ns(word) for word in words], np.int64)
