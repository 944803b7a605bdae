"""Nodes of plans that were run, and what they tell of their statement."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.queries.study import Study

_STOP_EARLY = ("Limit", "Merge Join", "Merge Append")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


@dataclass(frozen=True)
class Owner:
    """Over all nodes: plan int32, and the plan's statement int32 (-1 unknown)."""

    plan: NDArray[np.int32]
    statement: NDArray[np.int32]


def owners(study: Study) -> Owner:
    """Whose each node is."""
    return study.once("owners of plan nodes", lambda: _owners(study))


def _owners(study: Study) -> Owner:
    plans = study.model.plans
    plan = np.repeat(np.arange(len(plans), dtype=np.int32), np.diff(plans.first))
    return Owner(plan, plans.statement[plan])


def root_ns(study: Study) -> NDArray[np.float64]:
    """Of every plan the time of its root, nan unknown."""
    roots = study.model.plans.first[:-1]
    return study.node_costs.total_ns[roots]


def nodes_with(study: Study, word: str) -> NDArray[np.int64]:
    """Nodes whose details hold a word."""
    details = study.model.plan_nodes.detail
    texts = np.unique(details[details >= 0])
    hits = [i for i in texts.tolist() if word in study.model.strings[i]]
    return np.flatnonzero(np.isin(details, hits)) if hits else np.zeros(0, np.int64)


def detail_lines(study: Study, node: int) -> str:
    """What a node tells in words."""
    return study.model.strings[study.model.plan_nodes.detail[node]]


def detail_number(study: Study, node: int, name: str) -> float:
    """The number behind a name in a node's details, nan where it is not told."""
    for line in detail_lines(study, node).split("\n"):
        key, found, value = line.partition(": ")
        if found and key == name:
            number = _NUMBER.search(value)
            return float(number[0]) if number else float("nan")
    return float("nan")


def by_statement(study: Study, nodes: NDArray[np.int64]) -> dict[int, list[int]]:
    """Nodes by the statement of their plan; those of unknown statements are left out."""
    found: dict[int, list[int]] = {}
    of = owners(study).statement
    for node in nodes.tolist():
        if of[node] >= 0:
            found.setdefault(int(of[node]), []).append(node)
    return found


def relation_of(study: Study, node: int) -> str:
    """The table a node reads, "" for none."""
    return study.model.strings[study.model.plan_nodes.relation[node]]


def share_of_plan(study: Study, node: int) -> float:
    """The part (0-1) of its plan's time that a node took by itself; 0 unknown."""
    plan = int(owners(study).plan[node])
    whole = float(root_ns(study)[plan])
    own = float(study.node_costs.own_ns[node])
    return min(1.0, own / whole) if whole > 0 and own >= 0 else 0.0


def ended_early(study: Study) -> NDArray[np.bool_]:
    """Nodes that gave fewer rows than expected below a LIMIT or a merge, which stop asking as soon
    as they have enough."""
    return study.once("nodes ended early", lambda: _ended_early(study))


def _ended_early(study: Study) -> NDArray[np.bool_]:
    nodes = study.model.plan_nodes
    kinds = np.unique(nodes.kind).tolist()
    limits = [k for k in kinds if study.model.strings[k] in _STOP_EARLY]
    below = np.zeros(len(nodes), np.bool_)
    is_limit = np.isin(nodes.kind, limits)
    for node in range(len(nodes)):  # parents stand before their children
        above = int(nodes.parent[node])
        below[node] = above >= 0 and bool(is_limit[above] or below[above])
    return below & (study.node_costs.direction < 0)
