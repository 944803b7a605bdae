"""The share of a table's rows that a condition leaves.

Where statistics tell, as PostgreSQL's selfuncs.c does it (most common values, histogram, null
fraction, number of distinct values); else by the column's name and type, with PostgreSQL's own
defaults where those tell nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from perfview.queries.indexes.estimating import names
from perfview.queries.indexes.estimating.sizes import Sizes
from perfview.queries.indexes.estimating.values import Histogram, as_number
from perfview.queries.schema.model import ColumnStatistics, Schema
from perfview.queries.sql import shapes
from perfview.queries.sql.shapes import Predicate

RANGE_UNKNOWN = 0.3333
BETWEEN_UNKNOWN = 0.005
"""PostgreSQL's DEFAULT_INEQ_SEL and DEFAULT_RANGE_INEQ_SEL (selfuncs.h)."""
RANGE_BY_NAME = 0.05
"""A range over moments of which nothing is known: reports ask of the last of what is kept."""
CONTAINS_UNKNOWN = 0.01
EXPRESSION_DISTINCT = 200.0
"""DEFAULT_NUM_DISTINCT: values an expression is taken to have."""
LED_KEYS = 4
"""Tables whose primary key begins with a column for it to be what a database is shared by."""
LEAST_SAMPLE = 50
"""Bounds of a histogram that are sample enough to hold a pattern against."""
_LONGEST_PATTERN = 200
_NULLS_UNKNOWN = 0.1
_NULLS_OF_MARKS = 0.95
_LEAST = 1e-7


@dataclass(frozen=True)
class _Known:
    """Statistics of a column, ready to be asked."""

    told: ColumnStatistics
    common: dict[str, float]
    histogram: Histogram | None


