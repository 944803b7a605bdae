"""What one condition compares, told by its kind of node."""

from __future__ import annotations

from typing import NamedTuple

from sqlglot import exp

from perfview.queries.sql import shapes

_SIGNS: dict[type[exp.Expr], str] = {
    exp.EQ: "=", exp.NEQ: "<>", exp.GT: ">", exp.GTE: ">=", exp.LT: "<", exp.LTE: "<=",
    exp.NullSafeEQ: "<=>", exp.NullSafeNEQ: "is distinct from",
}  # fmt: skip
_TURNED = {">": "<", "<": ">", ">=": "<=", "<=": ">="}
_NEGATED = {"=": "<>", "<>": "=", ">": "<=", "<": ">=", ">=": "<", "<=": ">"}
_MOST_VALUES = 1000


class Comparison(NamedTuple):
    """`sides[0]` is held against the others with `operand`; operator of `shapes`."""

    operator: str
    operand: str
    sides: tuple[exp.Expr, ...]


def comparisons(node: exp.Expr, is_negated: bool) -> list[Comparison]:
    """What a leaf compares; more than one where rows are compared with rows, none where it is of
    another kind (a bare column is held against nothing)."""
    is_negated ^= bool(node.args.get("negate"))
    sign = _SIGNS.get(type(node))
    if sign is not None:
        return _signed(node, sign, is_negated)
    if isinstance(node, exp.Between):
        operator = shapes.OTHER if is_negated else shapes.RANGE
        return [Comparison(operator, "BETWEEN", (node.this, node.args["low"], node.args["high"]))]
    if isinstance(node, exp.In):
        return _listed(node, is_negated)
    if isinstance(node, (exp.Like, exp.ILike, exp.Glob)):
        return [_like(node, is_negated)]
    if isinstance(node, exp.Is):
        return _is(node, is_negated)
    if isinstance(node, exp.Column):
        value = exp.Boolean(this=not is_negated)
        return [Comparison(shapes.EQUAL, "=", (node, value))]
    if isinstance(node, exp.Binary) and not isinstance(node, exp.Connector):
        operand = type(node).__name__
        return [Comparison(shapes.OTHER, operand, (node.this, node.expression))]
    return []


def turned(comparison: Comparison) -> Comparison:
    """The same read from the other side."""
    operand = _TURNED.get(comparison.operand, comparison.operand)
    return Comparison(comparison.operator, operand, comparison.sides[::-1])


def _signed(node: exp.Expr, sign: str, is_negated: bool) -> list[Comparison]:
    left, right = node.this, node.expression
    if is_negated:
        sign = _NEGATED.get(sign, "other")
    if isinstance(right, exp.Any) and sign == "=":
        inner = right.this
        while isinstance(inner, exp.Paren):
            inner = inner.this
        if not isinstance(inner, exp.Query):
            return [Comparison(shapes.IN, "= ANY", (left, *_array(inner)))]
        return []
    rows = isinstance(left, exp.Tuple) and isinstance(right, exp.Tuple)
    if rows and sign == "=" and len(left.expressions) == len(right.expressions):
        pairs = zip(left.expressions, right.expressions, strict=True)
        return [Comparison(shapes.EQUAL, "=", pair) for pair in pairs]
    if rows and sign in _TURNED:
        first = (left.expressions[0], right.expressions[0])
        return [Comparison(shapes.RANGE, sign[0] + "=", first)]
    return [Comparison(_operator(sign), sign, (left, right))]


def _operator(sign: str) -> str:
    if sign in ("=", "<=>"):
        return shapes.EQUAL
    if sign in _TURNED:
        return shapes.RANGE
    return shapes.NOT_EQUAL if sign == "<>" else shapes.OTHER


def _array(node: exp.Expr) -> tuple[exp.Expr, ...]:
    """Values of an array written out, else the array itself (a parameter)."""
    if isinstance(node, exp.Cast):
        return _array_of_text(node.this) or (node,)
    if isinstance(node, exp.Array):
        return tuple(node.expressions[:_MOST_VALUES])
    return _array_of_text(node) or (node,)


def _array_of_text(node: exp.Expr) -> tuple[exp.Expr, ...]:
    if isinstance(node, exp.Array):
        return tuple(node.expressions[:_MOST_VALUES])
    text = node.name if isinstance(node, exp.Literal) else ""
    if not (text.startswith("{") and text.endswith("}")):
        return ()
    return tuple(exp.Literal.string(part.strip('" ')) for part in text[1:-1].split(","))


def _listed(node: exp.In, is_negated: bool) -> list[Comparison]:
    if node.args.get("query") is not None:
        return []
    values = node.expressions[:_MOST_VALUES]
    operand = "NOT IN" if is_negated else "IN"
    operator = shapes.NOT_EQUAL if is_negated else shapes.IN
    if isinstance(node.this, exp.Tuple):
        columns = node.this.expressions
        rows = [each.expressions for each in values if isinstance(each, exp.Tuple)]
        if is_negated or any(len(row) != len(columns) for row in rows):
            return []
        return [
            Comparison(operator, operand, (column, *(row[at] for row in rows)))
            for at, column in enumerate(columns)
        ]
    if len(values) == 1 and not is_negated:
        return [Comparison(shapes.EQUAL, "=", (node.this, values[0]))]
    return [Comparison(operator, operand, (node.this, *values))]


def _like(node: exp.Expr, is_negated: bool) -> Comparison:
    words: dict[type[exp.Expr], str] = {exp.Like: "LIKE", exp.ILike: "ILIKE", exp.Glob: "GLOB"}
    word = words[type(node)]
    if is_negated:
        word = f"NOT {word}"
    return Comparison(shapes.OTHER, word, (node.this, node.expression))


def pattern_operator(operand: str, pattern: str | None) -> str:
    """Which operator a LIKE is with that pattern: ``=`` without wildcards, `PREFIX` where it begins
    with letters, `CONTAINS` where it begins with a wildcard; NOT LIKE and parameters `OTHER`."""
    if pattern is None or operand.startswith("NOT "):
        return shapes.OTHER
    wild = "*?[" if operand == "GLOB" else "%_"
    at = next((at for at, sign in enumerate(pattern) if sign in wild), -1)
    if at == 0 or operand == "ILIKE":
        return shapes.CONTAINS if at >= 0 else shapes.OTHER
    return shapes.EQUAL if at < 0 else shapes.PREFIX


def _is(node: exp.Is, is_negated: bool) -> list[Comparison]:
    held, value = node.this, node.expression
    if isinstance(value, exp.Not):
        is_negated, value = not is_negated, value.this
    if isinstance(value, exp.Null):
        operator = shapes.NOT_NULL if is_negated else shapes.IS_NULL
        return [Comparison(operator, operator.upper(), (held,))]
    if isinstance(value, exp.Boolean) and not is_negated:
        return [Comparison(shapes.EQUAL, "IS", (held, value))]
    return [Comparison(shapes.OTHER, "IS", (held, value))]
