"""A plan's nodes in the order they are drawn, and how much each matters to a question."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.queries.study import Study

TIME, ROWS, MISESTIMATE, COST = range(4)
HEATS = ("Time", "Rows", "Misestimate", "Cost")
"""What boxes may be coloured by."""

WRONG = 10.0
"""From this factor on a planner's estimate of rows is called wrong (pev2 warns at ten, too)."""
_WORST = 1000.0


@dataclass(frozen=True)
class Outline:
    """One plan, k nodes top to bottom, children below their parents in the order they are given.

    nodes int32: rows of `PlanNodes`. depth, parent (a place here, -1 the root) and stop (the place
    behind the last node of the subtree) int32. is_actual: it was run.
    """

    plan: int
    nodes: NDArray[np.int32]
    depth: NDArray[np.int32]
    parent: NDArray[np.int32]
    stop: NDArray[np.int32]
    is_actual: bool

    def __len__(self) -> int:
        return len(self.nodes)

    def place_of(self, node: int) -> int:
        """Where a row of `PlanNodes` stands, -1 if it is of another plan."""
        found = np.flatnonzero(self.nodes == node)
        return int(found[0]) if len(found) else -1


def outline_of(study: Study, plan: int) -> Outline:
    """The outline of a plan (a row of `Plans`)."""
    plans, parent = study.model.plans, study.model.plan_nodes.parent
    first, last = int(plans.first[plan]), int(plans.first[plan + 1])
    children: dict[int, list[int]] = {}
    for node, above in enumerate(parent[first:last].tolist(), first):
        children.setdefault(above, []).append(node)
    nodes: list[int] = []
    depth: list[int] = []
    above_at: list[int] = []
    waiting = [(root, 0, -1) for root in reversed(children.get(-1, []))]
    while waiting:
        node, deep, above = waiting.pop()
        place = len(nodes)
        nodes.append(node)
        depth.append(deep)
        above_at.append(above)
        waiting.extend((child, deep + 1, place) for child in reversed(children.get(node, [])))
    return Outline(
        plan,
        np.array(nodes, np.int32),
        np.array(depth, np.int32),
        np.array(above_at, np.int32),
        _stops(depth),
        bool(plans.is_actual[plan]),
    )


def heat_of(study: Study, outline: Outline, by: int) -> NDArray[np.float64]:
    """How much each node matters, float64 (k) from 0 to 1, nan where it is unknown: by its own part
    of time or cost, its rows against the most, its misestimate on a scale of tens."""
    nodes, costs, model = outline.nodes, study.node_costs, study.model.plan_nodes
    if by == TIME:
        return _parts(costs.own_ns[nodes])
    if by == COST:
        return _parts(costs.own_cost[nodes])
    if by == MISESTIMATE:
        wrong = np.where(costs.direction[nodes] != 0, costs.misestimate[nodes], np.nan)
        return np.asarray(np.clip(np.log10(wrong) / np.log10(_WORST), 0.0, 1.0), np.float64)
    rows = rows_read(study, nodes)
    known = rows[~np.isnan(rows)]
    most = float(known.max(initial=0.0)) or 1.0
    return np.asarray(rows / most, np.float64) if len(model) else rows


def rows_read(study: Study, nodes: NDArray[np.int32]) -> NDArray[np.float64]:
    """The rows nodes looked at in all their loops, kept or not; as expected where they were not
    run."""
    model = study.model.plan_nodes
    loops = np.maximum(model.loops[nodes], 1)
    kept = np.where(np.isnan(model.actual_rows[nodes]), np.nan, model.actual_rows[nodes])
    removed = np.nan_to_num(model.removed_rows[nodes])
    actual = (kept + removed) * loops
    return np.where(np.isnan(actual), model.expected_rows[nodes], actual)


def heats_known(study: Study, outline: Outline) -> list[int]:
    """What can be told of a plan: one that was only foreseen has no times and no misestimates."""
    found = [by for by in range(len(HEATS)) if not np.isnan(heat_of(study, outline, by)).all()]
    return found or [COST]


def _parts(own: NDArray[np.float64]) -> NDArray[np.float64]:
    whole = float(np.nansum(own))
    return np.asarray(own / whole if whole > 0 else np.full(len(own), np.nan), np.float64)


def _stops(depth: list[int]) -> NDArray[np.int32]:
    """Behind the last node of each subtree: the next one that is no deeper."""
    stop = np.full(len(depth), len(depth), np.int32)
    open_: list[int] = []
    for place, deep in enumerate(depth):
        while open_ and depth[open_[-1]] >= deep:
            stop[open_.pop()] = place
        open_.append(place)
    return stop
