"""What runs apart from the node it is written under: its time belongs to who asks for it.

A CTE is filled while the ``CTE Scan`` of its name asks for rows, an InitPlan when the first
condition that needs its value is looked at; both times are within those of the asking nodes.
"""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from perfview.queries.model import QueryModel
from perfview.queries.plans.details import details_of

_RETURNS = re.compile(r"returns ([^)]*)\)")
_NUMBERED = re.compile(r"^InitPlan (\d+)")


def charge_apart(
    model: QueryModel,
    total: NDArray[np.float64],
    own: NDArray[np.float64],
    apart: NDArray[np.int64],
) -> None:
    """Take the time of each root of what runs apart (rows `apart`) from the own times of those
    that ask for it, in `own`, ns (q)."""
    for row in apart[::-1]:
        spent = total[row]
        if not spent > 0:
            continue
        name = model.strings[model.plan_nodes.subplan[row]]
        asking = _asking(model, int(row), name)
        if not len(asking):
            continue
        if name.startswith("CTE"):
            _share_out(own, asking, spent)
        else:
            able = asking[own[asking] >= spent * 0.98]
            own[able[0] if len(able) else asking[np.argmax(own[asking])]] -= spent


def _share_out(own: NDArray[np.float64], asking: NDArray[np.int64], spent: float) -> None:
    """From each in proportion to its own time, as pev2 does."""
    weights = np.nan_to_num(np.maximum(own[asking], 0))
    if weights.sum() > 0:
        own[asking] -= spent * weights / weights.sum()


def _asking(model: QueryModel, row: int, name: str) -> NDArray[np.int64]:
    """Nodes that ask for what runs apart, in their order; who it is written under, where no other
    says so."""
    first, stop = _plan_around(model, row)
    if name.startswith("CTE"):
        wanted = name[4:].strip()
        found = [
            node
            for node in _of_kind(model, first, stop)
            if _detail(model, node).get("CTE Name") == wanted
        ]
        return np.array(found, np.int64)
    terms = _terms(name)
    parent = int(model.plan_nodes.parent[row])
    found = [node for node in range(parent, stop) if _refers(model, node, terms)]
    return np.array(found or [parent], np.int64)


def _plan_around(model: QueryModel, row: int) -> tuple[int, int]:
    plan = int(np.searchsorted(model.plans.first, row, side="right")) - 1
    return int(model.plans.first[plan]), int(model.plans.first[plan + 1])


def _of_kind(model: QueryModel, first: int, stop: int) -> list[int]:
    kind = model.strings.find("CTE Scan")
    return [int(n) + first for n in np.flatnonzero(model.plan_nodes.kind[first:stop] == kind)]


def _detail(model: QueryModel, node: int) -> dict[str, str]:
    return details_of(model.strings[model.plan_nodes.detail[node]])


def _terms(name: str) -> re.Pattern[str] | None:
    """How conditions refer to an InitPlan: ``$0``, since PostgreSQL 17 ``(InitPlan 1).col1``."""
    told = []
    if match := _RETURNS.search(name):
        told = [re.escape(each.strip()) + r"(?!\d)" for each in match[1].split(",") if each.strip()]
    if match := _NUMBERED.match(name):
        told.append(rf"\(?InitPlan {match[1]}\)?\.col\d")
    return re.compile("|".join(told)) if told else None


def _refers(model: QueryModel, node: int, terms: re.Pattern[str] | None) -> bool:
    nodes = model.plan_nodes
    if terms is None:
        return False
    return any(
        terms.search(model.strings[ids[node]])
        for ids in (nodes.condition, nodes.filter, nodes.detail)
        if ids[node] >= 0
    )
