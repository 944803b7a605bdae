"""A statement as a planner sees it: units of relations that are joined together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from perfview.queries.indexes.estimating.sizes import TableSize
from perfview.queries.sql.shapes import Ordering, Predicate


class Filter(NamedTuple):
    """A condition that an index could serve: on a column or an expression. is_equal: ``=``, IN, IS
    NULL; values: how many it is held against; share of rows it leaves."""

    column: str
    expression: str
    is_equal: bool
    is_prefix: bool
    values: int
    share: float
    predicate: Predicate

    @property
    def is_single(self) -> bool:
        """Whether it holds a column to one value."""
        return self.is_equal and self.values == 1 and bool(self.column)


@dataclass
class Relation:
    """A table as one unit reads it. share: of its rows that meet all conditions on it alone;
    conditions: how many; needed: columns that are asked of it, None for all; kind: ``inner``,
    ``left``, ``semi`` or ``anti``; choices: ORs, each with its branches, and the share of rows that
    meets it; named_once: columns that stand in one place of the statement only;
    is_guessed: it is not known at all what a condition leaves, so that rows in order may have to be
    read to the last."""

    number: int
    table: str
    size: TableSize
    kind: str
    needed: frozenset[str] | None
    filters: tuple[Filter, ...] = ()
    choices: tuple[tuple[float, tuple[tuple[Filter, ...], ...]], ...] = ()
    share: float = 1.0
    conditions: int = 0
    uses: tuple[int, ...] = ()
    named_once: frozenset[str] = frozenset()
    is_guessed: bool = False

    @property
    def rows(self) -> float:
        """Rows it gives after its conditions."""
        return max(1.0, self.size.rows * self.share)


class Link(NamedTuple):
    """Two relations (numbers in their unit) whose columns are equal, or held against each other
    otherwise; share of pairs that meet it."""

    left: int
    left_column: str
    right: int
    right_column: str
    kind: str
    is_equal: bool
    share: float


@dataclass
class Unit:
    """Relations that are planned together. runs: how often; bound: by relation, columns that an
    outer statement gives each time; times_outer: the unit whose rows run it, -1 none."""

    block: int
    relations: list[Relation] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    order: tuple[Ordering, ...] = ()
    order_relation: int = -1
    order_columns: tuple[tuple[str, bool], ...] = ()
    limit: int | None = None
    extremes: int = 0
    is_aggregate: bool = False
    groups: tuple[tuple[int, str], ...] = ()
    is_sorted: bool = False
    outer: int = -1
    bound: dict[int, frozenset[str]] = field(default_factory=dict)
