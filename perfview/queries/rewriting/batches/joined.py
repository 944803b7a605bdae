"""A source and the lookup it feeds as one JOIN."""

from __future__ import annotations

from sqlglot import exp

from perfview.queries.rewriting.batches.batch import Batch, Refused
from perfview.queries.sql.shapes import Shape

ROWS = "source"
_ONLY_ONCE = "A row of the source comes once for each row that it finds."


def joined(
    source: Shape, lookup: Shape, column: str, key: str, *, is_unique: bool = False
) -> Batch | Refused:
    """The rows of the source, each with those that the lookup finds for its `column` (a name of
    its SELECT list); both trees are used up. A source keeps its own order and limit. `is_unique`:
    the lookup finds one row at most, so that its own limit does not matter."""
    query = lookup.blocks[0].node
    trouble = _trouble(source, lookup, column, is_unique=is_unique)
    if trouble:
        return Refused(trouble)
    assert isinstance(query, exp.Select)
    block = lookup.blocks[0]
    name = _free_name(block_name(lookup), column)
    table = query.args["from_"].this.copy()
    table.set("alias", exp.TableAlias(this=exp.to_identifier(name)))
    for part in query.find_all(exp.Column):
        part.set("table", exp.to_identifier(name))
    found = [p for p in block.predicates if p.column == key and not p.is_optional]
    if len(found) != 1 or found[0].clause != "where":
        return Refused("Its key stands in a subquery or an expression.")
    found[0].node.replace(exp.EQ(this=exp.column(key, name), expression=exp.column(column, ROWS)))
    shown = [_named(term, name) for term in query.expressions]
    whole = (
        exp.select(exp.Column(this=exp.Star(), table=exp.to_identifier(ROWS)), *shown)
        .from_(exp.to_table(ROWS))
        .join(table, on=query.args["where"].this, join_type="LEFT")
        .with_(ROWS, as_=source.tree)
    )
    return Batch(whole, (key,), "join", (_ONLY_ONCE,))


def block_name(lookup: Shape) -> str:
    """What the lookup calls its table."""
    return lookup.uses[lookup.blocks[0].uses[0]].alias


def _free_name(name: str, column: str) -> str:
    return f"{name}_found" if name.lower() in (ROWS, column.lower()) else name


def _trouble(source: Shape, lookup: Shape, column: str, *, is_unique: bool) -> str:
    query, block = lookup.blocks[0].node, lookup.blocks[0]
    if not isinstance(source.tree, exp.Select) or column not in source.blocks[0].outputs:
        return "The source does not return the key by name."
    if len(source.tree.named_selects) != len(set(source.tree.named_selects)):
        return "The source returns several columns of one name."
    if not isinstance(query, exp.Select) or query is not lookup.tree or len(block.uses) != 1:
        return "The lookup reads more than one table."
    if len(lookup.blocks) > 1 or not lookup.uses[block.uses[0]].table:
        return "The lookup holds subqueries."
    if block.is_aggregate or block.group or block.is_distinct or block.offset is not None:
        return "The lookup aggregates or pages the rows of each key."
    if (block.limit is not None or query.args.get("order")) and not is_unique:
        return "The lookup orders or limits the rows of each key."
    if query.args.get("locks") or query.find(exp.Window):
        return "The lookup locks rows, or computes over all of one key."
    return ""


def _named(term: exp.Expr, table: str) -> exp.Expr:
    """A term of the lookup's SELECT list under a name that is not one of the source's."""
    plain = term.unalias().copy()
    if isinstance(plain, exp.Star):
        return exp.Column(this=exp.Star(), table=exp.to_identifier(table))
    if isinstance(plain, exp.Column) and isinstance(plain.this, exp.Star):
        return plain
    return exp.alias_(plain, f"{table}_{term.alias_or_name}" if term.alias_or_name else "")
