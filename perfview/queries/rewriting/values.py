"""What stands beside a column in a condition: a value, known before the first row is read."""

from __future__ import annotations

from sqlglot import exp

INTEGERS = frozenset(("int2", "int4", "int8", "int", "integer", "bigint", "smallint", "serial",
                      "bigserial", "tinyint", "mediumint"))  # fmt: skip
MOMENTS = frozenset(
    (
        "timestamp",
        "timestamptz",
        "datetime",
        "datetime2",
        "timestamp with time zone",
        "timestamp without time zone",
    )
)
_VARYING = (exp.Column, exp.Query, exp.Rand)


def is_value(node: exp.Expression | None) -> bool:
    """Whether an expression names no column, asks nothing and is the same for every row."""
    return node is not None and node.find(*_VARYING) is None


def column_and_value(
    node: exp.Expression,
) -> tuple[exp.Expression, exp.Expression, type[exp.Expression]] | None:
    """Of a comparison: the side with a column, the value, and the comparison read that way round;
    None where it is no comparison of one with the other."""
    if not isinstance(node, (exp.EQ, exp.GT, exp.GTE, exp.LT, exp.LTE)):
        return None
    if is_value(node.expression) and not is_value(node.this):
        return node.this, node.expression, type(node)
    if is_value(node.this) and not is_value(node.expression):
        return node.expression, node.this, _TURNED.get(type(node), type(node))
    return None


_TURNED: dict[type[exp.Expression], type[exp.Expression]] = {
    exp.GT: exp.LT,
    exp.GTE: exp.LTE,
    exp.LT: exp.GT,
    exp.LTE: exp.GTE,
}


def later(value: exp.Expression, unit: str, dialect: str) -> exp.Expression:
    """The value and one day, month or year more."""
    if dialect == "sqlite":
        shift = exp.Literal.string(f"+1 {unit}")
        return exp.Anonymous(this="DATE", expressions=[value.copy(), shift])
    one = exp.Interval(this=exp.Literal.string("1"), unit=exp.var(unit.upper()))
    return exp.Add(this=exp.cast(value.copy(), "date"), expression=one)


def both(first: exp.Expression, second: exp.Expression) -> exp.Expression:
    """Two conditions, in brackets where they stand under an OR."""
    return exp.Paren(this=exp.And(this=first, expression=second))
