"""Findings from what else a server's log tells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Detector, Limits
from perfview.findings.finding import Effort, Finding
from perfview.queries.model import NO_TIME, TRANSACTION
from perfview.queries.patterns.causes import ROOT, statement_cause
from perfview.queries.patterns.evidence import evidence_of_calls
from perfview.queries.patterns.naming import table_of
from perfview.queries.study import Study

MOST_HOLDERS_ASKED = 50
"""Waits whose holder is looked up; the others are alike."""
_HOLDER = re.compile(r"(?:holding the lock|blocked by)[^0-9]*(\d+)", re.IGNORECASE)


class EventDetector(Detector):
    """Looks at events of some kinds."""

    kinds: tuple[int, ...] = ()
    scopes: ClassVar[tuple[str, ...]] = ("database",)

    def concerns(self, study: Study) -> bool:
        """Recordings that tell of such events."""
        return bool(np.isin(study.model.events.kind, self.kinds).any())

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """What is wrong with the events of these kinds."""
        rows = events_of(study, *self.kinds)
        if len(rows):
            yield from self.tell_events(study, rows, limits)

    def tell_events(
        self, study: Study, rows: NDArray[np.int64], limits: Limits
    ) -> Iterator[Finding]:
        """Findings from events (rows, in their order)."""
        raise NotImplementedError

    def found(self, study: Study, rows: NDArray[np.int64], statement: int, **told: Any) -> Finding:
        """A finding about events, and the statement they are about (-1: none in particular)."""
        events = study.model.events
        calls = np.unique(events.call[rows][events.call[rows] >= 0])
        about_all = np.unique(events.statement[rows][events.statement[rows] >= 0])
        statements = [statement] if statement >= 0 else about_all.tolist()
        share = float(study.totals.share[statements].sum()) if statements else 0.0
        told.setdefault("entity", study.text_of(statement) if statement >= 0 else self.name)
        told.setdefault("effort", Effort.MEDIUM)
        own = statement_cause(study, statement, self.name) if statement >= 0 else ""
        saving = told.get("saving")
        return Finding(
            detector=self.name,
            where=table_of(study, statement),
            evidence=evidence_of_calls(study, calls.astype(np.int32), statements),
            scopes=self.scopes,
            cause=own or f"{ROOT}\nserver\n{self.name}",
            reach=1.0 if saving is not None else min(1.0, max(share, 0.02)),
            **told,
        )


def events_of(study: Study, *kinds: int) -> NDArray[np.int64]:
    """Rows of the events of some kinds."""
    return np.flatnonzero(np.isin(study.model.events.kind, kinds))


def about(study: Study, rows: NDArray[np.int64]) -> dict[int, NDArray[np.int64]]:
    """Events by the statement they are about (-1 unknown), the most first."""
    of = study.model.events.statement[rows]
    found = {int(statement): rows[of == statement] for statement in np.unique(of)}
    return dict(sorted(found.items(), key=lambda item: -len(item[1])))


def waited_once(study: Study, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Waits without those that are told again when they end: of events of one session and
    statement, of which a later one waited longer and no less than the time between, the last."""
    events = study.model.events
    order = rows[np.lexsort((events.time_ns[rows], events.session[rows]))]
    kept = np.ones(len(order), np.bool_)
    if len(order) > 1:
        this, later = order[:-1], order[1:]
        same = (events.session[this] == events.session[later]) & (events.session[this] >= 0)
        timed = (events.time_ns[this] != NO_TIME) & (events.time_ns[later] != NO_TIME)
        waited = events.duration_ns[later] >= events.duration_ns[this]
        began = events.time_ns[later] - np.maximum(events.duration_ns[later], 0)
        kept[:-1] = ~(same & timed & waited & (began < events.time_ns[this]))
    return np.sort(order[kept])


def holder_of(study: Study, rows: NDArray[np.int64]) -> int:
    """The statement (no BEGIN and the like) that those who held a lock had run last when the waits
    began, the most frequent; -1 where the log does not name them."""
    model = study.model
    calls, events = model.calls, model.events
    is_work = (calls.statement >= 0) & (calls.start_ns != NO_TIME)
    is_work &= model.statements.kind[calls.statement] != TRANSACTION
    numbers = {model.strings[name]: row for row, name in enumerate(model.sessions.name.tolist())}
    votes: dict[int, int] = {}
    for row in rows[:MOST_HOLDERS_ASKED].tolist():
        named = _HOLDER.search(model.strings[model.events.detail[row]])
        session = numbers.get(named[1], -1) if named else -1
        if session < 0:
            continue
        began = int(events.time_ns[row]) - max(int(events.duration_ns[row]), 0)
        ran = np.flatnonzero(is_work & (calls.session == session) & (calls.start_ns <= began))
        if len(ran):
            statement = int(calls.statement[ran[-1]])
            votes[statement] = votes.get(statement, 0) + 1
    return max(votes, key=lambda statement: votes[statement]) if votes else -1
