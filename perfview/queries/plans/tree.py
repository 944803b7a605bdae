"""What each node of a plan cost by itself, and where its planner was wrong."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.queries.model import QueryModel


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
    """The costs of every node. Source: pev2 (github.com/dalibo/pev2), plan-service."""
    raise NotImplementedError
