"""Whole tables read for a few rows."""

from __future__ import annotations

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Measure, Severity
from perfview.findings.quantities import number, percent
from perfview.queries.indexes.suggestion import Suggestion
from perfview.queries.model import DELETE, SELECT, UPDATE
from perfview.queries.patterns.causes import ROOT, SETTLES, asking_cause, suggestion_for
from perfview.queries.patterns.collections import index_keys
from perfview.queries.patterns.costs import GATE, Cost, told
from perfview.queries.patterns.naming import statement_name, table_of
from perfview.queries.patterns.reporting import Told
from perfview.queries.patterns.scans import Scan, planned_scan, saving_of_scan
from perfview.queries.patterns.standing import sureness
from perfview.queries.patterns.statement_detector import StatementDetector
from perfview.queries.schema.model import PLAN, STATISTICS
from perfview.queries.study import Study


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
    are wanted there is nothing to fix, and nothing is said; where no index and no other writing
    are known that would help it is only noted.

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
        scan = planned_scan(study, cost.statement) or _by_counts(study, cost)
        if scan is None or scan.read < limits["rows"] or scan.kept > limits["kept"] * scan.read:
            return None
        if scan.level == PLAN and scan.share < limits["part"]:
            return None
        index = suggestion_for(study, cost.statement, scan.table, SETTLES)
        is_settled = index is not None or study.shape_of(cost.statement) is None
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
            how=_how(study, cost, scan, index),
            wrong_if="The plan is of a moment without statistics, or the rows are read to "
            "be counted or summed up.",
            confidence=sureness(scan.level, cost.calls, 0.9),
            measures=(
                Measure("rows read", scan.read, "count", limits["rows"]),
                Measure("kept of them", scan.kept / max(scan.read, 1), "ratio", limits["kept"]),
            ),
            saving=None if index or not is_settled else saving_of_scan(study, cost, scan),
            effort=Effort.SMALL if index else Effort.MEDIUM,
            severity=None if is_settled else Severity.INFO,
            cause=_cause(study, cost, scan),
            where=scan.table,
        )


def _cause(study: Study, cost: Cost, scan: Scan) -> str:
    """Finds of MongoDB that want the same index are one thing to do."""
    is_collection = study.dialect_of(cost.statement) == "mongodb"
    keys = index_keys(study.text_of(cost.statement)) if is_collection else ""
    if keys:
        return f"{ROOT}\n{scan.table}\nindex {keys}"
    return asking_cause(study, cost.statement, scan.table)


def _by_counts(study: Study, cost: Cost) -> Scan | None:
    """Rows examined and sent, of statements that do not sum them up."""
    if cost.rows_read < 0 or cost.rows < 0 or cost.calls <= 0:
        return None
    if study.model.statements.kind[cost.statement] not in (SELECT, UPDATE, DELETE):
        return None
    shape = study.shape_of(cost.statement)
    if shape is not None and any(block.is_aggregate or block.group for block in shape.blocks):
        return None
    read, kept = cost.rows_read / cost.calls, cost.rows / cost.calls
    return Scan(table_of(study, cost.statement), read, kept, 0.0, STATISTICS)


def _of_plan(scan: Scan) -> str:
    return f" The scan takes {percent(scan.share)} of the plan's time." if scan.share else ""


def _how(study: Study, cost: Cost, scan: Scan, index: Suggestion | None) -> str:
    table = scan.table or "the table"
    if index:
        return f"Create the index: `{index.ddl(study.dialect_of(cost.statement))}`"
    if study.dialect_of(cost.statement) == "mongodb":
        keys = index_keys(study.text_of(cost.statement))
        if keys:
            return f"Create the index: `db.{table}.createIndex({{{keys}}})`"
        return f"Create an index on the fields of {table} that are compared (createIndex)."
    if study.shape_of(cost.statement) is None:
        return f"Compare a column of {table} that an index can find."
    return (
        f"No plain index on {table} finds these rows as they are asked for: a B-tree serves =, IN, "
        "ranges and the beginning of a text, not what is different or computed. If the values "
        "asked for are always the same, a partial index for them does."
    )
