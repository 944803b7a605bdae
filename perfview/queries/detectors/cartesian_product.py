"""Tables joined without a condition between them."""

from __future__ import annotations

from sqlglot import exp

from perfview.findings.detector import Limits
from perfview.queries.patterns.causes import asking_cause
from perfview.queries.patterns.costs import Cost, told
from perfview.queries.patterns.naming import listed, statement_name
from perfview.queries.patterns.reporting import Told
from perfview.queries.patterns.standing import sureness
from perfview.queries.patterns.statement_detector import ShapeDetector
from perfview.queries.schema.model import DDL, TEXT
from perfview.queries.sql.shapes import EQUAL, Block, Shape
from perfview.queries.study import Study


class CartesianProduct(ShapeDetector):
    """Tables joined without a condition between them.

    What it looks for: a block of a statement that pass the gate (`share` of database time or
    `slow`, and `mean`) that names tables no condition ties together, neither of which is held
    to a single value.

    Why it matters: Every row of one is put together with every row of the other: a thousand and
    a thousand make a million.

    How sure it is: Read from the text. A cross join that is meant is seldom slow, and quick
    ones pass no gate. Subqueries, functions and lateral joins are left alone.

    How to fix it: Add the condition that ties them; where all pairs are wanted, write CROSS
    JOIN so that it can be seen.

    Learnt from: SOAR JOI rules; PerformanceStudio; pev2's nested loops without a condition.
    """

    name = "cartesian-product"
    title = "Join without a condition"
    scopes = ("database",)

    def tell_shape(self, study: Study, cost: Cost, shape: Shape, limits: Limits) -> Told | None:
        """Names of what nothing ties together."""
        for block in shape.blocks:
            apart = _apart(shape, block)
            if len(apart) > 1:
                break
        else:
            return None
        name = statement_name(study, cost.statement)
        return Told(
            title=f"{apart[0]} and {apart[1]} are joined without a condition",
            why=f"Nothing in {name} ties {listed(apart)} together, so each row of one meets all "
            f"of the other: {told(cost)}.",
            verdict=f"{name} makes all pairs of {apart[0]} and {apart[1]}",
            how="Add the condition that ties them together.",
            wrong_if="All pairs are wanted.",
            confidence=sureness(DDL if study.schema.tables else TEXT, cost.calls),
            cause=asking_cause(study, cost.statement),
            where=apart[0],
        )


def _apart(shape: Shape, block: Block) -> list[str]:
    """Tables of a block in groups that no condition ties, one name of each; [] where not all are
    tables, or the block's conditions name columns whose table is not known."""
    uses = [shape.uses[use] for use in block.uses]
    if len(uses) < 2 or not all(use.table for use in uses) or block.is_correlated:
        return []
    if not isinstance(block.node, exp.Select) or block.node.find(exp.Lateral, exp.Unnest, exp.Or):
        return []
    group = {use.row: use.row for use in uses}
    for join in block.joins:
        if join.left in group and join.right in group:
            old, new = group[join.left], group[join.right]
            group = {use: new if of == old else of for use, of in group.items()}
    held = {p.use for p in block.predicates if p.operator == EQUAL}
    names = {of: shape.uses[use].table for use, of in group.items() if use not in held}
    tied = _ties(block)
    return list(names.values()) if len(set(group.values())) > 1 and not tied else []


def _ties(block: Block) -> bool:
    """Whether conditions name columns of unknown tables, which may be what ties them."""
    known = sum(len(columns) for columns in block.columns.values())
    return not known or any(join.args.get("using") for join in block.node.args.get("joins") or [])
