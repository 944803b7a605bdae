"""Queries made by hand, for tests."""

from __future__ import annotations

from typing import Any

import numpy as np

from perfview.queries.furnished import Furnished
from perfview.queries.gathering.building import filled
from perfview.queries.gathering.calls import gather_texts
from perfview.queries.model import Calls, Events, QueryModel, Sessions
from perfview.queries.plans.reading import PlanGatherer
from perfview.queries.schema.definitions import read_definitions
from perfview.queries.schema.model import Schema
from perfview.queries.study import Study
from perfview.recording.progress import Progress
from perfview.recording.strings import StringTable

MS = 1_000_000


class QueryBuilder:
    """Calls are added with `call`, one after the other unless `at_ms` says when; other things a
    server's log tells with `event`, plans with `plan`. `study()` is the whole."""

    def __init__(self, dialect: str = "postgres", ddl: str = "", schema: Schema | None = None):
        self.dialect, self.ddl, self.schema = dialect, ddl, schema
        self._texts: list[str] = []
        self._rows: list[dict[str, Any]] = []
        self._events: list[dict[str, Any]] = []
        self._plans: list[tuple[Any, int]] = []
        self._ids: dict[str, int] = {}
        self._clock_ms = 0.0

    def call(
        self,
        sql: str,
        ms: float = 1.0,
        *,
        at_ms: float | None = None,
        trace: str = "",
        session: str = "",
        caller: str = "",
        **columns: Any,
    ) -> int:
        """One run of a statement; `columns` are further columns of `Calls`."""
        begins = self._clock_ms if at_ms is None else at_ms
        self._clock_ms = begins + ms
        row = {
            "start_ns": int(begins * MS),
            "duration_ns": int(ms * MS),
            "trace": self._id(f"trace {trace}") if trace else -1,
            "session": session,
            "caller": self._id(caller) if caller else -1,
            "place": len(self._rows),
            **columns,
        }
        self._texts.append(sql)
        self._rows.append(row)
        return len(self._rows) - 1

    def event(self, kind: int, text: str, **columns: Any) -> None:
        """Something else the server told, as it was written; `columns` of `Events`."""
        told = self._id(text)
        self._events.append({"kind": kind, "text": told, "detail": told, **columns})

    def plan(self, plan: Any, call: int = -1) -> None:
        """A plan as PostgreSQL's EXPLAIN (FORMAT JSON) gives it, of a call."""
        self._plans.append((plan, call))

    def _id(self, text: str) -> int:
        return self._ids.setdefault(text, len(self._ids))

    def model(self) -> QueryModel:
        """The columns."""
        durations = np.array([row["duration_ns"] for row in self._rows], np.int64)
        gathered = gather_texts(self._texts, self.dialect, durations, Progress())
        own = list(gathered.strings)
        names = sorted({row["session"] for row in self._rows if row["session"]})
        session = {name: number for number, name in enumerate(names)}
        plans = PlanGatherer()
        for plan, call in self._plans:
            statement = int(gathered.statement[call]) if call >= 0 else -1
            plans.add_postgres(plan, statement=statement, call=call)
        offset = len(own)
        tables = plans.columns(lambda text: offset + self._id(text))
        session_ids = np.array([offset + self._id(name) for name in names], np.int32)
        for row in self._rows:
            row["session"] = session.get(row["session"], -1)
            row["caller"] += offset if row["caller"] >= 0 else 0
        calls = filled(
            Calls,
            len(self._rows),
            statement=gathered.statement,
            key=gathered.key,
            **_columns(self._rows),
        )
        for each in self._events:
            each["text"] += offset
            each["detail"] += offset
        events = filled(Events, len(self._events), **_columns(self._events))
        none = np.full(len(names), -1, np.int32)
        return QueryModel(
            strings=StringTable.of([*own, *self._ids]),
            statements=gathered.statements,
            samples=gathered.samples,
            sessions=Sessions(session_ids, none, none, none, none),
            calls=calls,
            plans=tables[0],
            plan_nodes=tables[1],
            events=events,
            dialect=self.dialect,
        )

    def study(self) -> Study:
        """The whole, with the schema that the DDL tells."""
        schema = self.schema or read_definitions([self.ddl], self.dialect)
        return Study(self.model(), furnished=Furnished(schema))


def _columns(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """By column, what the rows tell; -1 where one does not."""
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: np.array([row.get(name, -1) for row in rows]) for name in names}
