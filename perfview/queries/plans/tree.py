"""What each node of a plan cost by itself, and where its planner was wrong."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.queries.model import QueryModel
from perfview.queries.plans.apart import charge_apart
from perfview.queries.plans.processes import processes_of


@dataclass(frozen=True)
class NodeCosts:
    """Over all nodes of a model, float64: total_ns with all loops; own_ns without the children
    (CTEs and subplans taken where they run, parallel workers divided as pev2 does), nan unknown;
    own_cost in the planner's units; misestimate: actual rows / expected, signed as pev2's factor (≥
    1; direction int8: 1 more came than expected, -1 fewer, 0 unknown)."""

    total_ns: NDArray[np.float64]
    own_ns: NDArray[np.float64]
    own_cost: NDArray[np.float64]
    misestimate: NDArray[np.float64]
    direction: NDArray[np.int8]


def node_costs(model: QueryModel) -> NodeCosts:
    """The costs of every node. Source: pev2 (github.com/dalibo/pev2), plan-service.

    A node's time of one loop times its loops, shared among the processes it ran in. Its own is
    that without its children's; what runs apart (CTE, InitPlan) is not its parent's but of the
    nodes that ask for it. Unlike pev2 an InitPlan is taken from the node whose condition refers
    to it, so that all own times of a plan come to what its root took.
    """
    nodes = model.plan_nodes
    loops = np.maximum(nodes.loops, 1)
    total = nodes.actual_ns * loops / processes_of(model)
    is_apart = _apart(model)
    own = total - _of_children(nodes.parent, total, ~is_apart)
    charge_apart(model, total, own, np.flatnonzero(is_apart))
    factor, direction = _misestimates(model)
    own_cost = nodes.total_cost - _of_children(nodes.parent, nodes.total_cost, ~is_apart)
    return NodeCosts(total, np.maximum(own, 0), np.maximum(own_cost, 0), factor, direction)


def _apart(model: QueryModel) -> NDArray[np.bool_]:
    """Which nodes are the root of what runs apart, before or beside the node they belong to."""
    named = model.plan_nodes.subplan
    names = {int(i): model.strings[i] for i in np.unique(named[named >= 0])}
    apart = [i for i, name in names.items() if name.startswith(("CTE", "InitPlan"))]
    return np.isin(named, apart) & (model.plan_nodes.parent >= 0)


def _of_children(
    parent: NDArray[np.int32], values: NDArray[np.float64], counted: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """The sum of each node's children that count, those without a value left out."""
    taken = counted & (parent >= 0) & ~np.isnan(values)
    return np.bincount(parent[taken], values[taken], len(parent)).astype(np.float64, copy=False)


def _misestimates(model: QueryModel) -> tuple[NDArray[np.float64], NDArray[np.int8]]:
    """How far expected rows were off, and which way. Both count as one at least: before version
    18 PostgreSQL writes whole rows per loop, so that none may be almost one. Nothing is said of
    what writes rows and hands none on."""
    nodes = model.plan_nodes
    actual, expected = np.maximum(nodes.actual_rows, 1), np.maximum(nodes.expected_rows, 1)
    is_writing = (nodes.kind == model.strings.find("ModifyTable")) & (nodes.actual_rows == 0)
    known = ~np.isnan(actual) & ~np.isnan(expected) & (nodes.loops != 0) & ~is_writing
    ratio = np.where(known, actual / np.where(known, expected, 1), np.nan)
    factor = np.where(ratio < 1, 1 / np.where(ratio > 0, ratio, 1), ratio)
    direction = np.sign(np.where(known, actual - expected, 0)).astype(np.int8)
    return factor, direction
