"""Which statements of a recording are worth asking for indexes, and what each takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from perfview.queries.model import DELETE, INSERT, MERGE, SELECT, UNPARSED, UPDATE
from perfview.queries.schema import model
from perfview.queries.sql.shapes import Shape
from perfview.queries.sql.system_tables import is_system_table

if TYPE_CHECKING:
    from perfview.queries.indexes.agreement import Scans
    from perfview.queries.measures.totals import StatementTotals
    from perfview.queries.study import Study

SLOW_NS = 500_000.0
"""Time of one run, as a rule, below which nothing is advised from DDL: what a server answers in
less it finds by an index already. Of statements of a shop that need nothing half were given an
index without this, one in twelve with it."""
SLOW_READ_NS = 1_500_000.0
SLOW_WRITE_NS = 5_000_000.0
"""The same where not even the indexes are known: a few ms are explained by an index that is there,
of a write also by locks and by waiting for the disk."""
NEVER_SLOW_NS = 100_000.0
"""The same where statistics tell how big tables are."""
MOST_STATEMENTS = 3000
"""Statements that are looked at, those that take most time first."""
MOST_CHARACTERS = 2 << 20
"""Of the texts that are taken apart for it: a few seconds."""
MOST_TABLES = 100
"""Tables of one statement, each time one is named, up to which indexes are looked for."""
_READ = (SELECT, UPDATE, DELETE, INSERT, MERGE, UNPARSED)
_WRITING = (INSERT, UPDATE, DELETE, MERGE)


@dataclass(frozen=True)
class Asked:
    """A statement: calls (0 unknown), total_ns and mean_ns (-1 unknown), what it asks."""

    statement: int
    calls: int
    total_ns: int
    mean_ns: int
    shape: Shape


def worth_asking(study: Study, scans: Scans) -> list[int]:
    """Statements that are slow enough to speak of, the most time first."""
    totals, kinds = study.totals, study.model.statements.kind
    weight = totals.total_ns if totals.is_timed else totals.calls
    level = study.schema.level
    return [
        statement
        for statement in np.argsort(-weight, kind="stable").tolist()
        if int(kinds[statement]) in _READ
        and is_worth(
            level,
            _usual_ns(totals, statement, int(kinds[statement]) in _WRITING),
            bool(scans.of(statement)),
            int(kinds[statement]) in _WRITING,
        )
    ]


class Asking:
    """Statements of those worth asking that can be parsed, one after the other, until as many were
    looked at as there is time for. looked_at: how many that were."""

    def __init__(self, study: Study, worth: list[int]) -> None:
        self._study, self._worth = study, worth
        self.looked_at = 0

    def __iter__(self) -> Iterator[Asked]:
        study, totals, read = self._study, self._study.totals, 0
        for statement in self._worth[:MOST_STATEMENTS]:
            self.looked_at += 1
            shape = study.shape_of(statement)
            read += len(study.text_of(statement))
            if shape is not None and is_planned(shape):
                calls, total = int(totals.calls[statement]), int(totals.total_ns[statement])
                yield Asked(statement, calls, total, int(totals.mean_ns[statement]), shape)
            if read > MOST_CHARACTERS:
                return


def _usual_ns(totals: StatementTotals, statement: int, is_write: bool) -> int:
    """What a run takes, -1 unknown: the mean; of a write, which may wait for others' locks, no more
    than half of all runs take."""
    mean, half = int(totals.mean_ns[statement]), int(totals.p50_ns[statement])
    return min(mean, half) if is_write and half >= 0 else mean


def is_planned(shape: Shape) -> bool:
    """Whether indexes are looked for: not for hundreds of tables at once, which would take minutes,
    nor for what is asked of the server's own catalogs."""
    if not 0 < len(shape.uses) <= MOST_TABLES:
        return False
    return not any(is_system_table(each.table) for each in shape.uses)


def is_worth(level: str, usual_ns: float, has_plan: bool, is_write: bool = False) -> bool:
    """Whether a statement that takes so long (-1 unknown) is looked at: from text alone only where
    something says that it is slow."""
    if usual_ns < 0:
        return level != model.TEXT or has_plan
    if level == model.STATISTICS or has_plan:
        return usual_ns >= NEVER_SLOW_NS
    if level == model.TEXT:
        return usual_ns >= (SLOW_WRITE_NS if is_write else SLOW_READ_NS)
    return usual_ns >= SLOW_NS


def writers_of(study: Study) -> dict[str, list[tuple[int, Shape]]]:
    """By table, the statements that change it."""
    found: dict[str, list[tuple[int, Shape]]] = {}
    kinds = study.model.statements.kind
    for statement in np.flatnonzero(np.isin(kinds, _WRITING)).tolist()[:MOST_STATEMENTS]:
        shape = study.shape_of(statement)
        if shape is not None and shape.writes:
            found.setdefault(shape.writes, []).append((statement, shape))
    return found
