"""The columns of statements before and after."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perfview.findings.quantities import ABSENT, change_of, duration, number
from perfview.queries.study import Study
from perfview.ui.queries.changes.matching import FASTER, GONE, NEW, SLOWER, WHAT, Matches
from perfview.ui.widgets.table.columns import (
    ChangeColumn,
    Column,
    Look,
    NumberColumn,
    Rows,
    TextColumn,
)

CHANGE = "total_change_ns"
"""The column that changes are sorted by at first."""

_TONES = {NEW: "warn", GONE: "", SLOWER: "bad", FASTER: "save"}


class Texts:
    """Texts of matched statements: of the later recording, of those that are gone the earlier."""

    def __init__(self, before: Study, after: Study, found: Matches) -> None:
        self._before, self._after, self._found = before, after, found

    def __getitem__(self, index: int, /) -> str:
        row = int(self._found.after[index])
        if row >= 0:
            return self._after.text_of(row)
        return self._before.text_of(int(self._found.before[index]))


class WhatColumn(Column):
    """What became of each statement."""

    def __init__(self, found: Matches) -> None:
        super().__init__("what", "What", Look(96, tip="Of one call, or of how many there are"))
        self._what = found.what

    def __len__(self) -> int:
        return len(self._what)

    def text(self, row: int) -> str:
        """``slower``."""
        return WHAT[int(self._what[row])] or ABSENT

    def pills(self, row: int) -> Sequence[tuple[str, str]]:
        """In a pill; nothing where it is the same."""
        what = int(self._what[row])
        return ((WHAT[what], _TONES.get(what, "")),) if what else ()

    def sort_key(self) -> NDArray[Any]:
        """By sort."""
        return self._what

    def tone(self, row: int) -> str:
        """Faint where nothing changed."""
        return "text3"

    def matches(self, text: str) -> NDArray[np.bool_]:
        """Where the word stands."""
        named = np.array([text in word for word in WHAT], np.bool_)
        return np.asarray(named[self._what], np.bool_)


class TimesColumn(NumberColumn):
    """A time before or after, nan where it was not run."""

    def text(self, row: int) -> str:
        """``46.2 ms``."""
        value = float(self.values[row])
        return ABSENT if value != value else duration(value)

    def plain(self, rows: Rows) -> list[Any]:
        """None where it was not run."""
        return [None if value != value else value for value in self.values[rows].tolist()]

    def sort_key(self) -> NDArray[Any]:
        """What was not run last."""
        return np.asarray(np.nan_to_num(self.values, nan=-1.0))


def change_columns(before: Study, after: Study, found: Matches) -> Sequence[Column]:
    """One row a statement of either recording."""
    ids = np.arange(len(found), dtype=np.int32)
    p95 = np.nan_to_num(found.new.p95_ns - found.old.p95_ns)
    sql = Look(mono=True, language="sql", least=190)
    return (
        TextColumn("statement", "Statement", ids, Texts(before, after, found), sql),
        WhatColumn(found),
        NumberColumn("calls_before", "Calls", found.old.calls, _calls, Look(76, spare=2)),
        NumberColumn("calls_after", "then", found.new.calls, _calls, Look(76, spare=2)),
        TimesColumn("mean_ns_before", "Mean", found.old.mean_ns, look=Look(80)),
        TimesColumn("mean_ns_after", "then", found.new.mean_ns, look=Look(80)),
        ChangeColumn("p95_change_ns", "p95", p95, _signed, Look(150, spare=1)),
        ChangeColumn(
            CHANGE, "Database time", found.change_ns, _signed,
            Look(160, tip="How much more or less time all its calls take"),
        ),
    )  # fmt: skip


def _calls(value: float) -> str:
    return number(value) if value else ABSENT


def _signed(value: float) -> str:
    return change_of(value, "ns")
