"""In how many processes at once each node of a plan ran."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.queries.model import QueryModel
from perfview.queries.plans.details import details_of

_GATHERS = ("Gather", "Gather Merge")


def processes_of(model: QueryModel) -> NDArray[np.float64]:
    """Processes of each node, float64 (q): 1, and under a Gather as many as ran it: the workers
    that were launched and the leader (as pev2 counts), or as often as its child ran for each time
    that it ran itself, where the leader stood aside."""
    nodes = model.plan_nodes
    processes = np.ones(len(nodes))
    kinds = {int(i): model.strings[i] for i in np.unique(nodes.kind)}
    gathers = [i for i, kind in kinds.items() if kind in _GATHERS]
    starts = np.flatnonzero(np.isin(nodes.kind, gathers))
    if not len(starts):
        return processes
    under = {int(row): _launched(model, int(row)) for row in starts}
    handed = np.zeros(len(nodes), np.int64)
    for row in range(int(starts[0]) + 1, len(nodes)):
        parent = int(nodes.parent[row])
        if parent < 0 or _runs_first(model, row):
            continue
        # The processes of an outer Gather are none of those of an inner one.
        ran = under.get(parent, int(handed[parent]))
        if parent in under and ran:
            loops, outer = int(nodes.loops[row]), int(nodes.loops[parent])
            if loops > 0 and outer > 0 and loops % outer == 0:
                ran = min(ran, loops // outer)
        handed[row] = ran
        processes[row] = max(ran, 1)
    return processes


def _launched(model: QueryModel, row: int) -> int:
    """Processes below a Gather, 0 where nothing was run."""
    said = details_of(model.strings[model.plan_nodes.detail[row]])
    if model.plan_nodes.loops[row] < 1:
        return 0
    workers = said.get("Workers Launched", "0")
    return int(workers) + 1 if workers.isdigit() and len(workers) < 6 else 1


def _runs_first(model: QueryModel, row: int) -> bool:
    """Whether a node is run once, by the leader, before the others."""
    return model.strings[model.plan_nodes.subplan[row]].startswith("InitPlan")
