"""Writes that spend their time in triggers and foreign keys."""

from __future__ import annotations

import re

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Measure
from perfview.findings.quantities import percent, plural
from perfview.queries.patterns.costs import GATE, Cost, told
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

_TRIGGER = re.compile(r"Trigger for (.+?): time=([\d.]+) calls=(\d+)")


class TriggerTime(StatementDetector):
    """Writes that spend their time in triggers and foreign keys.

    What it looks for: plans that were run, of statements that pass the gate (`share` or `slow`,
    and `mean`), whose triggers took at least `part` of the time. Checks of foreign keys are
    triggers too.

    Why it matters: A trigger runs for each row written. A foreign key without an index on the
    table that refers reads that whole table for each row deleted.

    How sure it is: The time of each trigger is the server's own.

    How to fix it: An index on the columns that refer to the table; statement triggers instead
    of row triggers; work that can wait into a queue.

    Learnt from: pev2's triggers; PostgreSQL's documentation of foreign keys, which recommends
    the index.
    """

    name = "trigger-time"
    title = "Time in triggers"
    scopes = ("database",)

    thresholds = (
        *GATE,
        Threshold("part", 0.3, "ratio", "of the time of a plan, at least"),
    )

    def tell(self, study: Study, cost: Cost, limits: Limits) -> Told | None:
        """The longest trigger."""
        best, worst, calls = 0.0, "", 0
        for node in by_statement(study, nodes_with(study, "Trigger for ")).get(cost.statement, []):
            whole = float(study.model.plans.execution_ns[owners(study).plan[node]])
            for found in _TRIGGER.finditer(detail_lines(study, node)):
                part = float(found[2]) * 1e6 / whole if whole > 0 else 0.0
                if part > best:
                    best, worst, calls = min(part, 1.0), found[1], int(found[3])
        if best < limits["part"]:
            return None
        key = worst.startswith("constraint")
        name = statement_name(study, cost.statement)
        return Told(
            title=f"{worst[:1].upper()}{worst[1:]} takes {percent(best)} of a write",
            why=f"{worst[:1].upper()}{worst[1:]} ran {plural(calls, 'time')} and took "
            f"{percent(best)} of {name}: {told(cost)}.",
            verdict=f"{worst} takes {percent(best)} of {name}",
            how="Give the columns that refer to this table an index: without one each row reads "
            "the whole table that refers to it."
            if key
            else "Do for the whole statement what the trigger does for each row, or put it off.",
            wrong_if="The index is there, and the rows it touches are simply many.",
            confidence=sureness(PLAN, cost.calls),
            measures=(Measure("part of the plan", best, "ratio", limits["part"]),),
            saving=saving_of(
                study,
                0.7 * best * cost.total_ns,
                0.3 * best * cost.total_ns,
                best * cost.total_ns,
                "the time of the trigger in the plans that were run",
            ),
        )
