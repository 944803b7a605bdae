"""What a statement asks of which tables: its blocks, predicates, joins and order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlglot import exp

    from perfview.queries.schema.model import Schema

EQUAL, IN, RANGE, PREFIX, CONTAINS, NOT_EQUAL, IS_NULL, NOT_NULL, OTHER = (
    "=", "in", "range", "prefix", "contains", "<>", "is null", "is not null", "other",
)  # fmt: skip


@dataclass(frozen=True)
class Use:
    """A table named in a block. table: as the schema calls it (lower case unless quoted, with its
    schema where it is not ``public``), "" for a subquery or CTE; alias: what the block calls it;
    row: its number among `Shape.uses`; block: of `Shape.blocks`; sources: the blocks that a
    subquery or CTE stands for, more than one of a UNION."""

    table: str
    alias: str
    row: int
    block: int
    sources: tuple[int, ...] = ()


@dataclass(frozen=True)
class Predicate:
    """A condition on one use. column "" where it is on an expression (`expression`, its SQL without
    table names). operator: as above; operand: the sign written (``>=``, ``LIKE``). values: literals
    it is held against, None for each that is a parameter or computed; moments reckoned from the
    clock are ``now`` and the seconds added (``now-604800``). clause: ``where``, ``on`` or
    ``having``. is_optional: it stands under an OR with other columns (`group` numbers the ORs of a
    block, `branch` what stands together in one), or in the ON of an outer join for the side that is
    kept anyway (group -1). node: where in the tree."""

    use: int
    column: str
    expression: str
    operator: str
    operand: str
    values: tuple[str | None, ...]
    clause: str
    is_optional: bool
    node: exp.Expression
    group: int = -1
    branch: int = -1


@dataclass(frozen=True)
class Join:
    """Two uses held together: columns "" where an expression stands there. kind: inner, left (the
    right use may be missing), right, full, cross, semi, anti, or correlated: across a block;
    operator ``=``, ``not in`` or another."""

    left: int
    left_column: str
    right: int
    right_column: str
    kind: str
    operator: str
    node: exp.Expression


@dataclass(frozen=True)
class Ordering:
    """One term of ORDER BY: use -1 and column "" for an expression or something computed.
    nulls_first: None where the statement leaves it to the server."""

    use: int
    column: str
    is_descending: bool
    nulls_first: bool | None = None


@dataclass(frozen=True)
class Block:
    """One SELECT (or UPDATE, DELETE) of a statement. parent: the block it stands in, -1 for none.
    role: ``main``, ``cte``, ``derived``, ``exists``, ``in``, ``scalar``, ``union``. is_correlated:
    it names a use of a block around it. columns: by use, every column that is needed of it;
    selects_all: uses of which ``*`` asks all. limit: None for none, -1 for a parameter. outputs: by
    name, the plain columns (use, column) that it gives. is_negated: under NOT. named_once: by use,
    columns that stand in one place only."""

    node: exp.Expression
    parent: int
    role: str
    uses: tuple[int, ...]
    predicates: tuple[Predicate, ...]
    joins: tuple[Join, ...]
    order: tuple[Ordering, ...]
    group: tuple[tuple[int, str], ...]
    columns: dict[int, frozenset[str]]
    selects_all: frozenset[int]
    limit: int | None
    is_distinct: bool
    is_aggregate: bool
    is_correlated: bool
    offset: int | None = None
    outputs: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    is_negated: bool = False
    named_once: Mapping[int, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Shape:
    """A whole statement. writes: the table it changes, "" for none; written_columns: which."""

    tree: exp.Expression
    kind: int
    uses: tuple[Use, ...]
    blocks: tuple[Block, ...]
    writes: str = ""
    written_columns: tuple[str, ...] = ()
    tables: tuple[str, ...] = field(default=())


def shape_of(tree: exp.Expression, dialect: str, schema: Schema) -> Shape:
    """The shape of a parsed statement. Columns without a table are looked up in the schema; where
    it does not know, they belong to the only use of their block, else to none. Own resolver:
    sqlglot's `qualify` costs eight times a parse. Iterative; never raises on a tree that parsed.
    """
    from perfview.queries.sql.resolving.statements import resolve

    return resolve(tree, dialect, schema)
