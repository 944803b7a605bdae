"""Conditions that no plain index serves, and what would."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot import exp

from perfview.queries.indexes.adviser import Adviser
from perfview.queries.sql import shapes
from perfview.queries.sql.shapes import Predicate, Shape

if TYPE_CHECKING:
    from perfview.queries.study import Study

EXPRESSION, CAST, WILDCARD, MOST_ROWS, SMALL, NEGATED = (
    "expression", "cast", "wildcard", "most rows", "small table", "negated",
)  # fmt: skip
MOST = 0.3
"""Share of a table from which reading all of it is cheaper than by an index, unless the index holds
everything: with random pages at 1.1 PostgreSQL changes over between a quarter and a half."""
FEW_ROWS = 500.0
"""Rows of a table that lie on a few pages."""


@dataclass(frozen=True)
class Hopeless:
    """A condition that an index on its column does not serve. kind: of those above; column as far
    as there is one; rows, share: what it leaves of the table, -1 where only names tell; reason:
    sentence; predicate: where it stands."""

    kind: str
    table: str
    column: str
    reason: str
    rows: float
    share: float
    predicate: Predicate


def hopeless_of(study: Study, statement: int) -> list[Hopeless]:
    """Conditions of a statement for which another index is no help as it is written; empty where it
    cannot be parsed."""
    shape = study.shape_of(statement)
    if shape is None:
        return []
    adviser = study.once("adviser", lambda: Adviser(study.schema, study.model.dialect))
    return list(hopeless_conditions(shape, adviser))


def hopeless_conditions(shape: Shape, adviser: Adviser) -> Iterator[Hopeless]:
    """The same for a shape."""
    for block in shape.blocks:
        for each in block.predicates:
            table = shape.uses[each.use].table
            if not table or each.clause == "having":
                continue
            size = adviser.sizes.table(table)
            share = adviser.shares.of(table, each)
            rows = size.rows * share if size.is_told else -1.0
            told = _told(each, share, size.rows, size.is_told)
            if told is not None:
                column = each.column or _only_column(each)
                left = share if size.is_told else -1.0
                yield Hopeless(told[0], table, column, told[1], rows, left, each)


def _told(each: Predicate, share: float, rows: float, is_told: bool) -> tuple[str, str] | None:
    if not each.column:
        held = each.node.this if isinstance(each.node, exp.Binary) else each.node
        is_cast = isinstance(held, exp.Cast)
        what = "is cast to another type" if is_cast else "stands in an expression"
        reason = f"`{_only_column(each) or 'The column'}` {what}, so an index on it is not used"
        return (CAST if is_cast else EXPRESSION), reason
    if each.operator == shapes.CONTAINS:
        return WILDCARD, f"`{each.column}` is searched for what may stand anywhere in it"
    if each.operator == shapes.NOT_EQUAL and share > MOST:
        return NEGATED, f"all but a few values of `{each.column}` are asked"
    if is_told and rows <= FEW_ROWS:
        return SMALL, "the table is so small that reading all of it is as quick"
    if is_told and share > MOST:
        return MOST_ROWS, f"the condition on `{each.column}` leaves most of the table"
    return None


def _only_column(each: Predicate) -> str:
    names = {column.name for column in each.node.find_all(exp.Column)}
    return names.pop() if len(names) == 1 else ""
