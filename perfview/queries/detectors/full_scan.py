"""Whole tables read for a few rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Measure, Saving
from perfview.findings.quantities import number, percent
from perfview.queries.patterns.causes import index_cause, suggestion_for
from perfview.queries.patterns.costs import GATE, Cost, told
from perfview.queries.patterns.naming import statement_name, table_of
from perfview.queries.patterns.plan_nodes import by_statement, relation_of, share_of_plan
from perfview.queries.patterns.reporting import Told
from perfview.queries.patterns.saving import saving_of
from perfview.queries.patterns.standing import sureness
from perfview.queries.patterns.statement_detector import StatementDetector
from perfview.queries.schema.model import PLAN, STATISTICS
from perfview.queries.study import Study

METHOD = "the time of the scan in the plans that were run, on all of the statement's calls"


@dataclass(frozen=True)
class _Scan:
    """table; rows read and kept by one run; share (0-1) of the plan's time, 0 unknown; level."""

    table: str
    read: float
    kept: float
    share: float
    level: str


class FullScan(StatementDetector):
    """Whole tables read although few of their rows are wanted.

    What it looks for: statements that pass the gate (`share` of database time or `slow`, and
    `mean`) and read at least `rows` rows in a run to keep at most `kept` of them: as a plan that
    was run tells (a sequential scan that holds at least `part` of the plan's time), or as the
    server counted (rows examined against rows sent, documents examined against returned).

    Why it matters: the work grows with the table, not with the answer. It fills the cache with
    pages nobody wants and gets slower every week.

    How sure it is: very with a plan, because it says what was read and thrown away; less by counts,
    because a sum over many rows reads many to return one, and is told apart only by its text.

    How to fix it: an index on what is compared, or a condition that one can serve. Where most rows
    are wanted there is nothing to fix, and nothing is said.

    Learnt from: pg_qualstats (1,000 rows and 30 % filtered), PerformanceStudio's bare scans,
    MySQL's Rows_examined, mtools' COLLSCAN.
    """

    name = "full-scan"
    title = "Full table scan"
    scopes = ("database", "io")
    prominence = 8
    thresholds = (
        *GATE,
        Threshold("rows", 1_000, "count", "read by one run, at least"),
        Threshold("kept", 0.2, "ratio", "of them that are wanted, at most"),
        Threshold("part", 0.3, "ratio", "of the plan's time that the scan takes, at least"),
    )

    def tell(self, study: Study, cost: Cost, limits: Limits) -> Told | None:
        """By the plan where there is one, else by the server's counts."""
        scan = _by_plan(study, cost.statement) or _by_counts(study, cost)
        if scan is None or scan.read < limits["rows"] or scan.kept > limits["kept"] * scan.read:
            return None
        if scan.level == PLAN and scan.share < limits["part"]:
            return None
        index = suggestion_for(study, cost.statement)
        table = scan.table or "the table"
        name = statement_name(study, cost.statement)
        return Told(
            title=f"{scan.table} read whole for a few rows"
            if scan.table
            else "A whole table read for a few rows",
            why=f"{name} reads {number(round(scan.read))} rows of {table} in a run and keeps "
            f"{number(round(scan.kept))}: {told(cost)}.{_of_plan(scan)}",
            verdict=f"{name} reads {number(round(scan.read))} rows of {table} to keep "
            f"{number(round(scan.kept))} ({percent(cost.share)} of database time)",
            how=_how(study, cost, table),
            wrong_if="The plan is of a moment without statistics, or the rows are read to "
            "be counted or summed up.",
            confidence=sureness(scan.level, cost.calls, 1.0 if scan.level == PLAN else 0.9),
            measures=(
                Measure("rows read", scan.read, "count", limits["rows"]),
                Measure("kept of them", scan.kept / max(scan.read, 1), "ratio", limits["kept"]),
            ),
            saving=_saving(study, cost, scan),
            cause=index_cause(index) if index else "",
            where=scan.table,
        )


def _by_plan(study: Study, statement: int) -> _Scan | None:
    """The scan that takes most of a plan's time and throws rows away."""
    scans = study.once("sequential scans by statement", lambda: _scans(study))
    nodes = scans.get(statement)
    if not nodes:
        return None
    rows = study.model.plan_nodes
    node = max(nodes, key=lambda node: share_of_plan(study, node))
    loops = max(int(rows.loops[node]), 1)
    kept = float(np.nan_to_num(rows.actual_rows[node])) * loops
    thrown = float(np.nan_to_num(rows.removed_rows[node])) * loops
    return _Scan(relation_of(study, node), kept + thrown, kept, share_of_plan(study, node), PLAN)


def _scans(study: Study) -> dict[int, list[int]]:
    nodes = study.model.plan_nodes
    kinds = np.unique(nodes.kind)
    whole = [k for k in kinds.tolist() if study.model.strings[k] in ("Seq Scan", "COLLSCAN")]
    wanted = np.isin(nodes.kind, whole) & (nodes.loops > 0) & (nodes.removed_rows > 0)
    return by_statement(study, np.flatnonzero(wanted))


def _by_counts(study: Study, cost: Cost) -> _Scan | None:
    """Rows examined and sent, of statements that do not sum them up."""
    if cost.rows_read < 0 or cost.rows < 0 or cost.calls <= 0:
        return None
    shape = study.shape_of(cost.statement)
    if shape is not None and any(block.is_aggregate or block.group for block in shape.blocks):
        return None
    read, kept = cost.rows_read / cost.calls, cost.rows / cost.calls
    return _Scan(table_of(study, cost.statement), read, kept, 0.0, STATISTICS)


def _of_plan(scan: _Scan) -> str:
    return f" The scan takes {percent(scan.share)} of the plan's time." if scan.share else ""


def _how(study: Study, cost: Cost, table: str) -> str:
    index = suggestion_for(study, cost.statement)
    if index:
        return f"Create the index: `{index.ddl(study.dialect_of(cost.statement))}`"
    return (
        f"Compare a column of {table} that an index can find, without a function around it and "
        "without % at the beginning; or keep the answer where it changes seldom."
    )


def _saving(study: Study, cost: Cost, scan: _Scan) -> Saving | None:
    if not scan.share:
        return None
    most = cost.total_ns * scan.share
    thrown = 1 - scan.kept / max(scan.read, 1)
    return saving_of(study, most * thrown, 0.5 * most * thrown, most, METHOD)
