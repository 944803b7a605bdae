"""A list of measurements as columns, before anything is known of its clock and its units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.readers.points.clock import Clock, clock_of, clock_of_texts
from perfview.heaps.readers.points.words import LIMIT, ORDER, Measured, Timed, measured, timed

_MOST_MB = 2e4
_MOST_KB = 1e6
"""Nobody's process uses fewer bytes than these: such numbers are megabytes, kilobytes."""


@dataclass(frozen=True)
class Column:
    """Numbers as written (NaN for none), or texts where there are any."""

    values: NDArray[np.float64]
    texts: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Table:
    """One list: whose it is ("" for the only one), its series in bytes and its clock (None where
    it tells no times). `limit_bytes` is the largest limit told, `scaled` the unit of sizes that had
    to be guessed ("MB", "kB"), "" otherwise."""

    owner: str
    series: dict[str, NDArray[np.float64]]
    clock: Clock | None
    limit_bytes: int
    scaled: str = ""

    def __len__(self) -> int:
        return len(next(iter(self.series.values())))


def table_of(owner: str, columns: Mapping[str, Column]) -> Table | None:
    """The measurements among columns; None when there are none of memory."""
    found: dict[str, tuple[Measured, NDArray[np.float64]]] = {}
    for key, column in columns.items():
        means = measured(key)
        if means and means.series not in found and np.isfinite(column.values).any():
            found[means.series] = (means, column.values)
    limit = found.pop(LIMIT, None)
    if not found:
        return None
    guessed, unit = _guess_unit([values for means, values in found.values() if not means.scale])
    ordered = sorted(found.items(), key=lambda each: ORDER.index(each[0]))
    told = {name: values * (means.scale or guessed) for name, (means, values) in ordered}
    bound = float(np.nanmax(limit[1])) * (limit[0].scale or guessed) if limit else 0.0
    fits = 0 < bound < 1 << 50
    return Table(owner, told, _clock(columns), round(bound) if fits else 0, unit)


def keys_matter(keys: Sequence[str]) -> bool:
    """Whether some of these keys measure memory."""
    found = [measured(key) for key in keys]
    return any(each is not None and each.series != LIMIT for each in found)


def _guess_unit(columns: list[NDArray[np.float64]]) -> tuple[float, str]:
    largest = max((float(np.nanmax(values)) for values in columns), default=0.0)
    if not 0 < largest < _MOST_KB:
        return 1.0, ""
    return (1e6, "MB") if largest < _MOST_MB else (1e3, "kB")


def _clock(columns: Mapping[str, Column]) -> Clock | None:
    told: list[tuple[Timed, Column]] = []
    for key, column in columns.items():
        means = timed(key)
        if means is not None:
            told.append((means, column))
    for means, column in sorted(told, key=lambda each: each[0].rank):
        if column.texts:
            clock = clock_of_texts(column.texts)
            if clock is not None:
                return clock
        if np.isfinite(column.values).any():
            return clock_of(column.values, means.scale)
    return None
