"""Plans made for far fewer or far more rows than came."""

from __future__ import annotations

import numpy as np

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Measure, Severity
from perfview.findings.quantities import number
from perfview.queries.patterns.causes import asking_cause
from perfview.queries.patterns.conditions import compared_in
from perfview.queries.patterns.costs import GATE, Cost, told
from perfview.queries.patterns.naming import statement_name
from perfview.queries.patterns.plan_nodes import (
    by_statement,
    ended_early,
    relation_of,
)
from perfview.queries.patterns.reporting import Told
from perfview.queries.patterns.standing import sureness
from perfview.queries.patterns.statement_detector import StatementDetector
from perfview.queries.schema.model import PLAN
from perfview.queries.study import Study


class Misestimate(StatementDetector):
    """Plans made for far fewer or far more rows than came.

    What it looks for: nodes of plans that were run, of statements that pass the gate (`share`
    or `slow`, and `mean`), whose actual rows differ from those expected by at least `factor`,
    with at least `rows` rows on the larger side, in plans where a node of this kind may have
    led to the wrong way of joining.

    Why it matters: The planner chooses its joins by these numbers. Told ten rows it loops; when
    a million come, the loop takes minutes.

    How sure it is: The numbers are exact. Whether another plan would have been faster is not
    known; often it is the same, so it is a note.

    How to fix it: it says which: CREATE STATISTICS on the expression where one is compared, on
    the columns where several are compared that depend on each other; else ANALYZE the table, and a
    larger statistics target for a skewed column.

    Learnt from: PerformanceStudio's rule 5 (10 and 100 times), pev2's misestimates; Leis et
    al., How Good Are Query Optimizers, Really? (VLDB 2015).
    """

    name = "misestimate"
    title = "Wrong row estimates"
    scopes = ("database",)

    thresholds = (
        *GATE,
        Threshold("factor", 100, "count", "between rows expected and rows that came, at least"),
        Threshold("rows", 1_000, "count", "on the larger side, at least"),
    )

    def tell(self, study: Study, cost: Cost, limits: Limits) -> Told | None:
        """The worst node below the top."""
        nodes, costs = study.model.plan_nodes, study.node_costs
        loops = np.maximum(nodes.loops, 1)
        came, foreseen = nodes.actual_rows * loops, nodes.expected_rows * loops
        largest = np.fmax(came, foreseen)
        off = (costs.misestimate >= limits["factor"]) & (largest >= limits["rows"])
        mine = by_statement(
            study, np.flatnonzero(off & (nodes.relation >= 0) & ~ended_early(study))
        ).get(cost.statement)
        if not mine:
            return None
        worst = max(mine, key=lambda node: float(costs.misestimate[node]))
        factor = float(costs.misestimate[worst])
        table = relation_of(study, worst)
        rows, wanted = round(float(came[worst])), round(float(foreseen[worst]))
        came_words = f"{number(rows)} rows of {table} came where {number(wanted)} were expected"
        return Told(
            title=f"Rows of {table} are estimated {number(round(factor))} times wrong",
            why=f"In the plan of {statement_name(study, cost.statement)}, {came_words}: "
            f"{told(cost)}.",
            verdict=f"{came_words}, so the plan may be the wrong one",
            how=_how(study, worst, table),
            wrong_if="The plan would be the same with the right number, or a LIMIT ended it early.",
            confidence=sureness(PLAN, cost.calls, 0.7),
            measures=(Measure("times wrong", factor, "count", limits["factor"]),),
            where=table,
            entity=f"{table} {study.text_of(cost.statement)}",
            severity=Severity.INFO,
            cause=asking_cause(study, cost.statement, table),
        )


def _how(study: Study, node: int, table: str) -> str:
    """By what the node compares: an expression has no statistics, columns have none together."""
    compared, short = compared_in(study, node), table.rpartition(".")[2]
    if compared.expressions:
        return (
            f"The planner keeps no statistics of a computed value. Compare the column itself, or "
            f"(PostgreSQL 14 and later) CREATE STATISTICS {short}_stats ON "
            f"({compared.expressions[0]}) FROM {table}, then ANALYZE {table}."
        )
    if len(compared.columns) > 1:
        columns = ", ".join(compared.columns)
        return (
            f"The planner takes {columns} to be independent of each other. If they are not: CREATE "
            f"STATISTICS {short}_stats (dependencies, mcv) ON {columns} FROM {table}, then "
            f"ANALYZE {table}."
        )
    target = f" (ALTER COLUMN {compared.columns[0]} SET STATISTICS)" if compared.columns else ""
    return (
        f"Run ANALYZE {table}: its statistics may be of before it grew. If it stays, raise the "
        f"statistics target of the column{target}."
    )
