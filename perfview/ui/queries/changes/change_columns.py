"""The columns of statements before and after."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perfview.findings.quantities import ABSENT, change_of, duration, number
from perfview.queries.study import Study
from perfview.ui.queries.changes.matching import FASTER, GONE, NEW, SLOWER, WHAT, Matches
from perfview.ui.queries.tables.brief import StatementTexts
from perfview.ui.widgets.table.columns import (
    ChangeColumn,
    Column,
    Look,
    NumberColumn,
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


def change_columns(before: Study, after: Study, found: Matches) -> Sequence[Column]:
    """One row a statement of either recording."""
    ids = np.arange(len(found), dtype=np.int32)
    both = (found.before >= 0) & (found.after >= 0)
    p95 = np.where(both, found.p95_ns.amount, 0.0)
    sql = Look(mono=True, language="sql", least=190)
    columns: list[Column] = [
        StatementTexts("statement", "Statement", ids, Texts(before, after, found), sql),
        WhatColumn(found),
        NumberColumn("calls_before", "Calls", found.calls.before, number, Look(76, spare=2),
                     absent=0),
        NumberColumn("calls_after", "now", found.calls.after, number, Look(76, spare=2), absent=0),
        NumberColumn("mean_ns_before", "Mean", found.mean_ns.before, duration, Look(80), absent=0),
        NumberColumn("mean_ns_after", "now", found.mean_ns.after, duration, Look(80), absent=0),
        ChangeColumn("p95_change_ns", "p95", p95, _signed, Look(150, spare=1)),
        ChangeColumn(
            CHANGE, "Database time", found.total_ns.amount, _signed,
            Look(160, tip="How much more or less time all its calls take"),
        ),
    ]  # fmt: skip
    if any(found.plans):
        plan = TextColumn("plan", "Plan", ids, found.plans, Look(180, spare=3), tone="text2")
        columns.append(plan)
    return columns


def _signed(value: float) -> str:
    return change_of(value, "ns")
