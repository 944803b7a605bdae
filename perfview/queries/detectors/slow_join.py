"""Joins that read far more than they return."""

from __future__ import annotations

import numpy as np
from sqlglot import exp

from perfview.findings.detector import Limits, Threshold
from perfview.findings.quantities import number, percent
from perfview.queries.patterns.causes import SETTLES, asking_cause, suggestion_for
from perfview.queries.patterns.costs import GATE, Cost, told
from perfview.queries.patterns.naming import statement_name
from perfview.queries.patterns.plan_nodes import by_statement, relation_of, share_of_plan
from perfview.queries.patterns.reporting import Told
from perfview.queries.patterns.standing import sureness
from perfview.queries.patterns.statement_detector import ShapeDetector
from perfview.queries.schema.model import DDL, PLAN, TEXT
from perfview.queries.sql.shapes import Join, Shape
from perfview.queries.study import Study


class SlowJoin(ShapeDetector):
    """Joins that read far more than they return.

    What it looks for: joins in statements that pass the gate (`share` of database time or
    `slow`, and `mean`): on an expression over a column, on conditions under an OR, or of a text
    with a number (where the schema tells types); and, in plans that were run, tables that a nested
    loop goes through at least `loops` times, taking `part` of the plan. Joined columns without an
    index are told by the detector of missing indexes.

    Why it matters: Without a way to find the partner of a row, the database reads all of one
    side for each row of the other, or hashes it whole.

    How sure it is: Very with a plan that was run. By the text it is an estimate: joins of whole
    tables are better hashed, whatever they are joined on.

    How to fix it: An index on the joined column of the larger side; the same type on both sides
    and no function; a UNION in place of an OR.

    Learnt from: SOAR JOI and SUB rules, PerformanceStudio's rules 15, 16 and 29, MySQLTuner's
    joins without index.
    """

    name = "slow-join"
    title = "Slow join"
    scopes = ("database",)
    prominence = 6
    thresholds = (
        *GATE,
        Threshold("loops", 1_000, "count", "runs of the inner side of a nested loop, at least"),
        Threshold("part", 0.3, "ratio", "of the plan that the inner side takes, at least"),
    )

    def tell_shape(self, study: Study, cost: Cost, shape: Shape, limits: Limits) -> Told | None:
        """By the plan where there is one, else by what stands in the conditions."""
        trouble = _looped(study, cost, limits) or _written(study, shape)
        if trouble is None:
            return None
        words, fix, level, table = trouble
        index = suggestion_for(study, cost.statement, table, SETTLES)
        name = statement_name(study, cost.statement)
        return Told(
            title=f"Slow join with {table}" if table else "Slow join",
            why=f"{name} {words}: {told(cost)}.",
            verdict=f"{name} {words} ({percent(cost.share)} of database time)",
            how=f"Create the index: `{index.ddl(study.dialect_of(cost.statement))}`"
            if index
            else fix,
            wrong_if="Most rows of both tables are wanted: then hashing them whole is the best "
            "there is.",
            confidence=sureness(level, cost.calls, 0.95),
            cause=asking_cause(study, cost.statement, table),
            where=table,
        )


_Trouble = tuple[str, str, str, str]


def _looped(study: Study, cost: Cost, limits: Limits) -> _Trouble | None:
    """An inner side that ran very often and reads without an index."""
    nodes = study.model.plan_nodes
    wanted = np.flatnonzero((nodes.loops >= limits["loops"]) & (nodes.relation >= 0))
    for node in by_statement(study, wanted).get(cost.statement, []):
        if share_of_plan(study, node) >= limits["part"]:
            table = relation_of(study, node)
            times = number(int(nodes.loops[node]))
            words = f"goes through {table} {times} times, once for each row of the other side"
            return words, f"Give {table} an index on the joined column.", PLAN, table
    return None


def _written(study: Study, shape: Shape) -> _Trouble | None:
    for block in shape.blocks:
        joins = block.node.args.get("joins") or [] if isinstance(block.node, exp.Select) else []
        for join in joins:
            on = join.args.get("on")
            if isinstance(on, exp.Or):
                fix = "Join once for each condition and put the results together with UNION."
                return "joins on conditions under an OR, which no index serves", fix, TEXT, ""
        for found in block.joins:
            told = _condition(study, shape, found)
            if told:
                return told
    return None


def _condition(study: Study, shape: Shape, join: Join) -> _Trouble | None:
    """A function on a joined column, or no index on either side."""
    sides = (join.left, join.left_column), (join.right, join.right_column)
    if join.operator != "=" or join.kind in ("cross", "correlated"):
        return None
    tables = [shape.uses[use].table for use, _ in sides if use >= 0]
    if len(tables) < 2 or not all(tables):
        return None
    if not join.left_column or not join.right_column:
        table = tables[0] if not join.left_column else tables[1]
        fix = (
            f"Store what is joined in {table} as it is on the other side, or index the expression."
        )
        return f"joins on an expression over {table}, not on a column", fix, TEXT, table
    types = [_type(study, shape, use, column) for use, column in sides]
    if all(types) and len({t in _TEXTS for t in types}) == 2:
        fix = f"Give {sides[0][1]} and {sides[1][1]} the same type."
        return (
            f"joins {types[0]} with {types[1]}, so one is converted row by row",
            fix,
            DDL,
            tables[0],
        )
    return None


_TEXTS = frozenset(
    ("text", "varchar", "char", "bpchar", "character varying", "nvarchar", "character")
)


def _type(study: Study, shape: Shape, use: int, column: str) -> str:
    table = study.schema.table(shape.uses[use].table)
    found = table.columns.get(column) if table else None
    return found.type if found else ""
