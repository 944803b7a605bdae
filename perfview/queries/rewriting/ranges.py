"""A function around a column moved to the other side, so that an index on the column serves."""

from __future__ import annotations

from sqlglot import exp

from perfview.queries.rewriting.rewrite import Rewrite
from perfview.queries.rewriting.values import (
    INTEGERS,
    MOMENTS,
    both,
    column_and_value,
    is_value,
    later,
)
from perfview.queries.schema.model import Schema
from perfview.queries.sql.shapes import Predicate, Shape

_DAYS = (exp.Date, exp.TsOrDsToDate)
_WRAPPED = (exp.TsOrDsToDate, exp.TsOrDsToTimestamp, exp.Paren)
_A = {"HOUR": "an"}
_KNOWN_UNITS = ("DAY", "MONTH", "YEAR", "HOUR", "WEEK")
_WITH_ZONE = ("timestamptz", "timestamp with time zone")
_UNITS_OF_DATES = ("DAY", "MONTH", "YEAR", "WEEK")


def bare_columns(shape: Shape, schema: Schema, dialect: str) -> Rewrite | None:
    """Every condition of the statement whose column can be freed of what is around it; None where
    there is none. Conditions under OR count as well: each stays where it is."""
    conditions = [p for block in shape.blocks for p in block.predicates if p.expression]
    told: list[str] = []
    changed = 0
    for predicate in conditions:
        found = freed(predicate, shape, schema, dialect)
        if found is not None:
            predicate.node.replace(found[0])
            told += [found[1]] if found[1] and found[1] not in told else []
            changed += 1
    changed += _years_and_months(shape, dialect, told)
    return Rewrite(shape.tree, " ".join(told)) if changed else None


def freed(
    predicate: Predicate, shape: Shape, schema: Schema, dialect: str
) -> tuple[exp.Expression, str] | None:
    """The condition on the bare column and what must hold for it to mean the same ("": nothing);
    None where that cannot be said."""
    node = predicate.node
    column = _only_column(node)
    if column is None or dialect not in ("postgres", "mysql", "sqlite"):
        return None
    kind = _type_of(column, predicate, shape, schema)
    if isinstance(node, exp.Between):
        return _between_days(node, column, kind, dialect)
    sides = column_and_value(node)
    if sides is None:
        return None
    around, value, comparison = sides
    if _is_day_of(around, column):
        return _day(column, value, comparison, kind, dialect)
    if isinstance(around, exp.TimestampTrunc) and comparison is exp.EQ and around.this is column:
        return _truncated(around, column, value, kind, dialect)
    return _moved(around, column, value, comparison, kind)


def _only_column(node: exp.Expression) -> exp.Column | None:
    columns = list(node.find_all(exp.Column))
    return columns[0] if len(columns) == 1 else None


def _type_of(column: exp.Column, predicate: Predicate, shape: Shape, schema: Schema) -> str:
    table = schema.table(shape.uses[predicate.use].table) if predicate.use >= 0 else None
    found = table.columns.get(column.name) if table else None
    return found.type if found else ""


def _is_day_of(around: exp.Expression, column: exp.Column) -> bool:
    """Whether it is the day of the column: a cast to DATE, or DATE(column)."""
    if isinstance(around, exp.Cast) and not isinstance(around, exp.TryCast):
        return around.this is column and around.to.is_type(exp.DataType.Type.DATE)
    return isinstance(around, _DAYS) and around.this is column and not around.args.get("zone")


def _moments_only(column: exp.Column, kind: str, dialect: str) -> str | None:
    """What must hold where the type is not known; None where it is one that is no moment."""
    if kind in MOMENTS or kind == "date":
        return ""
    if dialect == "sqlite":
        return f"{column.name} is written as in ISO 8601 (year, month, day), as SQLite's own are."
    return None if kind else f"{column.name} is a timestamp."


def _day(
    column: exp.Column,
    value: exp.Expression,
    comparison: type[exp.Expression],
    kind: str,
    dialect: str,
) -> tuple[exp.Expression, str] | None:
    unless = _moments_only(column, kind, dialect)
    if unless is None:
        return None
    day = exp.cast(value.copy(), "date")
    next_day = later(value, "day", dialect)
    at_least = exp.GTE(this=column.copy(), expression=day)
    below = exp.LT(this=column.copy(), expression=next_day)
    if comparison is exp.EQ:
        return both(at_least, below), unless
    if comparison is exp.LTE:
        return below, unless
    if comparison is exp.GT:
        return exp.GTE(this=column.copy(), expression=next_day), unless
    return comparison(this=column.copy(), expression=day), unless


def _between_days(
    node: exp.Between, column: exp.Column, kind: str, dialect: str
) -> tuple[exp.Expression, str] | None:
    low, high = node.args["low"], node.args["high"]
    unless = _moments_only(column, kind, dialect)
    if (
        unless is None
        or not _is_day_of(node.this, column)
        or not (is_value(low) and is_value(high))
    ):
        return None
    first = exp.GTE(this=column.copy(), expression=exp.cast(low.copy(), "date"))
    return both(first, exp.LT(this=column.copy(), expression=later(high, "day", dialect))), unless


