"""What happened beside statements, as events of the model."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.written_moments import NO_MOMENT
from perfview.queries import model as m
from perfview.queries.gathering.building import filled
from perfview.queries.model import Calls, Events
from perfview.queries.readers.postgres import columns as c
from perfview.queries.readers.postgres.columns import LogEntries
from perfview.queries.readers.postgres.happenings import Happenings
from perfview.queries.readers.postgres.texts import Texts

MOST_DETAILS = 2_000
"""Events of a kind that are kept as they were written."""
_LONGEST = 4_000
_WRITTEN = (c.MESSAGE, c.DETAIL, c.HINT, c.CONTEXT)
_DURING = (m.LOCK_WAIT, m.TEMPORARY_FILE, m.DEADLOCK)
"""What is told while a statement runs, before its own entry."""
_IN_BULK = (m.CONNECTION, m.DISCONNECTION)


@dataclass(frozen=True)
class LogEvents:
    """Events and where each stands in the file, int64 (e)."""

    table: Events
    place: NDArray[np.int64]

    def about(
        self, statement: NDArray[np.int32], calls: Calls, told: NDArray[np.int32]
    ) -> LogEvents:
        """With the statements they are about, int32 (e), and the calls: those `told` (int32 (e), -1
        for none), else for what happens while a statement runs the next call of the session, if
        that is of it."""
        call = _next_calls(self.table.session, self.place, calls)
        table = self.table
        same = (call >= 0) & (statement >= 0) & np.isin(table.kind, _DURING)
        same &= calls.statement[np.maximum(call, 0)] == statement if len(calls) else False
        found = np.where(told >= 0, told, np.where(same, call, -1)).astype(np.int32)
        return replace(self, table=replace(table, statement=statement, call=found))


def events_of(
    entries: LogEntries,
    told: Happenings,
    times: NDArray[np.int64],
    session: NDArray[np.int32],
    texts: Texts,
) -> LogEvents:
    """The events a log tells, without statements and calls."""
    time = times[told.row].copy()
    time[time == NO_MOMENT] = m.NO_TIME
    numbers = np.array([texts.number(text) for text in told.messages], np.int32)
    table = filled(
        Events, len(told), time_ns=time, kind=told.kind, session=session[told.row],
        duration_ns=told.duration_ns, bytes=told.bytes, text=numbers[told.words],
        detail=_details(entries, told, texts),
    )  # fmt: skip
    return LogEvents(table, entries.place[told.row])


def _details(entries: LogEntries, told: Happenings, texts: Texts) -> NDArray[np.int32]:
    """Messages as they were written, with their details, of the first events of each kind."""
    found = np.full(len(told), -1, np.int32)
    for kind in range(len(m.EVENT_KINDS)):
        if kind in _IN_BULK:
            continue
        for at in np.flatnonzero(told.kind == kind)[:MOST_DETAILS].tolist():
            row = int(told.row[at])
            parts = (entries.text(row, column)[:_LONGEST] for column in _WRITTEN)
            found[at] = texts.number("\n".join(filter(None, parts)).replace("\n\t", "\n"))
    return found


def _next_calls(
    session: NDArray[np.int32], place: NDArray[np.int64], calls: Calls
) -> NDArray[np.int32]:
    """The first call of the same session told at or behind a place, int32, -1 for none."""
    if not len(calls):
        return np.full(len(session), -1, np.int32)
    order = np.lexsort((calls.place, calls.session))
    ranked = np.rec.fromarrays([calls.session[order], calls.place[order]])
    wanted = np.rec.fromarrays([session, place], dtype=ranked.dtype)
    at = np.minimum(np.searchsorted(ranked, wanted), len(order) - 1)
    found = order[at].astype(np.int32)
    fits = (calls.session[found] == session) & (calls.place[found] >= place) & (session >= 0)
    return np.where(fits, found, -1).astype(np.int32)
