"""Choosing statements, calls and plans in the selection that all views of queries share.

`Focus.operation` is the chosen statement, `row` the chosen call, `node` the chosen plan, `range_ns`
the marked stretch of time; `rows` are the calls and `groups` the statements that a recommendation
points at.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from perfview.queries.study import Study
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.selection import Focus

_NO_ROWS = np.zeros(0, np.int32)


def choose_statement(document: Document, origin: object, statement: int) -> None:
    """Choose a statement (a row of `Statements`, -1 for none) in every view."""
    document.selection.change(origin, **_parts(operation=statement))


def reveal_statement(
    document: Document, statement: int, view: str = "", origin: object = None
) -> None:
    """Choose a statement, bring a view (a slug) to the front if one is named, and go there."""
    _reveal(document, view, origin, _parts(operation=statement))


def choose_call(document: Document, origin: object, call: int) -> None:
    """Choose a call (a row of `Calls`) and its statement."""
    study: Study = document.opened.study
    statement = int(study.model.calls.statement[call]) if call >= 0 else -1
    document.selection.change(origin, **_parts(row=call, operation=statement))


def choose_plan(document: Document, origin: object, plan: int) -> None:
    """Choose a plan (a row of `Plans`) and its statement."""
    study: Study = document.opened.study
    statement = int(study.model.plans.statement[plan]) if plan >= 0 else -1
    document.selection.change(origin, **_parts(node=plan, operation=statement))


def reveal_plan(document: Document, plan: int, view: str = "plans") -> None:
    """Choose a plan, bring a view to the front, and go there."""
    study: Study = document.opened.study
    statement = int(study.model.plans.statement[plan])
    _reveal(document, view, None, _parts(node=plan, operation=statement))


def chosen_statement(study: Study, focus: Focus) -> int:
    """The statement a focus is about: the first that an open recommendation points at, else the
    chosen one, else that of the chosen call; -1 for none."""
    if focus.recommendation and len(focus.groups):
        return _within(int(focus.groups[0]), len(study.model.statements))
    of_call = int(study.model.calls.statement[focus.row]) if chosen_call(study, focus) >= 0 else -1
    if focus.recommendation and of_call >= 0:
        return of_call
    return focus.operation if _is_statement(study, focus.operation) else of_call


def chosen_statements(study: Study, focus: Focus) -> NDArray[np.int32]:
    """All statements that a focus means: those of an open recommendation, else the chosen one."""
    if focus.recommendation and len(focus.groups):
        known = focus.groups < len(study.model.statements)
        return focus.groups[known].astype(np.int32)
    statement = chosen_statement(study, focus)
    return np.array([statement], np.int32) if statement >= 0 else _NO_ROWS


def shown_statement(study: Study, focus: Focus) -> int:
    """The statement a page tells of: the chosen one, else that which takes most; -1 for none."""
    chosen = chosen_statement(study, focus)
    if chosen >= 0 or not len(study.model.statements):
        return chosen
    return int(np.argmax(study.totals.share))


def chosen_call(study: Study, focus: Focus) -> int:
    """The call a focus is about, -1 for none."""
    return _within(focus.row, len(study.model.calls))


def chosen_plan(study: Study, focus: Focus) -> int:
    """The plan a focus is about: the chosen one, else the slowest of the chosen statement; -1 for
    none."""
    if not focus.recommendation and 0 <= focus.node < len(study.model.plans):
        return focus.node
    return plan_of(study, chosen_statement(study, focus))


def plan_of(study: Study, statement: int) -> int:
    """The plan that tells most of a statement: one that was run before one that was only foreseen,
    the slowest of them; -1 for none."""
    if statement < 0:
        return -1
    plans = study.model.plans
    rows = np.flatnonzero(plans.statement == statement)
    if not len(rows):
        return -1
    took = [execution_of(study, int(row)) for row in rows]
    rank = np.lexsort((np.array(took), plans.is_actual[rows]))
    return int(rows[rank[-1]])


def execution_of(study: Study, plan: int) -> float:
    """What running a plan took in ns: as told, else what its first node took; -1 unknown."""
    plans = study.model.plans
    if plans.execution_ns[plan] >= 0:
        return float(plans.execution_ns[plan])
    root = float(study.model.plan_nodes.actual_ns[plans.first[plan]])
    return root if root == root else -1.0


def _is_statement(study: Study, statement: int) -> bool:
    return 0 <= statement < len(study.model.statements)


def _within(row: int, count: int) -> int:
    return row if 0 <= row < count else -1


def _reveal(document: Document, view: str, origin: object, parts: dict[str, Any]) -> None:
    if view:
        document.view_wanted.emit(view)
    document.selection.reveal(origin, **parts)


def _parts(row: int = -1, operation: int = -1, node: int = -1) -> dict[str, Any]:
    return {
        "row": row,
        "operation": operation,
        "node": node,
        "rows": _NO_ROWS,
        "groups": _NO_ROWS,
        "recommendation": "",
    }
