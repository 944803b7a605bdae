"""Which statements of a recording are worth asking for indexes, and what each takes."""

from __future__ import annotations

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


def asked_of(study: Study, scans: Scans) -> list[Asked]:
    """Statements that can be parsed and are slow enough to speak of, the most time first."""
    totals, kinds = study.totals, study.model.statements.kind
    weight = totals.total_ns if totals.is_timed else totals.calls
    order = np.argsort(-weight, kind="stable")
    found: list[Asked] = []
    for statement in order.tolist():
        if int(kinds[statement]) not in _READ or len(found) >= MOST_STATEMENTS:
            continue
        mean = int(totals.mean_ns[statement])
        if not is_worth(study.schema.level, mean, bool(scans.of(statement))):
            continue
        shape = study.shape_of(statement)
        if shape is not None and shape.uses:
            calls, total = int(totals.calls[statement]), int(totals.total_ns[statement])
            found.append(Asked(statement, calls, total, mean, shape))
    return found


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