class Selectivities:
    """Answers for the columns of a schema."""

    def __init__(self, sizes: Sizes) -> None:
        self._sizes = sizes
        self._known: dict[tuple[str, str], _Known | None] = {}
        self._distinct: dict[tuple[str, str], float] = {}
        self._shared = _leading_everywhere(sizes.schema)

    def _statistics(self, table: str, column: str) -> _Known | None:
        key = (table, column)
        if key not in self._known:
            found = self._sizes.column(table, column)
            told = found.statistics if found is not None else None
            self._known[key] = None if told is None else _ready(told)
        return self._known[key]

    def distinct(self, table: str, column: str) -> float:
        """Distinct values of a column, at least 1."""
        key = (table, column)
        if key not in self._distinct:
            self._distinct[key] = self._count_distinct(table, column)
        return self._distinct[key]

    def _count_distinct(self, table: str, column: str) -> float:
        rows = self._sizes.table(table).rows
        known = self._statistics(table, column)
        if known is not None and known.told.distinct > 0:
            return max(1.0, known.told.distinct)
        if self.is_unique(table, column):
            return rows
        if column in self._shared or names.is_shared_by_name(column):
            return min(rows, names.SHARERS)
        found = self._sizes.column(table, column)
        kind = found.type if found is not None else ""
        target = self._target_rows(table, column)
        guessed = names.distinct_by_name(column, kind, rows)
        return max(1.0, min(rows, target) if target else guessed)

    def _target_rows(self, table: str, column: str) -> float:
        """Rows of the table that a foreign key points at; 0 without."""
        for key in self._sizes.schema.foreign_keys:
            if key.table == table and key.columns == (column,):
                return self._sizes.table(key.target).rows
        return 0.0

    def is_unique(self, table: str, column: str) -> bool:
        """Whether a unique index of that column alone is known, or its name says so."""
        for index in self._sizes.schema.indexes.get(table, ()):
            own = tuple(each.column for each in index.columns)
            if index.is_unique and not index.where and own == (column,):
                return True
        known = self._sizes.schema.table(table)
        return column == "id" and (known is None or not self._sizes.schema.indexes.get(table))

    def null_share(self, table: str, column: str) -> float:
        """Share of rows where the column is NULL."""
        known = self._statistics(table, column)
        if known is not None:
            return known.told.null_fraction
        found = self._sizes.column(table, column)
        if found is not None and not found.is_nullable:
            return 0.0
        return _NULLS_OF_MARKS if names.is_empty_by_name(column) else _NULLS_UNKNOWN

    def correlation(self, table: str, column: str) -> float:
        """How far the order on disk follows the column, 0-1."""
        known = self._statistics(table, column)
        if known is None:
            return 0.0
        value = known.told.correlation
        return abs(value) if value == value else 0.0

    def equal(self, table: str, column: str, value: str | None) -> float:
        """Share of rows that equal a value (None: one not known)."""
        known = self._statistics(table, column)
        if known is None:
            return 1.0 / self.distinct(table, column)
        told, rows = known.told, self._sizes.table(table).rows
        if value is not None and known.common:
            share = known.common.get(value)
            if share is None and as_number(value) is not None:
                share = known.common.get(_canonical(value))
            if share is not None:
                return share
            rest = max(0.0, 1.0 - told.null_fraction - sum(told.common_fractions))
            others = self.distinct(table, column) - len(told.common_fractions)
            least = min(told.common_fractions, default=1.0)
            return max(1.0 / rows, min(least, rest / others if others >= 1 else rest))
        return max(1.0 / rows, (1.0 - told.null_fraction) / self.distinct(table, column))

    def below(self, table: str, column: str, value: str | None) -> float | None:
        """Share of rows below a value; None where it cannot be told."""
        known = self._statistics(table, column)
        if known is None or value is None:
            return None
        told = known.told
        histogram = known.histogram
        probe = histogram or Histogram(told.common)
        place = probe.place(value)
        if place is None:
            return None
        share = 0.0
        for text, fraction in zip(told.common, told.common_fractions, strict=False):
            other = probe.place(text)
            if other is not None and other < place:
                share += fraction
        rest = max(0.0, 1.0 - told.null_fraction - sum(told.common_fractions))
        return share + (histogram.below(place) * rest if histogram is not None else 0.0)

    def of(self, table: str, predicate: Predicate) -> float:
        """Share of a table's rows that meet a condition."""
        column, operator, values = predicate.column, predicate.operator, predicate.values
        if not column:
            share = self._of_expression(predicate)
        elif operator == shapes.EQUAL:
            share = self.equal(table, column, values[0] if values else None)
        elif operator == shapes.IN:
            share = sum(self.equal(table, column, value) for value in values)
        elif operator == shapes.RANGE:
            share = self._range(table, predicate)
        elif operator == shapes.IS_NULL:
            share = self.null_share(table, column)
        elif operator == shapes.NOT_NULL:
            share = 1.0 - self.null_share(table, column)
        elif operator == shapes.NOT_EQUAL:
            out = sum(self.equal(table, column, value) for value in values)
            share = 1.0 - self.null_share(table, column) - out
        else:
            share = self._of_pattern(table, predicate)
        return min(1.0, max(_LEAST, share))

    def _of_expression(self, predicate: Predicate) -> float:
        if predicate.operator in (shapes.EQUAL, shapes.IN):
            return max(1, len(predicate.values)) / EXPRESSION_DISTINCT
        if predicate.operator == shapes.RANGE:
            return RANGE_UNKNOWN if predicate.operand != "BETWEEN" else BETWEEN_UNKNOWN
        return 1.0 - 1.0 / EXPRESSION_DISTINCT if predicate.operator == "<>" else 0.5

    def _range(self, table: str, predicate: Predicate) -> float:
        column, values = predicate.column, predicate.values
        nulls = self.null_share(table, column)
        if predicate.operand == "BETWEEN":
            low = self.below(table, column, values[0])
            high = self.below(table, column, values[-1])
            if low is not None and high is not None:
                return high - low
            return BETWEEN_UNKNOWN * 4
        below = self.below(table, column, values[0] if values else None)
        if below is None:
            return self._range_by_name(table, predicate)
        return below if predicate.operand.startswith("<") else 1.0 - nulls - below

    def _range_by_name(self, table: str, predicate: Predicate) -> float:
        found = self._sizes.column(table, predicate.column)
        kind = found.type if found is not None else ""
        is_moment = names.is_moment_by_name(predicate.column) or kind.startswith(("time", "date"))
        return RANGE_BY_NAME if is_moment and predicate.operand[:1] == ">" else RANGE_UNKNOWN

    def _of_pattern(self, table: str, predicate: Predicate) -> float:
        """LIKE, and what is not understood."""
        pattern = predicate.values[0] if predicate.values else None
        if predicate.operator == shapes.PREFIX and pattern is not None:
            return self._prefix(table, predicate.column, pattern)
        if self.is_guessed(table, predicate):
            return CONTAINS_UNKNOWN
        if predicate.operator == shapes.CONTAINS:
            return self._contained(table, predicate)
        return 0.5 if not predicate.operand.startswith("NOT ") else 0.99

    def is_guessed(self, table: str, predicate: Predicate) -> bool:
        """Whether nothing tells what a search for a part of a text leaves."""
        if predicate.operator == shapes.OTHER:
            return predicate.operand in ("LIKE", "ILIKE") and None in predicate.values
        return predicate.operator == shapes.CONTAINS and not self._contained(table, predicate)

    def _contained(self, table: str, predicate: Predicate) -> float:
        """Share of rows that hold a text somewhere, by the values that statistics tell; 0 where
        they do not. PostgreSQL's histogram_selectivity: bounds of a histogram as a sample."""
        pattern = predicate.values[0] if predicate.values else None
        known = self._statistics(table, predicate.column)
        if pattern is None or known is None:
            return 0.0
        told, folds = known.told, "ILIKE" in predicate.operand
        inner = told.histogram[1:-1]
        if len(inner) < LEAST_SAMPLE and not told.common:
            return 0.0
        meets = _like(pattern, folds)
        share = sum(
            fraction
            for text, fraction in zip(told.common, told.common_fractions, strict=False)
            if meets.match(text)
        )
        rest = max(0.0, 1.0 - told.null_fraction - sum(told.common_fractions))
        found = sum(meets.match(text) is not None for text in inner) / max(1, len(inner))
        return max(_LEAST, share + rest * min(0.9999, max(0.0001, found)))

    def _prefix(self, table: str, column: str, pattern: str) -> float:
        prefix = _literal_prefix(pattern)
        rows = self._sizes.table(table).rows
        low = self.below(table, column, prefix)
        high = self.below(table, column, prefix + "\U0010ffff")
        if low is None or high is None:
            return max(1.0 / rows, 0.2 ** min(6, len(prefix)))
        return max(1.0 / rows, high - low)

    def several(self, table: str, predicates: Sequence[Predicate]) -> float:
        """Share of rows that meet all: ranges of one column taken together, the rest as if
        independent (PostgreSQL's clauselist_selectivity)."""
        share, bounds = 1.0, dict[str, dict[str, float]]()
        for each in predicates:
            single = self.of(table, each)
            if each.operator == shapes.RANGE and each.column and each.operand != "BETWEEN":
                sign = each.operand[:1]
                known = bounds.setdefault(each.column, {})
                known[sign] = min(single, known.get(sign, 1.0))
            else:
                share *= single
        for column, known in bounds.items():
            if len(known) == 2:
                nulls = self.null_share(table, column)
                both = known["<"] + known[">"] + nulls - 1.0
                guessed = known["<"] == known[">"] or self._statistics(table, column) is None
                share *= max(both, BETWEEN_UNKNOWN if guessed else _LEAST)
            else:
                share *= next(iter(known.values()))
        return max(_LEAST, share)


