"""Which attribute values stand with the slow requests and not with the quick ones."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FEW = 24
"""Different values up to which each is looked at by itself; more numbers are cut in two."""
CUTS = (10, 25, 50, 75, 90)


@dataclass(frozen=True)
class TellingValue:
    """A key and the value (or the lower bound) that the slow have. slow, quick: the part (0-1) of
    each that has it; p: how likely so large a difference is by chance, all comparisons counted."""

    key: str
    value: str | float
    from_on: bool
    slow: float
    quick: float
    p: float

    @property
    def explains(self) -> float:
        """Youden's J (1950): 1 when it parts the slow from the quick, 0 when it says nothing."""
        return self.slow - self.quick

    def holds(self, value: object) -> bool:
        """Whether an attribute's value is the one meant."""
        if self.from_on:
            return isinstance(value, int | float) and float(value) >= float(self.value)
        return str(value) == self.value


def telling_values(
    told: Sequence[Mapping[str, object]], slow: NDArray[np.bool_]
) -> list[TellingValue]:
    """The values that stand with the slow, most telling first; `told` are attributes per request.

    By the G test of independence, multiplied by the number of comparisons (Bonferroni); keys whose
    values hardly repeat are ids and say nothing. The way of Honeycomb's BubbleUp.
    """
    found: list[TellingValue] = []
    for key in sorted({key for each in told for key in each}):
        values = [each.get(key) for each in told]
        for value, from_on, has in _candidates(values):
            a, b = float(has[slow].mean()), float(has[~slow].mean())
            p = _chance(has, slow)
            found.append(TellingValue(key, value, from_on, a, b, p))
    count = len(found)
    kept = [
        TellingValue(f.key, f.value, f.from_on, f.slow, f.quick, min(1.0, f.p * count))
        for f in found
        if f.slow > f.quick
    ]
    return sorted(kept, key=lambda each: (-each.explains, each.p, each.key))


def _candidates(
    values: list[object],
) -> list[tuple[str | float, bool, NDArray[np.bool_]]]:
    """Each value with who has it, or numbers from a bound on."""
    words = [None if value is None else str(value) for value in values]
    different = {word for word in words if word is not None}
    if len(different) <= FEW:
        table = np.array([word or "" for word in words])
        kinds = sorted(different)
        return [(word, False, table == word) for word in kinds]
    numbers = [
        float(value) if isinstance(value, int | float) and not isinstance(value, bool) else math.nan
        for value in values
    ]
    column = np.array(numbers, np.float64)
    known = np.isfinite(column)
    if known.sum() < 0.5 * len(column):
        return []
    bounds = sorted({float(bound) for bound in np.percentile(column[known], CUTS)})
    return [(bound, True, known & (column >= bound)) for bound in bounds]


def _chance(has: NDArray[np.bool_], slow: NDArray[np.bool_]) -> float:
    """The p of the G test of a two by two table (one degree of freedom)."""
    n = len(has)
    table = np.array(
        [[(has & slow).sum(), (has & ~slow).sum()], [(~has & slow).sum(), (~has & ~slow).sum()]],
        np.float64,
    )
    expected = table.sum(1, keepdims=True) * table.sum(0, keepdims=True) / max(n, 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = np.where(table > 0, table * np.log(table / expected), 0.0)
    return math.erfc(math.sqrt(max(0.0, float(parts.sum()))))
