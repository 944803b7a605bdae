"""Parallel plans that got fewer workers than they counted on."""

from __future__ import annotations

from perfview.findings.detector import Limits
from perfview.findings.finding import Measure, Severity
from perfview.findings.quantities import number, plural
from perfview.queries.patterns.costs import GATE, Cost, told
from perfview.queries.patterns.naming import statement_name
from perfview.queries.patterns.plan_nodes import (
    by_statement,
    detail_number,
    nodes_with,
)
from perfview.queries.patterns.reporting import Told
from perfview.queries.patterns.standing import sureness
from perfview.queries.patterns.statement_detector import StatementDetector
from perfview.queries.schema.model import PLAN
from perfview.queries.study import Study


class WorkersMissing(StatementDetector):
    """Parallel plans that got fewer workers than they counted on.

    What it looks for: Gather nodes in plans that were run, of statements that pass the gate
    (`share` or `slow`, and `mean`), that were given fewer workers than planned.

    Why it matters: The plan was chosen because several would share the work; with fewer it
    takes several times as long, and which run that hits is chance.

    How sure it is: Both numbers are the server's own.

    How to fix it: Raise `max_parallel_workers` where processors are idle; else lower
    `max_parallel_workers_per_gather`, so that plans count on what there is.

    Learnt from: pev2's workers; PostgreSQL's documentation of parallel query.
    """

    name = "workers-missing"
    title = "Fewer parallel workers than planned"
    scopes = ("database", "cpu")

    thresholds = (*GATE,)

    def tell(self, study: Study, cost: Cost, limits: Limits) -> Told | None:
        """The Gather with most of them missing."""
        planned = launched = 0.0
        for node in by_statement(study, nodes_with(study, "Workers Planned: ")).get(
            cost.statement, []
        ):
            wanted = detail_number(study, node, "Workers Planned")
            got = detail_number(study, node, "Workers Launched")
            if wanted - got > planned - launched:
                planned, launched = wanted, got
        if planned <= launched:
            return None
        name = statement_name(study, cost.statement)
        return Told(
            title=f"{number(int(launched))} of {number(int(planned))} planned workers were there",
            why=f"The plan of {name} counted on {plural(int(planned), 'worker')} and got "
            f"{number(int(launched))}: {told(cost)}.",
            verdict=f"{name} got {number(int(launched))} of "
            f"{plural(int(planned), 'planned worker')}",
            how="Raise max_parallel_workers if processors are idle, else lower "
            "max_parallel_workers_per_gather.",
            wrong_if="It happened once, while several reports ran.",
            confidence=sureness(PLAN, cost.calls, 0.85),
            measures=(Measure("workers launched", launched, "count", planned),),
            severity=Severity.INFO,
        )
