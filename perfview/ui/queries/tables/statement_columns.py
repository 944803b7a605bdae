"""The columns of statements: what was asked, how often, how long it took, what part of all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perfview.findings.quantities import ABSENT, THIN, duration, number, percent, three_figures
from perfview.queries.measures.load import load
from perfview.queries.study import Study
from perfview.ui.queries.tables.brief import StatementTexts
from perfview.ui.queries.tables.tags import Pill, Tags, words_of
from perfview.ui.widgets.table.columns import (
    Column,
    Look,
    NumberColumn,
    Rows,
    SparkColumn,
)

_MEAN, _P95, _ROWS, _SPARK = range(3, 7)
_SPANS = 24
_FAINT = 0.002
_MANY_READ, _READ_EACH = 100.0, 1000.0
_CLIMBED = 1.5
_MOST_CURVES = 2_000


class StatementColumn(StatementTexts):
    """Statements in a typewriter face, keywords coloured; what hardly matters recedes."""

    def __init__(self, study: Study, least: int = 170) -> None:
        model = study.model
        language = "" if model.dialect == "mongodb" else "sql"
        look = Look(mono=True, language=language, least=least)
        super().__init__("statement", "Statement", model.statements.text, model.strings, look)
        self._share = study.totals.share

    def tone(self, row: int) -> str:
        """Faint where it takes next to nothing."""
        return "text3" if self._share[row] < _FAINT else "text"


class TagColumn(Column):
    """What was found in each statement."""

    def __init__(self, rows: int, tags: Tags) -> None:
        super().__init__("findings", "Found", Look(104, tip="What was found in it"))
        self._rows, self._tags = rows, tags

    def __len__(self) -> int:
        return self._rows

    def text(self, row: int) -> str:
        """``no index, N+1``."""
        return words_of(self._tags.of(row))

    def pills(self, row: int) -> Sequence[Pill]:
        """In pills."""
        return self._tags.of(row)

    def sort_key(self) -> NDArray[Any]:
        """How grave it is."""
        return np.array(self._tags.rank(self._rows))

    def matches(self, text: str) -> NDArray[np.bool_]:
        """Where the words stand."""
        found = (text in self.text(row).casefold() for row in range(self._rows))
        return np.fromiter(found, np.bool_, self._rows)


class RatioColumn(Column):
    """Rows the server read for each row it returned, of one call on average."""

    is_number = True

    def __init__(self, study: Study) -> None:
        tip = "Rows read for rows returned or changed, of one call on average"
        super().__init__("rows_read_per_call", "Rows read : kept", Look(118, tip=tip, spare=2))
        totals = study.totals
        calls = np.maximum(totals.calls, 1)
        self._read = np.where(totals.rows_read >= 0, totals.rows_read / calls, np.nan)
        self._kept = np.where(totals.rows >= 0, totals.rows / calls, np.nan)

    def __len__(self) -> int:
        return len(self._read)

    def text(self, row: int) -> str:
        """``1,200,000 : 388``."""
        return f"{_rows(self._read[row])}{THIN}:{THIN}{_rows(self._kept[row])}"

    def plain(self, rows: Rows) -> list[Any]:
        """Rows read for one that is kept, None where unknown."""
        found = self._ratio[rows]
        return [None if each != each else float(each) for each in found.tolist()]

    def sort_key(self) -> NDArray[Any]:
        """Rows read for one that is kept."""
        return np.nan_to_num(self._ratio, nan=-1.0)

    def tone(self, row: int) -> str:
        """Red where much is read for little."""
        if self._read[row] >= _READ_EACH and self._ratio[row] >= _MANY_READ:
            return "bad"
        return "text2" if self._kept[row] == self._kept[row] else "text3"

    @property
    def _ratio(self) -> NDArray[np.float64]:
        return np.asarray(self._read / np.maximum(self._kept, 1.0), np.float64)


class P95Curves(SparkColumn):
    """p95 over the recording; red where it has climbed."""

    def __init__(self, study: Study) -> None:
        tip = "p95 over the recording, from its start to its end"
        super().__init__("", "Over time", len(study.model.statements), Look(86, tip=tip, spare=1))
        self.curves, self._climbed = curves_of(study)

    def bar_tone(self, row: int) -> str:
        """The tone of the curve."""
        return "bad" if row in self._climbed else "text3"

    def plain(self, rows: Rows) -> list[Any]:
        """Nothing: programs have the numbers."""
        return [""] * len(rows)


class ShareColumn(NumberColumn):
    """Of database time, or of all calls where no time is told."""

    def __init__(self, study: Study, tags: Tags) -> None:
        timed = study.totals.is_timed
        title = "Of database time" if timed else "Of all calls"
        look = Look(146, tip="Time of all its calls, of the time of all statements")
        super().__init__("share", title, study.totals.share, percent, look, bar=True)
        self._tags = tags

    def bar_tone(self, row: int) -> str:
        """Loud only where something is wrong."""
        return "bad_fill" if self._tags.tone(row) == "bad" else "text3"


def statement_columns(study: Study, tags: Tags) -> Sequence[Column]:
    """One row a statement; what no call tells of is left out."""
    totals = study.totals
    columns: list[Column] = [
        StatementColumn(study),
        TagColumn(len(study.model.statements), tags),
        NumberColumn("calls", "Calls", totals.calls, number, Look(76), absent=-1),
        NumberColumn("mean_ns", "Mean", totals.mean_ns, duration, Look(74), absent=-1),
        NumberColumn("p95_ns", "p95", totals.p95_ns, duration, Look(74, spare=3), absent=-1),
        RatioColumn(study) if bool((totals.rows_read >= 0).any()) else _kept_column(study),
        P95Curves(study),
        ShareColumn(study, tags),
    ]
    is_counted = bool((totals.rows >= 0).any())
    told = {_MEAN: totals.is_timed, _P95: bool((totals.p95_ns >= 0).any()), _ROWS: is_counted}
    told[_SPARK] = bool(curves_of(study)[0])
    return [each for place, each in enumerate(columns) if told.get(place, True)]


def _kept_column(study: Study) -> NumberColumn:
    """Rows of one call, where it is not told how many were read for them."""
    totals = study.totals
    each = np.where(totals.rows >= 0, totals.rows / np.maximum(totals.calls, 1), -1.0)
    look = Look(74, tip="Rows returned or changed, of one call on average", spare=2)
    return NumberColumn("rows_per_call", "Rows", each, _rows, look, absent=-1.0)


def place_of(columns: Sequence[Column], key: str) -> int:
    """Where the column of a key stands, -1 if it is left out."""
    return next((at for at, each in enumerate(columns) if each.key == key), -1)


def curves_of(study: Study) -> tuple[dict[int, NDArray[np.float64]], frozenset[int]]:
    """p95 over the recording of the heaviest statements, float64 (24) from 0 to 1, and of which it
    climbed: its last quarter half as high again as its first. Worked out once."""
    return study.once("ui.p95_curves", lambda: _curves(study))


def _curves(study: Study) -> tuple[dict[int, NDArray[np.float64]], frozenset[int]]:
    over = study.once("ui.load", lambda: load(study, _SPANS)).p95_ns
    curves: dict[int, NDArray[np.float64]] = {}
    climbed = set()
    for row in np.argsort(-study.totals.share, kind="stable")[:_MOST_CURVES].tolist():
        if row >= len(over):
            continue
        known = over[row] >= 0
        if np.count_nonzero(known) < 3:
            continue
        at = np.arange(over.shape[1])
        values = np.interp(at, at[known], over[row][known])
        curves[row] = values / max(float(values.max()), 1.0)
        first, last = np.array_split(values, 4)[0].mean(), np.array_split(values, 4)[-1].mean()
        if last > _CLIMBED * first and np.count_nonzero(known) >= _SPANS // 2:
            climbed.add(row)
    return curves, frozenset(climbed)


def _rows(value: float) -> str:
    if value != value:
        return ABSENT
    if value >= 10_000:
        return _short(value)
    return number(value) if value >= 10 or value == int(value) else three_figures(value)


def _short(value: float) -> str:
    for factor, unit in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if value >= factor * 0.9995:
            return f"{three_figures(value / factor)}{THIN}{unit}"
    return number(value)
