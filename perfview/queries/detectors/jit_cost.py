"""Compiling that costs more than it spares."""

from __future__ import annotations

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Measure
from perfview.findings.quantities import percent
from perfview.queries.patterns.costs import GATE, Cost, told
from perfview.queries.patterns.jit import compiling_ns
from perfview.queries.patterns.naming import statement_name
from perfview.queries.patterns.plan_nodes import (
    by_statement,
    detail_lines,
    nodes_with,
    owners,
)
from perfview.queries.patterns.reporting import Told
from perfview.queries.patterns.saving import saving_of
from perfview.queries.patterns.standing import sureness
from perfview.queries.patterns.statement_detector import StatementDetector
from perfview.queries.schema.model import PLAN
from perfview.queries.study import Study


class JitCost(StatementDetector):
    """Compiling that costs more than it spares.

    What it looks for: plans that were run, of statements that pass the gate (`share` or `slow`,
    and `mean`), in which compiling took at least `part` of the time.

    Why it matters: The planner compiles what it thinks expensive. Where its estimate is too
    high, compiling takes longer than running.

    How sure it is: The time is the server's own. What compiled code spared is not known, so the
    saving is at most this.

    How to fix it: `SET jit = off` for the statement or the role, or a higher `jit_above_cost`.

    Learnt from: PostgreSQL's documentation of JIT and its default costs; reports since version
    12, which switched it on.
    """

    name = "jit-cost"
    title = "JIT compilation"
    scopes = ("database", "cpu")

    thresholds = (
        *GATE,
        Threshold("part", 0.2, "ratio", "of the time of a plan, at least"),
    )

    def tell(self, study: Study, cost: Cost, limits: Limits) -> Told | None:
        """The plan with the largest part."""
        best = 0.0
        for node in by_statement(study, nodes_with(study, "JIT")).get(cost.statement, []):
            whole = float(study.model.plans.execution_ns[owners(study).plan[node]])
            spent = compiling_ns(detail_lines(study, node))
            best = max(best, min(1.0, spent / whole)) if whole > 0 else best
        if best < limits["part"]:
            return None
        name = statement_name(study, cost.statement)
        most = best * cost.total_ns
        return Told(
            title="Compiling takes longer than it spares",
            why=f"Compiling took {percent(best)} of a run of {name}: {told(cost)}.",
            verdict=f"JIT compilation is {percent(best)} of {name}",
            how="Switch jit off for this statement or role, or raise jit_above_cost.",
            wrong_if="The compiled part runs much longer with larger data.",
            confidence=sureness(PLAN, cost.calls),
            measures=(Measure("compiling", best, "ratio", limits["part"]),),
            saving=saving_of(
                study,
                0.8 * most,
                0.5 * most,
                most,
                "the time of compiling in the plans that were run",
            ),
        )
