"""A scope becomes a block: its predicates, joins, order and needed columns."""

from __future__ import annotations

from sqlglot import exp

from perfview.queries.sql import shapes
from perfview.queries.sql.resolving.columns import Columns, Resolved
from perfview.queries.sql.resolving.comparing import (
    Comparison,
    comparisons,
    pattern_operator,
    turned,
)
from perfview.queries.sql.resolving.conditions import Leaf, Leaves
from perfview.queries.sql.resolving.constants import is_constant, value_of
from perfview.queries.sql.resolving.scopes import Scope, Scopes
from perfview.queries.sql.resolving.written import columns_below, without_tables
from perfview.queries.sql.shapes import Join, Predicate

_CORRELATED = {"exists": "semi", "in": "semi"}


class BlockReader:
    """Reads the conditions of one scope; `predicates` and `joins` are what it found."""

    def __init__(self, scope: Scope, scopes: Scopes, columns: Columns, dialect: str) -> None:
        self._scope, self._scopes, self._columns = scope, scopes, columns
        self._dialect = dialect
        self.predicates: list[Predicate] = []
        self.joins: list[Join] = []
        leaves = Leaves()
        for condition in scope.conditions:
            leaves.take(condition)
        for leaf in leaves.found:
            self._take(leaf)
        self._join_by_name()
        self.predicates = _merged(self.predicates)

    def _take(self, leaf: Leaf) -> None:
        node = leaf.node
        if isinstance(node, exp.In) and node.args.get("query") is not None:
            self._take_query(leaf, node.this, node.args["query"], node)
            return
        if isinstance(node, exp.EQ) and isinstance(node.expression, exp.Any):
            inner = node.expression.this
            while isinstance(inner, (exp.Paren, exp.Subquery)):
                inner = inner.this
            if isinstance(inner, exp.Query):
                self._take_query(leaf, node.this, inner, node.expression)
                return
        found = comparisons(node, leaf.is_negated)
        if not found and not isinstance(node, exp.Exists):
            self._take_other(leaf)
        for comparison in found:
            self._compare(leaf, comparison)

    def _compare(self, leaf: Leaf, comparison: Comparison) -> None:
        left, *others = comparison.sides
        if all(self._is_constant(each) for each in others):
            self._hold(leaf, comparison)
        elif len(others) == 1 and self._is_constant(left):
            self._hold(leaf, turned(comparison))
        elif len(others) == 1:
            self._join(leaf, comparison)
        else:
            self._take_other(leaf)

    def _is_constant(self, node: exp.Expr) -> bool:
        """Literals, parameters, and subqueries that name nothing around them."""
        if isinstance(node, exp.Subquery):
            return not any(
                found is None or found.is_outer
                for block in self._scopes.blocks_of.get(id(node), ())
                for found in self._resolved_in(block)
            )
        return is_constant(node)

    def _resolved_in(self, block: int) -> list[Resolved | None]:
        scope = self._scopes.scopes[block]
        return [self._columns.resolve(each.node, block) for each in scope.named]

    def _hold(self, leaf: Leaf, comparison: Comparison) -> None:
        held, *others = comparison.sides
        values = tuple(value_of(each) for each in others)
        operator = comparison.operator
        if comparison.operand.rsplit(" ", 1)[-1] in ("LIKE", "ILIKE", "GLOB"):
            operator = pattern_operator(comparison.operand, values[0])
        self._add(leaf, held, operator, comparison.operand, values)

    def _add(
        self,
        leaf: Leaf,
        held: exp.Expr,
        operator: str,
        operand: str,
        values: tuple[str | None, ...],
    ) -> None:
        while isinstance(held, exp.Paren):
            held = held.this
        uses = self._uses_in(held)
        if len(uses) != 1:
            return
        use, column = uses.pop(), ""
        resolved = self._resolve(held) if isinstance(held, exp.Column) else None
        if resolved is not None:
            if resolved.is_outer:
                return
            column = resolved.column
        expression = "" if column else without_tables(held, self._dialect)
        is_optional = leaf.group >= 0 or self._is_kept_anyway(leaf, use)
        clause = leaf.condition.clause
        place = (leaf.node, leaf.group, leaf.branch)
        self.predicates.append(
            Predicate(
                use, column, expression, operator, operand, values, clause, is_optional, *place
            )
        )

    def _is_kept_anyway(self, leaf: Leaf, use: int) -> bool:
        """Whether an outer join keeps rows of this use that do not meet its ON."""
        kind, joined = leaf.condition.kind, leaf.condition.joined
        return (
            kind == "full"
            or (kind in ("left", "anti") and use != joined)
            or (kind == "right" and use == joined)
        )

    def _uses_in(self, node: exp.Expr) -> set[int]:
        found = (self._resolve(each) for each in columns_below(node))
        return {-1 if each is None else each.use for each in found} - {-1}

    def _resolve(self, column: exp.Expr) -> Resolved | None:
        if not isinstance(column, exp.Column):
            return None
        return self._columns.resolve(column, self._scope.row)

    def _take_other(self, leaf: Leaf) -> None:
        self._add(leaf, leaf.node, shapes.OTHER, type(leaf.node).__name__, ())

    def _join(self, leaf: Leaf, comparison: Comparison) -> None:
        left, right = comparison.sides
        one, other = self._end(left), self._end(right)
        if isinstance(right, exp.Query) and one is not None:
            self._add(leaf, left, shapes.OTHER, comparison.operand, (None,))
            return
        if one is None or other is None or leaf.is_negated or leaf.group >= 0:
            self._take_other(leaf)
            return
        ends = [one, other]
        operator, kind = comparison.operand, leaf.condition.kind
        if ends[0][0] == ends[1][0]:
            self._take_other(leaf)
            return
        own = [row in self._scope.uses for row, _ in ends if row >= 0]
        if not all(own):
            kind = "anti" if self._scope.is_negated else _CORRELATED.get(self._scope.role, "")
            kind = kind or "correlated"
        if (own[0] and not own[1]) or (all(own) and ends[0][0] == leaf.condition.joined):
            ends.reverse()
            operator = turned(comparison).operand
        (first, first_column), (second, second_column) = ends
        self.joins.append(
            Join(first, first_column, second, second_column, kind, operator, leaf.node)
        )

    def _end(self, node: exp.Expr) -> tuple[int, str] | None:
        while isinstance(node, exp.Paren):
            node = node.this
        resolved = self._resolve(node)
        if resolved is not None:
            return resolved.use, resolved.column
        uses = self._uses_in(node)
        return (uses.pop(), "") if len(uses) == 1 else None

    def _take_query(self, leaf: Leaf, held: exp.Expr, query: exp.Expr, target: exp.Expr) -> None:
        """``x IN (SELECT …)``: a join to the column that the subquery gives."""
        blocks = self._scopes.blocks_of.get(id(target)) or self._scopes.blocks_of.get(id(query))
        left = self._end(held)
        if left is None or not blocks or leaf.group >= 0:
            return
        inner = self._scopes.scopes[blocks[0]]
        given = inner.node.expressions[0] if inner.node.expressions else None
        given = given.this if isinstance(given, exp.Alias) else given
        found = self._columns.resolve(given, inner.row) if isinstance(given, exp.Column) else None
        if found is None and not inner.uses:
            return
        right = (found.use, found.column) if found is not None else (inner.uses[0], "")
        kind, operator = ("anti", "not in") if leaf.is_negated else ("semi", "=")
        self.joins.append(Join(*left, *right, kind, operator, leaf.node))

    def _join_by_name(self) -> None:
        """USING and NATURAL."""
        named = list(self._scope.using)
        for kind, use in self._scope.natural:
            own = self._columns.names_of(use)
            for other in self._scope.uses[: self._scope.uses.index(use)]:
                shared = own.keys() & self._columns.names_of(other).keys()
                named += [(name, kind, use) for name in sorted(shared)]
        for name, kind, use in named:
            before = self._scope.uses[: self._scope.uses.index(use)]
            known = [row for row in before if name in self._columns.names_of(row)]
            other = known[0] if known else before[0] if before else -1
            if other >= 0:
                node = self._scope.node
                self.joins.append(Join(other, name, use, name, kind, "=", node))


def _merged(predicates: list[Predicate]) -> list[Predicate]:
    """``a = 1 OR a = 2`` as the IN that it is."""
    groups: dict[int, list[Predicate]] = {}
    for each in predicates:
        if each.group >= 0:
            groups.setdefault(each.group, []).append(each)
    merged: dict[int, Predicate] = {}
    for group, members in groups.items():
        first = members[0]
        alike = all(
            (each.use, each.column) == (first.use, first.column)
            and each.column
            and each.operator in (shapes.EQUAL, shapes.IN)
            for each in members
        )
        if alike and len({each.branch for each in members}) == len(members):
            values = tuple(value for each in members for value in each.values)
            fields = (first.use, first.column, "", shapes.IN, "IN", values, first.clause)
            merged[group] = Predicate(*fields, False, first.node)
    kept, done = [], set[int]()
    for each in predicates:
        if each.group not in merged:
            kept.append(each)
        elif each.group not in done:
            done.add(each.group)
            kept.append(merged[each.group])
    return kept
