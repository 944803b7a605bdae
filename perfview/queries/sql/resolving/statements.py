"""A parsed statement becomes a shape."""

from __future__ import annotations

from collections import Counter

from sqlglot import exp

from perfview.queries import model
from perfview.queries.schema.model import Schema
from perfview.queries.sql.resolving.blocks import BlockReader
from perfview.queries.sql.resolving.columns import Columns
from perfview.queries.sql.resolving.demands import (
    groupings,
    needed_columns,
    orderings,
    outputs,
    rows_wanted,
    starred,
)
from perfview.queries.sql.resolving.scopes import DEFAULT_SCHEMAS, Scope, Scopes
from perfview.queries.sql.shapes import Block, Shape

_KINDS: tuple[tuple[type[exp.Expr], int], ...] = (
    (exp.Query, model.SELECT),
    (exp.Insert, model.INSERT),
    (exp.Update, model.UPDATE),
    (exp.Delete, model.DELETE),
    (exp.Merge, model.MERGE),
    (exp.Create, model.DEFINITION),
    (exp.Copy, model.COPY),
)


def resolve(tree: exp.Expression, dialect: str, schema: Schema) -> Shape:
    """The shape of a tree: every scope found first, then every name resolved, then conditions."""
    scopes = Scopes(tree, schema)
    columns = Columns(scopes, schema)
    needed, correlated = needed_columns(scopes, columns)
    blocks = []
    for scope in scopes.scopes:
        reader = BlockReader(scope, scopes, columns, dialect)
        for join in reader.joins:
            for use, column in ((join.left, join.left_column), (join.right, join.right_column)):
                if column:
                    needed[scopes.uses[use].block].setdefault(use, Counter())[column] += 1
        blocks.append((scope, reader))
    kind = next((number for known, number in _KINDS if isinstance(tree, known)), model.UTILITY)
    writes, written = _written(tree, schema)
    tables = dict.fromkeys(use.table for use in scopes.uses if use.table)
    if writes:
        tables.setdefault(writes)
    return Shape(
        tree=tree,
        kind=kind,
        uses=tuple(scopes.uses),
        blocks=tuple(
            _block(
                scope, reader, scopes, columns, needed[scope.row], scope.row in correlated, dialect
            )
            for scope, reader in blocks
        ),
        writes=writes,
        written_columns=written,
        tables=tuple(tables),
    )


def _block(
    scope: Scope,
    reader: BlockReader,
    scopes: Scopes,
    columns: Columns,
    needed: dict[int, Counter[str]],
    is_correlated: bool,
    dialect: str,
) -> Block:
    limit, offset = rows_wanted(scope.node)
    return Block(
        node=scope.node,
        parent=scope.parent,
        role=scope.role,
        uses=tuple(scope.uses),
        predicates=tuple(reader.predicates),
        joins=tuple(reader.joins),
        order=orderings(scope, columns, dialect),
        group=groupings(scope, columns),
        columns={use: frozenset(names) for use, names in needed.items()},
        selects_all=starred(scope, scopes),
        limit=limit,
        is_distinct=scope.node.args.get("distinct") is not None,
        is_aggregate=scope.is_aggregate or scope.node.args.get("group") is not None,
        is_correlated=is_correlated,
        offset=offset,
        outputs=outputs(scope, scopes, columns),
        is_negated=scope.is_negated,
        named_once={
            use: frozenset(name for name, times in names.items() if times == 1)
            for use, names in needed.items()
        },
    )


def _written(tree: exp.Expression, schema: Schema) -> tuple[str, tuple[str, ...]]:
    """The table a statement changes, and the columns it is told to write."""
    if not isinstance(tree, (exp.Insert, exp.Update, exp.Delete, exp.Merge)):
        return "", ()
    target = tree.this
    if not isinstance(target, (exp.Schema, exp.Table)):
        tables = tree.args.get("tables")
        target = tables[0] if tables else target
    names: list[str] = []
    if isinstance(target, exp.Schema):
        names = [each.name.lower() for each in target.expressions]
        target = target.this
    if isinstance(tree, exp.Update):
        names = [each.this.name.lower() for each in tree.expressions if isinstance(each, exp.EQ)]
    if not isinstance(target, exp.Table):
        return "", ()
    place = target.db.lower()
    name = target.name.lower()
    known = schema.table(name if place in DEFAULT_SCHEMAS else f"{place}.{name}")
    full = name if place in DEFAULT_SCHEMAS else f"{place}.{name}"
    return (known.name if known is not None else full), tuple(names)
