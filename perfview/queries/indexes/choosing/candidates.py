"""Indexes that might help a relation, from what is asked of it.

Columns held to single values come first, those that leave fewer rows before others; then one that
is asked in a range or gives the order (Lahdenmäki and Leach, Relational Database Index Design,
2005: the three stars). The planner picks among them.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable

from perfview.queries.indexes.abilities import Abilities
from perfview.queries.indexes.choosing.existing import Existing
from perfview.queries.indexes.choosing.expressions import can_stand_in_index
from perfview.queries.indexes.estimating.names import ROWS_OF_SMALL
from perfview.queries.indexes.estimating.sizes import Sizes
from perfview.queries.indexes.planning.paths import Access, condition_text
from perfview.queries.indexes.planning.relations import Filter, Relation, Unit
from perfview.queries.schema.model import Column, IndexColumn
from perfview.queries.sql.resolving.written import columns_below

MOST_KEYS = 4
MOST_INCLUDED = 5
WIDEST_COVERING = 160.0
"""Bytes of an entry beyond which a covering index is a second table."""
SKEWED = 0.1
"""A condition that leaves less than this share may go into the WHERE of a partial index."""
FEW_ROWS = 400.0
"""Rows of a table that lie on a few pages."""
_MOST_EQUAL = 4
_UNINDEXABLE = ("json", "jsonb", "bytea", "blob", "xml", "tsvector", "point", "array", "longtext")


class Candidates:
    """Numbers the candidates of one statement's units."""

    def __init__(self, sizes: Sizes, existing: Existing, abilities: Abilities) -> None:
        self._sizes, self._existing, self._abilities = sizes, existing, abilities
        self.found: list[Access] = []
        self._seen: set[tuple[str, tuple[IndexColumn, ...], tuple[str, ...], str]] = set()

    def of_unit(self, unit: Unit) -> None:
        """Candidates for every relation of a unit."""
        for relation in unit.relations:
            if not relation.table or is_too_small(relation):
                continue
            joined = [
                link.left_column if link.left == relation.number else link.right_column
                for link in unit.links
                if relation.number in (link.left, link.right) and link.is_equal
            ]
            joined += sorted(unit.bound.get(relation.number, ()))
            columns = list(dict.fromkeys(column for column in joined if column))
            order: tuple[tuple[str, bool], ...] = ()
            if unit.order_relation == relation.number:
                order = unit.order_columns
            groups = [column for number, column in unit.groups if number == relation.number]
            self._of_relation(relation, columns, order, groups)

    def _of_relation(
        self,
        relation: Relation,
        joined: list[str],
        order: tuple[tuple[str, bool], ...],
        groups: list[str],
    ) -> None:
        plain = [each for each in relation.filters if self._can_index(relation.table, each.column)]
        equal = sorted((each for each in plain if each.is_equal), key=lambda each: each.share)
        ranges = [each for each in plain if not each.is_equal and not each.is_prefix]
        ranges.sort(key=lambda each: each.share)
        names = list(dict.fromkeys(each.column for each in equal))[:_MOST_EQUAL]
        ranged = list(dict.fromkeys(each.column for each in ranges))[:3]
        joined = [column for column in joined if self._can_index(relation.table, column)]
        for keys in _key_sets(names, ranged, joined, order, groups):
            self._add_with_covering(relation, keys)
        self._add_text(relation, plain, names)
        self._add_partial(relation, equal, ranges, names, ranged, joined, order)
        for _, branches in relation.choices:
            for each in itertools.chain.from_iterable(branches):
                if each.column and self._can_index(relation.table, each.column):
                    self._add(relation.table, (IndexColumn(each.column),))

    def _add_with_covering(self, relation: Relation, keys: tuple[IndexColumn, ...]) -> None:
        self._add(relation.table, keys)
        needed = relation.needed
        if needed is None or not needed:
            return
        rest = tuple(sorted(needed - {key.column for key in keys}))
        if not rest or len(rest) > MOST_INCLUDED:
            return
        if any(not self._can_index(relation.table, column) for column in rest):
            return
        names = [key.column for key in keys if key.column] + list(rest)
        if sum(self._sizes.width(relation.table, name) for name in names) > WIDEST_COVERING:
            return
        if self._abilities.include:
            self._add(relation.table, keys, rest)
        elif len(keys) + len(rest) <= MOST_KEYS + 1 and all(
            self._holds_whole(relation.table, name) for name in names
        ):
            self._add(relation.table, keys + tuple(IndexColumn(name) for name in rest))

    def _is_long(self, each: Filter) -> bool:
        """Whether an expression gives a text as long as may be, of which MySQL makes no index."""
        return not self._abilities.whole_texts and "->" in each.expression

    def _holds_whole(self, table: str, column: str) -> bool:
        """Whether an index holds all of a column, so that the table need not be read for it."""
        found = self._sizes.column(table, column)
        return self._abilities.whole_texts or found is None or not is_text(found)

    def _add_text(self, relation: Relation, plain: list[Filter], names: list[str]) -> None:
        """Prefixes and expressions."""
        classes = "text_pattern_ops" if self._abilities.pattern_classes else ""
        for each in relation.filters:
            if each.is_prefix and each.column:
                key = IndexColumn(each.column, operator_class=classes)
                self._add(relation.table, (key,))
                for name in names[:1]:
                    self._add(relation.table, (IndexColumn(name), key))
            elif each.expression and self._abilities.expression and self._can_hold(relation, each):
                key = IndexColumn("", expression=each.expression)
                self._add(relation.table, (key,))
                for name in names[:1]:
                    self._add(relation.table, (IndexColumn(name), key))

    def _can_hold(self, relation: Relation, each: Filter) -> bool:
        kinds = {}
        for column in columns_below(each.predicate.node):
            found = self._sizes.column(relation.table, column.name)
            kinds[column.name] = found.type if found is not None else ""
            if not self._holds_whole(relation.table, column.name) or self._is_long(each):
                return False
        return can_stand_in_index(each.expression, kinds)

    def _add_partial(
        self,
        relation: Relation,
        equal: list[Filter],
        ranges: list[Filter],
        names: list[str],
        ranged: list[str],
        joined: list[str],
        order: tuple[tuple[str, bool], ...],
    ) -> None:
        """Indexes of only those rows that a rare, constant condition leaves."""
        if not self._abilities.partial or not relation.size.is_told:
            return
        nulls = [each for each in ranges if each.predicate.operator == "is not null"]
        for each in [*equal, *nulls]:
            if each.share > SKEWED or each.values > 1 or not _is_constant_kind(each):
                continue
            rest = [name for name in names if name != each.column]
            others = [name for name in ranged if name != each.column]
            for keys in _key_sets(rest[:2], others[:1], joined[:1], order, []):
                if all(key.column != each.column for key in keys):
                    self._add(relation.table, keys, (), each)

    def _can_index(self, table: str, column: str) -> bool:
        if not column:
            return False
        found = self._sizes.column(table, column)
        kind = found.type.lower() if found is not None else ""
        return not kind.startswith(_UNINDEXABLE) and not kind.endswith("[]")

    def _add(
        self,
        table: str,
        keys: tuple[IndexColumn, ...],
        include: tuple[str, ...] = (),
        where: Filter | None = None,
    ) -> None:
        text = condition_text(where) if where is not None else ""
        identity = (table, keys, include, text)
        if not keys or identity in self._seen:
            return
        self._seen.add(identity)
        if not text and self._existing.covers(table, keys, include):
            return
        share = where.share if where is not None else 1.0
        rows = self._sizes.table(table).rows * share
        pages = self._sizes.index_pages(table, keys, include, rows)
        column = where.column if where is not None else ""
        number = len(self.found)
        self.found.append(Access(number, table, keys, include, pages, text, column, share))


