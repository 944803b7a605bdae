"""A SELECT of the rows of one key, asked for many keys at once."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from perfview.queries.rewriting.batches.batch import Batch, Refused, Row, held_against_all
from perfview.queries.sql.shapes import Block, Predicate, Shape

RANK = "place_in_key"
_ABSENT = "Keys without rows are missing from the result: take 0 (or NULL for sums) for them."
_RANKS = (
    "Rows are limited for each key, as each call was; of rows that tie in order, others may come."
)


def batched_select(
    shape: Shape,
    keys: Sequence[str],
    rows: Sequence[Row],
    dialect: str,
    limit: int | None,
    is_unique: bool,
) -> Batch | Refused:
    """The statement for many keys; its tree is changed. `limit`: rows of one call, None for all;
    `is_unique`: no key has more than one row."""
    block = shape.blocks[0]
    query = block.node
    if not isinstance(query, exp.Select) or query is not shape.tree:
        return Refused("It is not one plain SELECT, so its key cannot be taken out of it safely.")
    found = [_of(block, key) for key in keys]
    chosen = [predicate for predicate in found if predicate is not None]
    if len(chosen) < len(keys) or not chosen:
        return Refused("Its key stands in a subquery or an expression.")
    trouble = _trouble(query)
    if trouble:
        return Refused(trouble)
    columns = [_column(predicate) for predicate in chosen]
    _replace(chosen, held_against_all(columns, rows, dialect))
    if _asks_existence(query):
        return _existing(query, columns, keys)
    has_groups = query.args.get("group") is not None
    if block.is_aggregate or has_groups:
        return _grouped(query, columns, keys, has_groups=has_groups)
    if limit is not None and not is_unique:
        return _ranked(query, columns, keys)
    if limit is not None:
        query.set("limit", None)
    _show(query, columns)
    return Batch(query, tuple(keys), "list")


def _of(block: Block, key: str) -> Predicate | None:
    """The only condition on a key, one that stands under nothing but AND."""
    found = [p for p in block.predicates if (p.column or p.expression) == key and not p.is_optional]
    if len(found) != 1 or not found[0].column or found[0].clause != "where":
        return None
    return found[0] if _is_plain(found[0].node) else None


def _is_plain(node: exp.Expression) -> bool:
    above = node.parent
    while isinstance(above, (exp.And, exp.Paren)):
        above = above.parent
    return isinstance(node, (exp.EQ, exp.In)) and isinstance(above, exp.Where)


def _column(predicate: Predicate) -> exp.Expression:
    node = predicate.node
    if isinstance(node.this, exp.Column):
        return node.this
    other = node.args.get("expression")
    return other if isinstance(other, exp.Column) else node.this


def _trouble(query: exp.Select) -> str:
    if query.args.get("offset"):
        return "It asks for a page of each key (OFFSET)."
    if query.find(exp.Window):
        return "It computes over all rows of one key (a window), which would mix the keys."
    if query.args.get("having") and not query.args.get("group"):
        return "It filters one key's aggregate (HAVING)."
    return ""


def _replace(predicates: Sequence[Predicate], condition: exp.Expression) -> None:
    """The first condition becomes the one for all keys, others of them go."""
    predicates[0].node.replace(condition)
    for predicate in predicates[1:]:
        node = predicate.node
        while isinstance(node.parent, exp.Paren):
            node = node.parent
        above = node.parent
        if isinstance(above, exp.And):
            above.replace(above.expression if above.this is node else above.this)


def _asks_existence(query: exp.Select) -> bool:
    """``SELECT 1 … LIMIT 1``: only whether there is a row."""
    terms = [term.unalias() for term in query.expressions]
    constant = all(isinstance(term, (exp.Literal, exp.Placeholder)) for term in terms)
    return bool(terms) and constant and query.args.get("limit") is not None


def _existing(query: exp.Select, columns: Sequence[exp.Expression], keys: Sequence[str]) -> Batch:
    query.set("expressions", [column.copy() for column in columns])
    query.set("distinct", exp.Distinct())
    query.set("limit", None)
    query.set("order", None)
    return Batch(query, tuple(keys), "exists", ("The keys that come back are those with a row.",))


def _grouped(
    query: exp.Select,
    columns: Sequence[exp.Expression],
    keys: Sequence[str],
    *,
    has_groups: bool,
) -> Batch | Refused:
    if query.args.get("limit") and has_groups:
        return Refused("It limits the groups of one key.")
    query.set("limit", None)
    order = query.args.get("order")
    if order is not None and not has_groups:
        query.set("order", None)
    _show(query, columns)
    query.group_by(*[column.copy() for column in columns], copy=False)
    return Batch(query, tuple(keys), "grouped", () if has_groups else (_ABSENT,))


def _ranked(
    query: exp.Select, columns: Sequence[exp.Expression], keys: Sequence[str]
) -> Batch | Refused:
    """The first rows of each key by ROW_NUMBER()."""
    if query.args.get("distinct") or query.args.get("locks"):
        return Refused("It is DISTINCT or locks rows, and limits them.")
    bound = query.args["limit"].expression
    order = query.args.get("order")
    _show(query, columns)
    query.set("limit", None)
    query.set("order", None)
    spread = [column.copy() for column in columns]
    number = exp.Window(this=exp.RowNumber(), partition_by=spread, order=order and order.copy())
    query.select(exp.alias_(number, RANK), copy=False)
    within = exp.LTE(this=exp.column(RANK), expression=bound.copy())
    whole = exp.select("*").from_(query.subquery("ranked")).where(within)
    last = [exp.column(column.name) for column in columns] + [exp.column(RANK)]
    return Batch(whole.order_by(*last), tuple(keys), "ranked", (_RANKS,))


def _show(query: exp.Select, columns: Sequence[exp.Expression]) -> None:
    """Put columns that are not shown behind the SELECT list, so that rows tell their key and
    places in the list (``ORDER BY 1``) stay."""
    missing = [column.copy() for column in columns if not _shows(query, column)]
    query.set("expressions", query.expressions + missing)


def _shows(query: exp.Select, column: exp.Expression) -> bool:
    for term in query.expressions:
        plain = term.unalias()
        if isinstance(plain, exp.Star):
            return True
        if not isinstance(plain, exp.Column):
            continue
        same_table = plain.table == column.text("table") or not plain.table
        if same_table and (isinstance(plain.this, exp.Star) or plain.name == column.name):
            return True
    return False
