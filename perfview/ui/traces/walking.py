"""From span to span with the arrow keys, and which trace a focus is about."""

from __future__ import annotations

import numpy as np

from perfview.traces.study import Study
from perfview.ui.traces.lanes.flow_curves import flows_at
from perfview.ui.workspace.selection import Focus


def chosen_trace(study: Study, focus: Focus) -> int:
    """The trace of the chosen span, else of the first row in question, else the first chosen."""
    if 0 <= focus.row < len(study.model):
        return int(study.structure.trace[focus.row])
    if len(focus.rows):
        return int(study.structure.trace[focus.rows[0]])
    return int(focus.groups[0]) if len(focus.groups) else -1


def step_from(study: Study, row: int, where: str) -> int:
    """The span `where` (parent, child, previous, next) of a span; -1 when there is none.

    Along the arrows of threads: `cause` is where the latest one comes from, `effect` where the
    first one goes.

    Siblings go by start; roots have the roots of their trace for siblings.
    """
    if where in ("cause", "effect"):
        before, after = flows_at(study, row)
        along = before[-1:] if where == "cause" else after[:1]
        return int(along[0]) if len(along) else -1
    structure = study.structure
    parent = int(structure.parent[row])
    if where == "parent":
        return parent
    if where == "child":
        children = structure.children(row)
        return int(children[0]) if len(children) else -1
    if parent >= 0:
        siblings = structure.children(parent)
    else:
        rows = structure.rows(int(structure.trace[row]))
        siblings = rows[structure.parent[rows] < 0]
    at = int(np.flatnonzero(siblings == row)[0]) + (1 if where == "next" else -1)
    return int(siblings[at]) if 0 <= at < len(siblings) else -1
