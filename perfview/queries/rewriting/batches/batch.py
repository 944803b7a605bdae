"""What a batched rewrite is, and how a list of keys is written in each dialect."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlglot import exp

Row = tuple[exp.Expression, ...]
"""Values of the keys of one call, in their order."""

KNOWS_ANY = ("postgres",)
"""Dialects that take a whole list as one parameter: one plan, whatever its length."""


@dataclass(frozen=True)
class Batch:
    """tree: the statement for all rows; keys: columns by which its rows are handed out again;
    way: ``list``, ``grouped``, ``ranked``, ``exists``, ``rows``, ``values`` or ``join``; notes:
    sentences on what to mind."""

    tree: exp.Expression
    keys: tuple[str, ...]
    way: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Refused:
    """Why no rewrite is given: a sentence."""

    reason: str


def held_against_all(
    columns: Sequence[exp.Expression], rows: Sequence[Row], dialect: str
) -> exp.Expression:
    """The condition that columns equal one of the rows of values; placeholders where no rows are
    given. ``= ANY(?)`` where the dialect has it, ``IN (?, ?)`` else; several columns as rows."""
    if len(columns) > 1:
        whole = exp.Tuple(expressions=[column.copy() for column in columns])
        values = rows or [tuple(exp.Placeholder() for _ in columns)] * 2
        items = [exp.Tuple(expressions=[value.copy() for value in row]) for row in values]
        return exp.In(this=whole, expressions=items)
    column = columns[0].copy()
    if not rows and dialect in KNOWS_ANY:
        return exp.EQ(this=column, expression=_any(exp.Placeholder()))
    alone = [row[0].copy() for row in rows] or [exp.Placeholder(), exp.Placeholder()]
    if dialect in KNOWS_ANY:
        whole_list = exp.Array(expressions=alone)
        return exp.EQ(this=column, expression=_any(whole_list))
    return exp.In(this=column, expressions=alone)


def _any(values: exp.Expression) -> exp.Expression:
    return exp.Anonymous(this="ANY", expressions=[values])
