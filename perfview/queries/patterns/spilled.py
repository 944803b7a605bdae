"""What statements wrote to temporary files."""

from __future__ import annotations

import numpy as np

from perfview.queries import model as m
from perfview.queries.patterns.events import events_of
from perfview.queries.patterns.plan_nodes import by_statement, owners
from perfview.queries.study import Study


def spilled_bytes(study: Study) -> dict[int, float]:
    """Bytes by statement, -1 for an unknown one; the largest that any source tells."""
    return study.once("bytes of temporary files", lambda: _spilled(study))


def _spilled(study: Study) -> dict[int, float]:
    found: dict[int, float] = {}
    logged: dict[int, float] = {}
    events = study.model.events
    for row in events_of(study, m.TEMPORARY_FILE).tolist():
        statement = int(events.statement[row])
        logged[statement] = logged.get(statement, 0.0) + max(int(events.bytes[row]), 0)
    totals = study.model.totals
    for row in np.flatnonzero(totals.temporary_bytes > 0).tolist():
        found[int(totals.statement[row])] = float(totals.temporary_bytes[row])
    nodes = study.model.plan_nodes
    for statement, rows in by_statement(study, np.flatnonzero(nodes.temporary_bytes > 0)).items():
        roots: dict[int, int] = {}
        for row in rows:
            plan = int(owners(study).plan[row])
            roots[plan] = max(roots.get(plan, 0), int(nodes.temporary_bytes[row]))
        found[statement] = max(found.get(statement, 0.0), float(sum(roots.values())))
    for statement, amount in logged.items():
        found[statement] = max(found.get(statement, 0.0), amount)
    return found
