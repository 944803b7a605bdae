"""Literals and the texts of statistics as numbers that can be held against each other."""

from __future__ import annotations

import datetime
import math
import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache

_MOMENT = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)(?:[ T](\d\d?):(\d\d)(?::(\d\d(?:\.\d+)?))?)?")
_LETTERS = 12
_BEGINNINGS = frozenset("0123456789+-. tf")
NOW = "now"
"""How a shape writes the clock (`sql.shapes.Predicate`)."""


@lru_cache(4096)
def as_number(text: str) -> float | None:
    """Numbers as they are, moments as seconds, true and false as 1 and 0; None for other texts."""
    if text[:1] not in _BEGINNINGS:
        return None
    try:
        value = float(text)
        return value if math.isfinite(value) else None
    except ValueError:
        pass
    if text in ("true", "t"):
        return 1.0
    if text in ("false", "f"):
        return 0.0
    found = _MOMENT.match(text)
    if found is None:
        return None
    year, month, day, hour, minute = (int(part or 0) for part in found.groups()[:5])
    try:
        days = datetime.date(year, month, day).toordinal()
    except ValueError:
        return None
    return days * 86400.0 + hour * 3600 + minute * 60 + float(found[6] or 0)


@lru_cache(4096)
def as_fraction(text: str) -> float:
    """A text's place among texts by its bytes, 0-1."""
    place, scale = 0.0, 1.0
    for byte in text.encode("utf-8", "replace")[:_LETTERS]:
        scale /= 256.0
        place += byte * scale
    return place


def _all_numbers(texts: Sequence[str]) -> list[float]:
    """All texts as numbers; nothing where one of them is none."""
    found = []
    for each in texts:
        value = as_number(each)
        if value is None:
            return []
        found.append(value)
    return found


class Histogram:
    """Bounds of equally many values, as pg_stats lists them."""

    def __init__(self, bounds: Sequence[str]) -> None:
        numbers = _all_numbers(bounds)
        self.is_numeric = len(numbers) > 0
        self._places = numbers or [as_fraction(each) for each in bounds]

    def place(self, text: str) -> float | None:
        """The value a literal stands for; the clock is taken to stand where the statistics end."""
        if text.startswith(NOW):
            shift = float(text[len(NOW) :] or 0)
            return self._places[-1] + shift if self.is_numeric and self._places else None
        return as_number(text) if self.is_numeric else as_fraction(text)

    def below(self, place: float) -> float:
        """Share of values below one, 0-1. Source: PostgreSQL, ineq_histogram_selectivity."""
        places = self._places
        if len(places) < 2:
            return 0.5
        at = bisect_left(places, place)
        if at == 0:
            return 0.0
        if at == len(places):
            return 1.0
        low, high = places[at - 1], places[at]
        within = (place - low) / (high - low) if high > low else 0.5
        return (at - 1 + within) / (len(places) - 1)
