"""The columns of events: when, what sort, what was told, how long it took, which statement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perfview.findings.quantities import duration, size
from perfview.queries.model import (
    CANCELLED,
    DEADLOCK,
    ERROR,
    EVENT_KINDS,
    LOCK_WAIT,
    TEMPORARY_FILE,
)
from perfview.queries.study import Study
from perfview.ui.queries.page.numbers import when
from perfview.ui.queries.tables.brief import StatementTexts
from perfview.ui.widgets.table.columns import Column, Look, NumberColumn, TextColumn

AT_START = 0
"""The place of the column that events are sorted by at first."""

_TONES = {
    DEADLOCK: "bad",
    ERROR: "bad",
    LOCK_WAIT: "warn",
    CANCELLED: "warn",
    TEMPORARY_FILE: "warn",
}


class WhenColumn(Column):
    """When it happened."""

    def __init__(self, study: Study) -> None:
        super().__init__("time_ns", "When", Look(132))
        self._study = study

    def __len__(self) -> int:
        return len(self._study.model.events)

    def text(self, row: int) -> str:
        """``23:44:50 UTC``."""
        return when(self._study, int(self._study.model.events.time_ns[row])) or "–"

    def plain(self, rows: NDArray[np.int32]) -> list[Any]:
        """Nanoseconds since the epoch."""
        found: list[Any] = self._study.model.events.time_ns[rows].tolist()
        return found

    def sort_key(self) -> NDArray[Any]:
        """By time."""
        return self._study.model.events.time_ns

    def tone(self, row: int) -> str:
        """As what stands beside it."""
        return "text2"


class EventKindColumn(Column):
    """What sort of thing happened."""

    def __init__(self, study: Study) -> None:
        super().__init__("kind", "Event", Look(124))
        self._kinds = study.model.events.kind

    def __len__(self) -> int:
        return len(self._kinds)

    def text(self, row: int) -> str:
        """``lock wait``."""
        return EVENT_KINDS[int(self._kinds[row])]

    def pills(self, row: int) -> Sequence[tuple[str, str]]:
        """In a pill."""
        kind = int(self._kinds[row])
        return ((EVENT_KINDS[kind], _TONES.get(kind, "")),)

    def sort_key(self) -> NDArray[Any]:
        """By sort."""
        return self._kinds

    def matches(self, text: str) -> NDArray[np.bool_]:
        """Where the word stands."""
        named = np.array([text in kind for kind in EVENT_KINDS], np.bool_)
        return np.asarray(named[self._kinds], np.bool_)


def event_columns(study: Study) -> Sequence[Column]:
    """One row an event; columns of which nothing is told are left out."""
    events, model = study.model.events, study.model
    texts = np.append(model.statements.text, np.int32(-1))[events.statement]
    names = np.append(model.sessions.name, np.int32(-1))[events.session]
    sql = Look(mono=True, language="sql", least=170)
    columns: list[tuple[bool, Column]] = [
        (True, WhenColumn(study)),
        (True, EventKindColumn(study)),
        (True, TextColumn("text", "What was told", events.text, model.strings, Look(least=170))),
        (
            bool((events.duration_ns >= 0).any()),
            NumberColumn("duration_ns", "Took", events.duration_ns, duration, Look(150, spare=1),
                         bar=True, absent=-1),
        ),
        (
            bool((events.bytes >= 0).any()),
            NumberColumn("bytes", "Written", events.bytes, size, Look(84, spare=2), absent=-1),
        ),
        (
            bool((texts >= 0).any()),
            StatementTexts("statement", "Statement", texts, model.strings, sql),
        ),
        (
            bool((names >= 0).any()),
            TextColumn("session", "Session", names, model.strings, Look(84, spare=3), tone="text3"),
        ),
    ]  # fmt: skip
    return [column for is_told, column in columns if is_told]
