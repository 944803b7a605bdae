"""IN lists with very many values."""

from __future__ import annotations

from sqlglot import exp

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Measure, Severity
from perfview.findings.quantities import number
from perfview.queries.patterns.costs import GATE, Cost, told
from perfview.queries.patterns.naming import statement_name
from perfview.queries.patterns.reporting import Told
from perfview.queries.patterns.standing import sureness
from perfview.queries.patterns.statement_detector import ShapeDetector
from perfview.queries.schema.model import TEXT
from perfview.queries.sql.shapes import Shape
from perfview.queries.study import Study


class HugeList(ShapeDetector):
    """IN lists with very many values.

    What it looks for: IN lists of at least `values` values in one of the kept samples of
    statements that pass the gate (`share` of database time or `slow`, and `mean`).

    Why it matters: The text alone takes time to send, parse and plan, each length is another
    statement to the plan cache, and the planner's estimates get poor.

    How sure it is: The length is read from a sample that was run; what it costs is not told
    apart from the rest.

    How to fix it: Pass an array (`= ANY(?)`), join with a VALUES list or a temporary table, or
    join with the query the values come from.

    Learnt from: SOAR's IN list limit; pganalyze on ANY; MySQL's range_optimizer_max_mem_size.
    """

    name = "huge-list"
    title = "Very long IN lists"
    scopes = ("database",)

    thresholds = (
        *GATE,
        Threshold("values", 500, "count", "in one list, at least"),
    )

    def tell_shape(self, study: Study, cost: Cost, shape: Shape, limits: Limits) -> Told | None:
        """The longest list of the samples."""
        longest = max((len(n.expressions) for n in shape.tree.find_all(exp.In)), default=0)
        if longest < limits["values"]:
            return None
        name = statement_name(study, cost.statement)
        return Told(
            title=f"IN list of {number(longest)} values",
            why=f"{name} is sent with {number(longest)} values in one list: {told(cost)}.",
            verdict=f"{name} is sent with {number(longest)} values in one list",
            how="Pass them as one array parameter, or join with where they come from.",
            wrong_if="The values come from outside and there is no better way to pass them.",
            confidence=sureness(TEXT, cost.calls),
            measures=(Measure("values", longest, "count", limits["values"]),),
            severity=Severity.INFO,
        )