def _leading_everywhere(schema: Schema) -> frozenset[str]:
    """Columns that primary keys of several columns begin with in many tables: of tenants."""
    led = Counter(
        index.columns[0].column
        for indexes in schema.indexes.values()
        for index in indexes
        if index.is_primary and len(index.columns) > 1
    )
    return frozenset(name for name, times in led.items() if times >= LED_KEYS and name)


def _ready(told: ColumnStatistics) -> _Known:
    common = dict(zip(told.common, told.common_fractions, strict=False))
    for text, fraction in list(common.items()):
        common.setdefault({"t": "true", "f": "false"}.get(text, text.rstrip()), fraction)
        common.setdefault(_canonical(text), fraction)
    return _Known(told, common, Histogram(told.histogram) if told.histogram else None)


def _canonical(text: str) -> str:
    """One way to write a number or moment."""
    number = as_number(text)
    return text if number is None else f"#{number!r}"


@lru_cache(256)
def _like(pattern: str, folds: bool) -> re.Pattern[str]:
    """A LIKE pattern as a regular expression without what makes those slow."""
    parts = [".*?" if each == "%" else "." if each == "_" else re.escape(each) for each in pattern]
    shortened = re.sub(r"(?:\.\*\?)+", ".*?", "".join(parts[:_LONGEST_PATTERN]))
    return re.compile(shortened + r"\Z", re.DOTALL | (re.IGNORECASE if folds else 0))


def _literal_prefix(pattern: str) -> str:
    for at, letter in enumerate(pattern):
        if letter in "%_*?[":
            return pattern[:at]
    return pattern
