"""Which statements of a recording are worth asking for indexes, and what each takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from perfview.queries.model import DELETE, INSERT, MERGE, SELECT, UNPARSED, UPDATE
from perfview.queries.schema import model
from perfview.queries.sql.shapes import Shape

if TYPE_CHECKING:
    from perfview.queries.indexes.agreement import Scans
    from perfview.queries.study import Study

SLOW_NS = 500_000.0
"""Mean of one run below which nothing is advised from text and DDL alone: what a server answers in
less it finds by an index already. Of statements of a shop that need nothing half were given an
index without this, one in twelve with it."""
NEVER_SLOW_NS = 100_000.0
"""The same where statistics tell how big tables are."""
MOST_STATEMENTS = 3000
"""Statements that are looked at, those that take most time first."""
MOST_CHARACTERS = 2 << 20
"""Of the texts that are taken apart for it: a few seconds."""
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
        and is_worth(level, int(totals.mean_ns[statement]), bool(scans.of(statement)))
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
            if shape is not None and shape.uses:
                calls, total = int(totals.calls[statement]), int(totals.total_ns[statement])
                yield Asked(statement, calls, total, int(totals.mean_ns[statement]), shape)
            if read > MOST_CHARACTERS:
                return


def is_worth(level: str, mean_ns: float, has_plan: bool) -> bool:
    """Whether a statement of that mean (-1 unknown) is looked at: from text alone only where
    something says that it is slow."""
    if mean_ns < 0:
        return level != model.TEXT or has_plan
    return mean_ns >= (NEVER_SLOW_NS if level == model.STATISTICS or has_plan else SLOW_NS)


def writers_of(study: Study) -> dict[str, list[tuple[int, Shape]]]:
    """By table, the statements that change it."""
    found: dict[str, list[tuple[int, Shape]]] = {}
    kinds = study.model.statements.kind
    for statement in np.flatnonzero(np.isin(kinds, _WRITING)).tolist()[:MOST_STATEMENTS]:
        shape = study.shape_of(statement)
        if shape is not None and shape.writes:
            found.setdefault(shape.writes, []).append((statement, shape))
    return found