def is_text(column: Column) -> bool:
    """Whether a column is of MySQL's type TEXT, TINYTEXT or MEDIUMTEXT."""
    return column.written_type.lower().startswith(("text", "tinytext", "mediumtext"))


def is_too_small(relation: Relation) -> bool:
    """Whether reading all of a table is as quick as any index, as far as is known."""
    if relation.size.is_told:
        return relation.size.rows < FEW_ROWS
    return relation.size.rows <= ROWS_OF_SMALL


def _key_sets(
    equal: list[str],
    ranged: list[str],
    joined: list[str],
    order: tuple[tuple[str, bool], ...],
    groups: list[str],
) -> Iterable[tuple[IndexColumn, ...]]:
    found: list[list[str]] = [[name] for name in (*equal, *ranged, *joined)]
    for many in range(2, len(equal) + 1):
        found.append(equal[:many])
    for column in ranged:
        found += [[*equal[:many], column] for many in range(1, len(equal) + 1)]
        found += [[name, column] for name in equal[1:]]
    for column in joined:
        found += [[column, *equal[:many]] for many in range(1, len(equal) + 1)]
        found += [[*equal[:many], column] for many in range(1, len(equal) + 1)]
        found += [[column, name] for name in (*equal[1:], *ranged[:1])]
        found += [[column, other] for other in joined if other != column]
        found += [[name, column] for name in ranged[:1]]
    if groups:
        found += [groups[:MOST_KEYS], [*equal[:2], *groups[:2]]]
    for keys in found:
        if len(set(keys)) == len(keys) and keys:
            yield tuple(IndexColumn(name) for name in keys[:MOST_KEYS])
    ordered = [column for column in order if column[0] not in equal]
    for many in range(min(len(equal), 3) + 1):
        for length in {1, len(ordered)} - {0}:
            yield _ordered_keys(equal[:many], ordered[:length])
    for name in equal[1:]:
        if ordered:
            yield _ordered_keys([name], ordered)


def _ordered_keys(equal: list[str], ordered: list[tuple[str, bool]]) -> tuple[IndexColumn, ...]:
    """Keys that give an order: all ascending where one direction reads them all."""
    mixed = len({is_descending for _, is_descending in ordered}) > 1
    keys = [IndexColumn(name) for name in equal]
    keys += [IndexColumn(name, is_descending and mixed) for name, is_descending in ordered]
    return tuple(keys[:MOST_KEYS])


def _is_constant_kind(each: Filter) -> bool:
    """Whether a condition is likely written into the statement rather than a parameter, and no
    secret: truth values and NULL."""
    if each.predicate.operator in ("is null", "is not null"):
        return True
    value = each.predicate.values[0] if each.predicate.values else None
    return value in ("true", "false")
