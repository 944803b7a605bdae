"""What changed, function by function, as columns."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perfview.findings.quantities import ABSENT, change_of, percent
from perfview.profiles.comparing.profiles import ComparedProfiles
from perfview.ui.profiles.wording import amount
from perfview.ui.widgets.table.columns import (
    ChangeColumn,
    Column,
    Look,
    NumberColumn,
    Rows,
    TextColumn,
)


class Functions:
    """The functions of a comparison in the order of how much they moved: rows of its table."""

    def __init__(self, compared: ComparedProfiles, *, own: bool, beyond_noise: bool) -> None:
        self.compared = compared
        functions = compared.functions
        ranked = compared.ranked()
        self.changes = functions.own if own else functions.total
        if beyond_noise:
            ranked = ranked[~self.changes.is_noise[ranked]]
        self.function: NDArray[np.int64] = ranked
        self.unit = "ratio" if functions.normalised else compared.after.spending.unit
        self._row = {int(function): row for row, function in enumerate(ranked.tolist())}

    def row_of(self, function: int) -> int:
        """The row of a function, -1 for none."""
        return self._row.get(function, -1)

    def columns(self) -> Sequence[Column]:
        """One row a function."""
        compared, chosen, changes = self.compared, self.function, self.changes
        write = partial(amount, unit=self.unit)
        before, after = changes.before[chosen], changes.after[chosen]
        noise = changes.is_noise[chosen]
        places = np.arange(len(chosen), dtype=np.int32)
        names = [compared.name_of(f) or "(no name)" for f in chosen.tolist()]
        by = after - before
        relative = np.divide(by, before, out=np.full(len(by), np.nan), where=before > 0)
        return (
            TextColumn("function", "Function", places, names, Look(ends=True)),
            NumberColumn("before", "Before", before, write, Look(76), absent=0.0),
            NumberColumn("after", "After", after, write, Look(76), absent=0.0),
            ChangeColumn(
                "change",
                "Change",
                np.where(noise, 0.0, by),
                partial(change_of, unit=self.unit),
                Look(180, tip="What lies within noise has no bar"),
            ),
            NumberColumn("relative", "", relative, _relative, Look(66)),
            _Why(compared, chosen, noise),
        )


def _relative(value: float) -> str:
    return "new" if np.isnan(value) else percent(value, signed=True)


class _Why(Column):
    """Why a function changed, as far as the profiles tell; worked out for the rows on screen."""

    def __init__(
        self, compared: ComparedProfiles, function: NDArray[np.int64], noise: NDArray[np.bool_]
    ) -> None:
        look = Look(tip="As far as the profiles tell")
        super().__init__("why", "Why", look)
        self._function, self._noise = function, noise
        self._why = cache(compared.reasons().why)

    def __len__(self) -> int:
        return len(self._function)

    def text(self, row: int) -> str:
        """The reason."""
        if self._noise[row]:
            return "within noise"
        return self._why(int(self._function[row])) or ABSENT

    def plain(self, rows: Rows) -> list[Any]:
        """The reasons of these rows."""
        return [self.text(int(row)) for row in rows]

    def sort_key(self) -> NDArray[Any]:
        """What moved most first: writing all reasons out would take too long."""
        return np.arange(len(self._function))

    def tone(self, row: int) -> str:
        """What is noise recedes."""
        return "text3" if self._noise[row] else "text2"
