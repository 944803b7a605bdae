"""What the conditions of a plan's node compare: columns as they are, or something computed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from perfview.queries.sql.masking import masked
from perfview.queries.sql.parsing import parsed
from perfview.queries.study import Study

LONGEST = 20_000
"""Characters of a condition that are looked at; a longer one is a list of values."""


@dataclass(frozen=True)
class Compared:
    """columns: names that are compared as they are, which PostgreSQL writes `(name)::text` for a
    varchar; expressions: what is computed of columns first, without literals; cast: columns with
    the type each is converted to before it is compared."""

    columns: tuple[str, ...] = ()
    expressions: tuple[str, ...] = ()
    cast: tuple[tuple[str, str], ...] = ()


def compared_in(study: Study, node: int) -> Compared:
    """What a node's filter and index condition compare; nothing where they cannot be read."""
    nodes, strings = study.model.plan_nodes, study.model.strings
    texts = [strings[nodes.filter[node]], strings[nodes.condition[node]]]
    trees = [_read(text) for text in texts if text and len(text) <= LONGEST]
    columns: dict[str, None] = {}
    expressions: dict[str, None] = {}
    cast: dict[tuple[str, str], None] = {}
    for side in (side for tree in trees if tree is not None for side in _sides(tree)):
        inner = side.this if isinstance(side, exp.Cast) else side
        while isinstance(inner, exp.Paren):
            inner = inner.this
        is_column = isinstance(inner, exp.Column)
        if is_column and isinstance(side, exp.Cast):
            cast[(inner.name, side.to.sql("postgres").lower().replace("decimal", "numeric"))] = None
        if is_column and (side is inner or side.to.is_type("text")):
            columns[inner.name] = None
        else:
            expressions[masked(side.sql("postgres"), "postgres")] = None
    return Compared(tuple(columns), tuple(expressions), tuple(cast))


def _read(condition: str) -> exp.Expression | None:
    return parsed(f"SELECT 1 WHERE {condition}", "postgres")


def _sides(tree: exp.Expression) -> list[Any]:
    """Both sides of every comparison that hold a column."""
    found = []
    for node in tree.find_all(exp.Predicate):
        if isinstance(node, (exp.Exists, exp.SubqueryPredicate)) or node.find(exp.Query):
            continue
        sides: list[Any] = [node.this, node.args.get("expression")]
        for side in sides:
            while isinstance(side, exp.Paren):
                side = side.this
            is_value = isinstance(side, exp.Expression) and not isinstance(side, exp.Predicate)
            if is_value and side.find(exp.Column):
                found.append(side)
    return found
