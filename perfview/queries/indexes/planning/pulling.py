"""Blocks that PostgreSQL plans as one: simple subqueries, CTEs, EXISTS and IN pulled up.

Source: PostgreSQL's prepjointree.c (pull_up_subqueries, pull_up_sublinks) and, since version 12,
the inlining of CTEs that are named once.
"""

from __future__ import annotations

from collections import Counter

from sqlglot import exp

from perfview.queries.sql.shapes import Block, Shape

_DEEPEST = 32


class Pulled:
    """`unit_of[block]`: the block whose unit it is planned in; `kind_of[block]`: how its tables are
    joined there (``inner``, ``semi``, ``anti``)."""

    def __init__(self, shape: Shape) -> None:
        self._shape = shape
        self.unit_of = list(range(len(shape.blocks)))
        self.kind_of = ["inner"] * len(shape.blocks)
        named = Counter(source for use in shape.uses for source in use.sources)
        for use in shape.uses:
            if len(use.sources) == 1 and named[use.sources[0]] == 1:
                inner = use.sources[0]
                if inner != use.block and is_simple(shape.blocks[inner]):
                    self.unit_of[inner] = use.block
        for row, block in enumerate(shape.blocks):
            if block.role in ("exists", "in") and block.parent >= 0 and is_simple(block):
                hashed = block.role == "in" and self._is_negated_in(row)
                if not hashed and not self._stands_under_or(block):
                    self.unit_of[row] = block.parent
                    self.kind_of[row] = "anti" if block.is_negated else "semi"
        for row in range(len(shape.blocks)):
            self.unit_of[row] = self._root(row)

    def _root(self, row: int) -> int:
        for _ in range(_DEEPEST):
            above = self.unit_of[row]
            if above == row:
                return row
            row = above
        return row

    def _is_negated_in(self, row: int) -> bool:
        parent = self._shape.blocks[self._shape.blocks[row].parent]
        return any(
            join.operator == "not in" and self._shape.uses[join.right].block == row
            for join in parent.joins
        )

    def _stands_under_or(self, block: Block) -> bool:
        node = block.node.parent
        for _ in range(_DEEPEST):
            if node is None or isinstance(node, (exp.Where, exp.Query)):
                return node is None or not isinstance(node, exp.Where)
            if isinstance(node, (exp.Or, exp.Case, exp.Join)):
                return True
            node = node.parent
            while isinstance(node, exp.Subquery):
                node = node.parent
        return True

    def follow(self, use: int, column: str) -> tuple[int, str]:
        """The use and column that a column of a pulled-up subquery stands for."""
        for _ in range(_DEEPEST):
            sources = self._shape.uses[use].sources
            if len(sources) != 1 or self.unit_of[sources[0]] == sources[0]:
                break
            found = self._shape.blocks[sources[0]].outputs.get(column.lower())
            if found is None:
                break
            use, column = found
        return use, column

    def is_pulled(self, use: int) -> bool:
        """Whether a use stands for a subquery that was pulled up."""
        sources = self._shape.uses[use].sources
        return len(sources) == 1 and self.unit_of[sources[0]] != sources[0]


def is_simple(block: Block) -> bool:
    """Whether a block only joins and filters."""
    node = block.node
    if not isinstance(node, exp.Select) or block.is_aggregate or block.is_distinct:
        return False
    if block.limit is not None or block.offset is not None or node.args.get("having"):
        return False
    return not any(isinstance(each.unalias(), exp.Window) for each in node.expressions)