def _truncated(
    around: exp.TimestampTrunc,
    column: exp.Column,
    value: exp.Expression,
    own: str,
    dialect: str,
) -> tuple[exp.Expression, str] | None:
    unit = around.text("unit").upper()
    if unit not in _KNOWN_UNITS or dialect != "postgres":
        return None
    # An hour needs the column's own type: a timestamp would lose the offset of the value.
    of_hours = "timestamptz" if own in _WITH_ZONE else "timestamp"
    kind = "date" if unit in _UNITS_OF_DATES else of_hours
    begins = exp.cast(value.copy(), kind)
    one = exp.Interval(this=exp.Literal.string("1"), unit=exp.var(unit))
    ends = exp.Add(this=begins.copy(), expression=one)
    held = both(
        exp.GTE(this=column.copy(), expression=begins),
        exp.LT(this=column.copy(), expression=ends),
    )
    unless = f"The value it is held against is the beginning of {_A.get(unit, 'a')} {unit.lower()}."
    if kind == "timestamp" and not own:
        unless += f" {column.name} is a timestamp without time zone."
    return held, unless


def _moved(
    around: exp.Expression,
    column: exp.Column,
    value: exp.Expression,
    comparison: type[exp.Expression],
    kind: str,
) -> tuple[exp.Expression, str] | None:
    """``column + 5 = ?`` as ``column = ? - 5``: whole numbers only, the others may be rounded."""
    if isinstance(around, exp.Paren):
        around = around.this
    if kind not in INTEGERS or not isinstance(around, (exp.Add, exp.Sub)):
        return None
    if around.this is not column or not is_value(around.expression):
        return None
    opposite = exp.Sub if isinstance(around, exp.Add) else exp.Add
    moved = opposite(this=value.copy(), expression=around.expression.copy())
    return comparison(this=column.copy(), expression=moved), ""


def _years_and_months(shape: Shape, dialect: str, told: list[str]) -> int:
    """Conditions on the year of a column, along with one on its month, as one range."""
    asked: dict[str, dict[str, tuple[exp.Expression, exp.Column, exp.Expression]]] = {}
    for held in list(shape.tree.find_all(exp.EQ)):
        sides = column_and_value(held)
        part = _part_of(sides[0]) if sides else None
        if sides and part and not _is_optional(held):
            asked.setdefault(part[1].sql(), {})[part[0]] = (held, part[1], sides[1])
    changed = 0
    for parts in asked.values():
        if "YEAR" not in parts or dialect not in ("postgres", "mysql"):
            continue
        node, column, year = parts["YEAR"]
        month = parts.get("MONTH")
        node.replace(_period(column, year, month[2] if month else None, dialect))
        if month:
            month[0].replace(exp.true())
        changed += 1
    if changed:
        _without_true(shape.tree)
    return changed


def _part_of(around: exp.Expression) -> tuple[str, exp.Column] | None:
    """``EXTRACT(YEAR FROM column)``, ``YEAR(column)``: which part, of which column."""
    inner = around.expression if isinstance(around, exp.Extract) else around.this
    while isinstance(inner, _WRAPPED):
        inner = inner.this
    if not isinstance(inner, exp.Column):
        return None
    if isinstance(around, exp.Extract):
        return around.text("this").upper(), inner
    named = "YEAR" if isinstance(around, exp.Year) else ""
    named = "MONTH" if isinstance(around, exp.Month) else named
    return (named, inner) if named else None


def _is_optional(node: exp.Expression) -> bool:
    """Whether a condition stands anywhere but in a row of ANDs."""
    above = node.parent
    while isinstance(above, (exp.And, exp.Paren)):
        above = above.parent
    return not isinstance(above, (exp.Where, exp.Join))


def _period(
    column: exp.Column, year: exp.Expression, month: exp.Expression | None, dialect: str
) -> exp.Expression:
    """From the first day of the year or month to that of the next."""
    one = exp.Literal.number(1)
    if dialect == "postgres":
        begins: exp.Expression = exp.Anonymous(
            this="MAKE_DATE", expressions=[year.copy(), month.copy() if month else one, one.copy()]
        )
    else:
        begins = exp.Anonymous(this="MAKEDATE", expressions=[year.copy(), one])
        if month:
            shift = exp.Interval(
                this=exp.Paren(this=exp.Sub(this=month.copy(), expression=one.copy())),
                unit=exp.var("MONTH"),
            )
            begins = exp.Add(this=begins, expression=shift)
    unit = exp.var("MONTH" if month else "YEAR")
    step = exp.Interval(this=exp.Literal.string("1"), unit=unit)
    ends = exp.Add(this=begins.copy(), expression=step)
    return both(
        exp.GTE(this=column.copy(), expression=begins), exp.LT(this=column.copy(), expression=ends)
    )


def _without_true(tree: exp.Expression) -> None:
    """Take ``AND TRUE`` out."""
    for node in list(tree.find_all(exp.Boolean)):
        above = node.parent
        if node.this and isinstance(above, exp.And):
            above.replace(above.expression if above.this is node else above.this)
