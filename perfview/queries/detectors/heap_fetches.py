"""Index-only scans that have to look into the table all the same."""

from __future__ import annotations

import numpy as np

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Measure
from perfview.findings.quantities import number
from perfview.queries.patterns.costs import GATE, Cost, told
from perfview.queries.patterns.naming import statement_name
from perfview.queries.patterns.plan_nodes import (
    by_statement,
    detail_number,
    nodes_with,
    relation_of,
)
from perfview.queries.patterns.reporting import Told
from perfview.queries.patterns.standing import sureness
from perfview.queries.patterns.statement_detector import StatementDetector
from perfview.queries.schema.model import PLAN
from perfview.queries.study import Study


class HeapFetches(StatementDetector):
    """Index-only scans that have to look into the table all the same.

    What it looks for: index-only scans in plans that were run, of statements that pass the gate
    (`share` or `slow`, and `mean`), with at least `fetches` heap fetches that are at least
    `part` of their rows.

    Why it matters: Where pages are not known to be visible to all, each row is looked up in the
    table: the index holds all that is asked for, in vain.

    How sure it is: The fetches are counted by the server. A VACUUM clears them, until the table
    is written again.

    How to fix it: VACUUM the table, and let autovacuum come more often
    (`autovacuum_vacuum_scale_factor`, from PostgreSQL 13 on
    `autovacuum_vacuum_insert_scale_factor`).

    Learnt from: pev2's heap fetches; PostgreSQL's documentation of index-only scans.
    """

    name = "heap-fetches"
    title = "Index-only scans that read the table"
    scopes = ("database", "io")

    thresholds = (
        *GATE,
        Threshold("fetches", 1_000, "count", "from the table, at least"),
        Threshold("part", 0.2, "ratio", "of the rows of the scan, at least"),
    )

    def tell(self, study: Study, cost: Cost, limits: Limits) -> Told | None:
        """The scan with most of them."""
        nodes = study.model.plan_nodes
        best, table, rows = 0.0, "", 0.0
        for node in by_statement(study, nodes_with(study, "Heap Fetches: ")).get(
            cost.statement, []
        ):
            fetched = detail_number(study, node, "Heap Fetches")
            if fetched > best:
                best, table = fetched, relation_of(study, node)
                rows = float(np.nan_to_num(nodes.actual_rows[node])) * max(
                    int(nodes.loops[node]), 1
                )
        if best < limits["fetches"] or best < limits["part"] * rows:
            return None
        name = statement_name(study, cost.statement)
        return Told(
            title=f"{table} needs VACUUM: an index-only scan reads the table",
            why=f"{name} finds all it needs in an index, but looked {number(int(best))} rows up "
            f"in {table} to see whether they are visible: {told(cost)}.",
            verdict=f"an index-only scan looked {number(int(best))} rows up in {table}; VACUUM "
            "would spare that",
            how=f"VACUUM {table}, and let autovacuum come to it more often.",
            wrong_if="The table is written all the time; then the pages are soon changed again.",
            confidence=sureness(PLAN, cost.calls),
            measures=(Measure("heap fetches", best, "count", limits["fetches"]),),
            where=table,
        )
