"""Tables read whole by plans that were run, and what is spared without the rows thrown away."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from perfview.findings.finding import Saving
from perfview.queries.patterns.costs import Cost
from perfview.queries.patterns.naming import is_same_table
from perfview.queries.patterns.plan_nodes import by_statement, relation_of, share_of_plan
from perfview.queries.patterns.saving import saving_of
from perfview.queries.schema.model import PLAN
from perfview.queries.study import Study

METHOD = "the time of the scan in the plans that were run, on all of the statement's calls"
_WHOLE = ("Seq Scan", "Parallel Seq Scan", "COLLSCAN")


@dataclass(frozen=True)
class Scan:
    """table; rows read and kept by one run; share (0-1) of the plan's time, 0 unknown; level one of
    `EVIDENCE_LEVELS`; node: of the plan, -1 without one."""

    table: str
    read: float
    kept: float
    share: float
    level: str
    node: int = -1

    @property
    def kept_part(self) -> float:
        """The part (0-1) of the rows read that is kept."""
        return self.kept / max(self.read, 1.0)


def planned_scan(study: Study, statement: int, table: str = "") -> Scan | None:
    """The scan (of a table, where one is named) that takes most of a plan's time and throws rows
    away; None where no plan of the statement has one."""
    scans = study.once("sequential scans by statement", lambda: _scans(study))
    nodes = [
        node
        for node in scans.get(statement, ())
        if not table or is_same_table(relation_of(study, node), table)
    ]
    if not nodes:
        return None
    rows = study.model.plan_nodes
    node = max(nodes, key=lambda node: share_of_plan(study, node))
    loops = max(int(rows.loops[node]), 1)
    kept = float(np.nan_to_num(rows.actual_rows[node])) * loops
    thrown = float(np.nan_to_num(rows.removed_rows[node])) * loops
    share = share_of_plan(study, node)
    return Scan(relation_of(study, node), kept + thrown, kept, share, PLAN, node)


def _scans(study: Study) -> dict[int, list[int]]:
    nodes = study.model.plan_nodes
    kinds = np.unique(nodes.kind)
    whole = [k for k in kinds.tolist() if study.model.strings[k] in _WHOLE]
    wanted = np.isin(nodes.kind, whole) & (nodes.loops > 0) & (nodes.removed_rows > 0)
    return by_statement(study, np.flatnonzero(wanted))


def saving_of_scan(study: Study, cost: Cost, scan: Scan | None) -> Saving | None:
    """What is spared where the scan reads only what it keeps; None without a plan that was run."""
    if scan is None or not scan.share:
        return None
    most = cost.total_ns * scan.share
    thrown = 1 - scan.kept_part
    return saving_of(study, most * thrown, 0.5 * most * thrown, most, METHOD)
