"""The columns of loops: what is repeated, how often in a request, what that takes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perfview.findings.quantities import duration, number, three_figures
from perfview.queries.loops.loop import (
    BATCH,
    CURSOR,
    DUPLICATE,
    N_PLUS_ONE,
    PAGINATION,
    POLLING,
    Loop,
)
from perfview.queries.study import Study
from perfview.ui.queries.tables.brief import StatementTexts
from perfview.ui.widgets.table.columns import Column, Look, NumberColumn, TextColumn

SPENT = 5
"""The place of the column that loops are sorted by at first."""

_OTHERS = {
    DUPLICATE: ("asked twice", "warn"),
    PAGINATION: ("pages", ""),
    BATCH: ("batches", ""),
    CURSOR: ("cursor", ""),
    POLLING: ("polling", ""),
}
_KINDS = {
    "lookup": "one row each time",
    "aggregate": "a count or sum each time",
    "write": "an update each time",
    "insert": "a row inserted each time",
    "many-to-many": "linked rows each time",
    DUPLICATE: "the same question again",
    PAGINATION: "page by page",
    BATCH: "in batches already",
    CURSOR: "rows of a cursor",
    POLLING: "asked on a clock",
}


class KindColumn(Column):
    """What sort of loop it is."""

    def __init__(self, loops: Sequence[Loop]) -> None:
        super().__init__("kind", "Loop", Look(104, tip="N+1, or something that only looks like it"))
        self._loops = loops

    def __len__(self) -> int:
        return len(self._loops)

    def text(self, row: int) -> str:
        """``lookup``."""
        return self._loops[row].kind

    def pills(self, row: int) -> Sequence[tuple[str, str]]:
        """``N+1``, or what else it is."""
        kind = self._loops[row].kind
        return (("N+1", "bad"),) if kind in N_PLUS_ONE else (_OTHERS.get(kind, (kind, "")),)

    def sort_key(self) -> NDArray[Any]:
        """N+1 first, then by name."""
        ranks = [f"{each.kind not in N_PLUS_ONE:d}{each.kind}" for each in self._loops]
        return np.array(ranks)

    def matches(self, text: str) -> NDArray[np.bool_]:
        """Where the words stand."""
        words = (f"{each.kind} {self.pills(at)[0][0]}" for at, each in enumerate(self._loops))
        return np.fromiter((text in word.casefold() for word in words), np.bool_, len(self))


def loop_columns(study: Study, loops: Sequence[Loop]) -> Sequence[Column]:
    """One row a loop."""
    model = study.model
    texts = model.statements.text
    statement = _ids(texts[each.statement] for each in loops)
    caller = _ids(each.caller for each in loops)
    times = np.array([len(each.calls) / max(len(each.requests), 1) for each in loops], np.float64)
    most = _numbers(int(np.diff(each.first).max(initial=0)) for each in loops)
    spent, saved = (
        _numbers(value for value in values)
        for values in ([each.spent_ns for each in loops], [each.saved_ns for each in loops])
    )
    asked = Look(160, spare=2, ends=True, tip="The code that asks")
    columns: list[Column] = [
        KindColumn(loops),
        StatementTexts("statement", "Repeated", statement, model.strings,
                   Look(mono=True, language="sql", least=220)),
        NumberColumn("times", "In a request", times, _times,
                     Look(96, tip="How often it runs in one request, on average")),
        NumberColumn("requests", "Requests", _numbers(len(each.requests) for each in loops), number,
                     Look(84)),
        NumberColumn("most", "At most", most, number, Look(72, spare=4)),
        NumberColumn("spent_ns", "Takes", spent, duration, Look(150), bar=True, absent=-1),
        NumberColumn("saved_ns", "Would save", saved, duration, Look(92),
                     absent=0, tone=lambda value: "save" if value > 0 else "text3"),
        TextColumn("caller", "Asked by", caller, model.strings, asked, tone="text2"),
        NumberColumn("confidence", "Sure", np.array([each.confidence for each in loops]),
                     lambda value: f"{value:.2f}", Look(60, spare=3)),
    ]  # fmt: skip
    return [each for each in columns if each.key != "caller" or (caller >= 0).any()]


def loop_words(loop: Loop) -> str:
    """``one row each time``."""
    return _KINDS.get(loop.kind, loop.kind)


def _ids(values: Any) -> NDArray[np.int32]:
    return np.array(list(values), np.int32)


def _numbers(values: Any) -> NDArray[np.int64]:
    return np.array(list(values), np.int64)


def _times(value: float) -> str:
    return f"{number(value) if value >= 10 or value.is_integer() else three_figures(value)} ×"
