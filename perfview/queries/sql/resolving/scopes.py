"""The blocks of a statement and what is named in each, found in one walk over the tree."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from sqlglot import exp

from perfview.queries.schema.model import Schema
from perfview.queries.sql.parsing import parsed
from perfview.queries.sql.shapes import Use

DEFAULT_SCHEMAS = frozenset({"", "public", "dbo", "main"})
"""Schemas whose tables are called by their bare name."""
MOST_VIEWS = 64
"""Views that a statement is taken to stand for; files may tell of views within themselves."""
_SELECT_CLAUSES = ("expressions", "where", "group", "having", "order", "qualify", "windows")


class Condition(NamedTuple):
    """A WHERE, HAVING or ON: kind of its join, and the use it joins (-1 for a WHERE)."""

    node: exp.Expression
    clause: str
    kind: str
    joined: int


class Named(NamedTuple):
    """A column as it is written, and in which clause."""

    node: exp.Column
    clause: str


@dataclass
class Scope:
    """A block while it is being read."""

    row: int
    node: exp.Expression
    parent: int
    role: str
    is_negated: bool = False
    uses: list[int] = field(default_factory=list)
    named: list[Named] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)
    using: list[tuple[str, str, int]] = field(default_factory=list)
    natural: list[tuple[str, int]] = field(default_factory=list)
    stars: list[str] = field(default_factory=list)
    is_aggregate: bool = False
    is_lateral: bool = False


class _Step(NamedTuple):
    node: exp.Expr
    scope: int
    clause: str
    role: str
    is_negated: bool
    target: int
    is_lateral: bool = False


class Scopes:
    """Every block of a statement (`scopes`), every table it names (`uses`), and by the identity of
    a subquery's node the blocks it consists of (`blocks_of`)."""

    def __init__(self, tree: exp.Expr, schema: Schema) -> None:
        self.schema = schema
        self.scopes: list[Scope] = []
        self.uses: list[Use] = []
        self.blocks_of: dict[int, list[int]] = {}
        self._ctes: dict[str, int] = {}
        self._views: list[exp.Expression] = []
        self._sources: dict[int, int] = {}
        self._steps: list[_Step] = [_Step(tree, -1, "", "main", False, id(tree))]
        while self._steps:
            self._take(self._steps.pop())
        for row, source in self._sources.items():
            use = self.uses[row]
            found = tuple(self.blocks_of.get(source, ()))
            self.uses[row] = Use(use.table, use.alias, row, use.block, found)

    def _take(self, step: _Step) -> None:
        node = step.node
        if isinstance(node, exp.Column):
            self._name_column(node, step)
        elif isinstance(node, (exp.Select, exp.Update, exp.Delete)):
            self._open(node, step)
        elif isinstance(node, exp.SetOperation):
            self._take_ctes(node, step.scope)
            role = "union" if step.role in ("main", "cte", "derived", "union") else step.role
            for arm in (node.expression, node.this):
                self._steps.append(step._replace(node=arm, role=role))
        elif isinstance(node, (exp.Insert, exp.Merge)):
            self._take_ctes(node, step.scope)
            if isinstance(node.expression, exp.Query):
                self._steps.append(step._replace(node=node.expression))
        else:
            self._descend(node, step)

    def _descend(self, node: exp.Expr, step: _Step) -> None:
        """Walks on, noting what a subquery below stands for."""
        role, is_negated, target = step.role, step.is_negated, step.target
        if isinstance(node, (exp.Not, exp.Paren)):
            is_negated ^= isinstance(node, exp.Not)
        elif isinstance(node, exp.Exists):
            role, target = "exists", id(node)
        elif isinstance(node, (exp.In, exp.Any, exp.All)):
            role, target = "in", id(node)
        elif isinstance(node, exp.Subquery):
            if role == "scalar":
                target = id(node)
        else:
            if isinstance(node, exp.AggFunc) and step.scope >= 0:
                windowed = isinstance(node.parent, (exp.Window, exp.Filter))
                self.scopes[step.scope].is_aggregate |= not windowed
            role, is_negated = "scalar" if step.scope >= 0 else role, False
        below = [*node.iter_expressions(reverse=True)]
        for child in below:
            self._steps.append(_Step(child, step.scope, step.clause, role, is_negated, target))

    def _open(self, node: exp.Expression, step: _Step) -> None:
        scope = Scope(len(self.scopes), node, step.scope, step.role, step.is_negated)
        scope.is_lateral = step.is_lateral
        self.scopes.append(scope)
        self.blocks_of.setdefault(step.target, []).append(scope.row)
        self._take_ctes(node, scope.row)
        self._take_sources(node, scope)
        for clause in reversed(_SELECT_CLAUSES):
            part = node.args.get(clause)
            for each in reversed(part if isinstance(part, list) else [part] if part else []):
                self._read_on(each, scope.row, clause)
        for clause in ("where", "having"):
            part = node.args.get(clause)
            if part is not None:
                scope.conditions.append(Condition(part.this, clause, "inner", -1))
        for each in node.expressions if isinstance(node, exp.Select) else ():
            if isinstance(each, exp.Star):
                scope.stars.append("")

    def _read_on(self, node: exp.Expr, scope: int, clause: str) -> None:
        self._steps.append(_Step(node, scope, clause, "scalar", False, id(node)))

    def _name_column(self, node: exp.Column, step: _Step) -> None:
        if step.scope < 0:
            return
        if isinstance(node.this, exp.Star):
            self.scopes[step.scope].stars.append(node.table)
        else:
            self.scopes[step.scope].named.append(Named(node, step.clause))

    def _take_ctes(self, node: exp.Expr, scope: int) -> None:
        with_clause = node.args.get("with_")
        for cte in with_clause.expressions if with_clause is not None else ():
            self._ctes[cte.alias.lower()] = id(cte)
            self._steps.append(_Step(cte.this, scope, "", "cte", False, id(cte)))

    def _take_sources(self, node: exp.Expr, scope: Scope) -> None:
        """Tables and subqueries of FROM, USING, JOIN, and those an UPDATE or DELETE changes."""
        first = node.args.get("from_")
        pending: list[tuple[exp.Expr | None, exp.Join | None]] = []
        if isinstance(node, (exp.Update, exp.Delete)):
            pending.append((node.this, None))
            pending += [(each, None) for each in node.args.get("using") or ()]
        if first is not None:
            pending.append((first.this, None))
        pending += [(each.this, each) for each in node.args.get("joins") or ()]
        pending += [(each, None) for each in node.args.get("laterals") or ()]
        pending.reverse()
        while pending:
            source, join = pending.pop()
            if source is None:
                continue
            inner = [(each.this, each) for each in source.args.get("joins") or ()]
            pending += reversed(inner)
            if isinstance(source, (exp.Paren, exp.Subquery)) and isinstance(source.this, exp.Table):
                pending.append((source.this, join))
                continue
            use = self._add_use(source, scope)
            if join is not None:
                self._take_join(join, scope, use)

    def _add_use(self, source: exp.Expr, scope: Scope) -> int:
        row = len(self.uses)
        body = source.this if isinstance(source, exp.Lateral) else source
        table, alias = "", source.alias_or_name
        if isinstance(source, exp.Table) and isinstance(source.this, exp.Identifier):
            cte = self._ctes.get(source.name.lower()) if not source.db else None
            table = "" if cte is not None else self._table_name(source)
            query = None if cte is not None else self._query_of_view(table)
            if cte is not None:
                self._sources[row] = cte
            elif query is not None:
                table, self._sources[row] = "", id(query)
                self._steps.append(_Step(query, scope.row, "from", "derived", False, id(query)))
        elif isinstance(body, exp.Subquery):
            self._sources[row] = id(body)
            is_lateral = body is not source
            place = ("from", "derived", False, id(body), is_lateral)
            self._steps.append(_Step(body.this, scope.row, *place))
        else:
            self._read_on(body, scope.row, "from")
        self.uses.append(Use(table, alias or f"#{row}", row, scope.row))
        scope.uses.append(row)
        return row

    def _query_of_view(self, table: str) -> exp.Expression | None:
        """A tree of its own of what a view stands for, None for whatever is no view."""
        known = self.schema.table(table)
        if known is None or known.kind != "view" or len(self._views) >= MOST_VIEWS:
            return None
        tree = parsed(known.definition, self.schema.dialect) if known.definition else None
        if not isinstance(tree, exp.Query):
            return None
        self._views.append(tree.copy())
        return self._views[-1]

    def _table_name(self, table: exp.Table) -> str:
        identifier, space = table.this, table.args.get("db")
        name = identifier.this if identifier.quoted else identifier.this.lower()
        place = space.name if space is not None else ""
        full = name if place.lower() in DEFAULT_SCHEMAS else f"{place}.{name}"
        known = self.schema.table(full) or self.schema.table(name)
        return known.name if known is not None else full

    def _take_join(self, join: exp.Join, scope: Scope, use: int) -> None:
        side, kind = join.side.lower(), join.kind.lower()
        word = side if side in ("left", "right", "full") else "inner"
        if kind in ("cross", "semi", "anti"):
            word = kind
        on = join.args.get("on")
        if on is not None:
            scope.conditions.append(Condition(on, "on", word, use))
            self._read_on(on, scope.row, "on")
        for column in join.args.get("using") or ():
            scope.using.append((column.name, word, use))
        if join.method.lower() == "natural":
            scope.natural.append((word, use))
