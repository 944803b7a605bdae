"""Ways to read one relation, with the indexes that are there and those that might be."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from perfview.queries.indexes.estimating.selectivity import Selectivities
from perfview.queries.indexes.estimating.sizes import Sizes
from perfview.queries.indexes.planning import costs
from perfview.queries.indexes.planning.costs import Reach, Settings
from perfview.queries.indexes.planning.relations import Filter, Relation
from perfview.queries.schema.model import IndexColumn

_SEVERAL_COLUMNS = 0.75
"""Of the first column's correlation what is left with several (btcostestimate)."""
_MOST_FOR_TWO = 4
_CAST = re.compile(r"::[a-z_][a-z0-9_. ]*(?:\(\d+(?:,\d+)?\))?(?:\[\])?")
_AND = re.compile(r"\s+and\s+", re.I)


@dataclass(frozen=True)
class Access:
    """An index that may be used. number: -1 for one that is there; pages; where: condition of a
    partial one as SQL, and the share of rows that meets it; is_unique."""

    number: int
    table: str
    keys: tuple[IndexColumn, ...]
    include: tuple[str, ...] = ()
    pages: float = 1.0
    where: str = ""
    where_column: str = ""
    where_share: float = 1.0
    is_unique: bool = False

    @cached_property
    def columns(self) -> frozenset[str]:
        """All columns it holds."""
        return frozenset(key.column for key in self.keys if key.column) | frozenset(self.include)


class Way(NamedTuple):
    """A way to read a relation once: what it costs, the indexes it takes (numbers of those that are
    not there yet)."""

    cost: float
    takes: frozenset[int]


NOTHING: frozenset[int] = frozenset()


class Paths:
    """Ways to read a relation of a unit; everything is reckoned once and kept."""

    def __init__(
        self, sizes: Sizes, shares: Selectivities, settings: Settings, accesses: list[Access]
    ) -> None:
        self._sizes, self._shares, self.settings = sizes, shares, settings
        self._by_table: dict[str, list[Access]] = {}
        for access in accesses:
            self._by_table.setdefault(access.table, []).append(access)
        self._ways: dict[int, list[Way]] = {}
        self._probes: dict[tuple[int, frozenset[str], float], list[Way]] = {}

    def accesses(self, relation: Relation) -> list[Access]:
        """Indexes of the relation's table that it meets the condition of."""
        found = self._by_table.get(relation.table, [])
        return [each for each in found if not each.where or met_by(relation, each) is not None]

    def ways(self, relation: Relation) -> list[Way]:
        """Ways to read it by itself, the cheapest first; ends with reading all of it."""
        known = self._ways.get(id(relation))
        if known is None:
            known = self._ways[id(relation)] = sorted(self._all_ways(relation))
        return known

    def _all_ways(self, relation: Relation) -> list[Way]:
        size, conditions = relation.size, relation.conditions
        whole = Way(costs.sequential(size.pages, size.rows, conditions), NOTHING)
        if not relation.table:
            return [whole]
        found = [whole]
        parts: list[tuple[float, float, frozenset[str], frozenset[int]]] = []
        for access in self.accesses(relation):
            reach = self.reach(relation, access, {})
            if reach is None:
                continue
            takes = frozenset({access.number}) - {-1}
            rows, pages = size.rows, size.pages
            found.append(
                Way(costs.index_scan(reach, self.settings, rows, pages, conditions, 1), takes)
            )
            if reach.bounds and not reach.is_only:
                part = costs.index_part(reach, self.settings, 1)
                cost = costs.bitmap_heap(part, reach.left, self.settings, rows, pages, conditions)
                found.append(Way(cost, takes))
                if len(access.keys) == 1:
                    parts.append((part, reach.left, access.columns, takes))
        found += self._two_at_once(relation, parts)
        found += self._choice_ways(relation)
        return found

    def _two_at_once(
        self,
        relation: Relation,
        parts: list[tuple[float, float, frozenset[str], frozenset[int]]],
    ) -> list[Way]:
        """Bitmaps of two indexes taken together (BitmapAnd)."""
        size, found = relation.size, []
        best = sorted(parts, key=lambda part: part[1])[:_MOST_FOR_TWO]
        for at, one in enumerate(best):
            for other in best[at + 1 :]:
                if one[2] == other[2]:
                    continue
                left, part = one[1] * other[1], one[0] + other[0]
                cost = costs.bitmap_heap(
                    part, left, self.settings, size.rows, size.pages, relation.conditions
                )
                found.append(Way(cost, one[3] | other[3]))
        return found

    def _choice_ways(self, relation: Relation) -> list[Way]:
        """Bitmaps of an index for each branch of an OR put together (BitmapOr), with those that are
        there and with the best ones."""
        found = []
        for share, branches in relation.choices:
            for only_there in (True, False):
                chosen = [self._branch(relation, branch, only_there) for branch in branches]
                if any(each is None for each in chosen):
                    continue
                cost = sum(each.cost for each in chosen if each is not None)
                takes = frozenset().union(*(each.takes for each in chosen if each is not None))
                size = relation.size
                cost = costs.bitmap_heap(
                    cost, share, self.settings, size.rows, size.pages, relation.conditions
                )
                found.append(Way(cost, takes))
        return found

    def _branch(
        self, relation: Relation, branch: tuple[Filter, ...], only_there: bool
    ) -> Way | None:
        best: Way | None = None
        for access in self.accesses(relation):
            if only_there and access.number >= 0:
                continue
            reach = self._reach(relation, access, {}, branch)
            if reach is None or not reach.bounds:
                continue
            way = Way(costs.index_part(reach, self.settings, 1), frozenset({access.number}) - {-1})
            size = len(access.keys) + len(access.include)
            if best is None or way.cost * (1 + 0.05 * size) < best.cost:
                best = way
        return best

    def probes(self, relation: Relation, bound: frozenset[str], loops: float) -> list[Way]:
        """Ways to look up rows by values of `bound` columns, a loop, the cheapest first; none where
        no index serves."""
        key = (id(relation), bound, loops)
        known = self._probes.get(key)
        if known is None:
            known = self._probes[key] = sorted(self._all_probes(relation, bound, loops))
        return known

    def share_of(self, relation: Relation, bound: frozenset[str]) -> float:
        """Share of a table's rows that one value of each of those columns leaves."""
        share = 1.0
        for column in bound:
            share /= self._shares.distinct(relation.table, column)
        return share

    def _all_probes(self, relation: Relation, bound: frozenset[str], loops: float) -> list[Way]:
        size, found = relation.size, []
        given = {
            column: 1.0 / self._shares.distinct(relation.table, column)
            for column in bound
            if column
        }
        for access in self.accesses(relation):
            if not any(key.column in given for key in access.keys):
                continue
            reach = self.reach(relation, access, given)
            if reach is None or not reach.bounds:
                continue
            conditions = relation.conditions + len(given)
            cost = costs.index_scan(
                reach, self.settings, size.rows, size.pages, conditions, max(1.0, loops)
            )
            found.append(Way(cost, frozenset({access.number}) - {-1}))
        return found

    def reach(self, relation: Relation, access: Access, given: dict[str, float]) -> Reach | None:
        """How an index serves a relation of which some columns are given, each leaving a share of
        the rows; None where it serves nothing and holds not all that is needed."""
        return self._reach(relation, access, given, relation.filters)

    def _reach(
        self,
        relation: Relation,
        access: Access,
        given: dict[str, float],
        filters: tuple[Filter, ...],
    ) -> Reach | None:
        entries = left = 1.0
        bounds, scans, is_open = 0, 1, True
        for key in access.keys:
            share, is_equal, values = self._served(relation, key, given, filters)
            if share is None:
                is_open = False
                continue
            bounds += 1
            left *= share
            if is_open:
                entries *= share
                scans *= values
                is_open = is_equal
            if access.is_unique and len(access.keys) == 1 and is_equal and values == 1:
                entries = left = 1.0 / relation.size.rows
        needed, where_share = relation.needed, access.where_share
        if access.where:
            met = met_by(relation, access) or ()
            spared = {each.column for each in met} & relation.named_once
            needed = needed - spared if needed is not None else None
            if access.number < 0:
                told = [each.predicate for each in met]
                where_share = self._shares.several(relation.table, told) if told else 1.0
        is_only = needed is not None and bool(access.columns) and needed <= access.columns
        if (not bounds or entries >= 1.0) and not is_only:
            return None
        correlation = self._shares.correlation(relation.table, access.keys[0].column)
        correlation *= _SEVERAL_COLUMNS if len(access.keys) > 1 else 1.0
        rows = max(1.0, relation.size.rows * where_share)
        return Reach(
            entries, left * where_share, bounds, min(scans, 1000), is_only, correlation,
            rows, min(access.pages, rows), 1.0 - relation.size.visible,
        )  # fmt: skip

    def _served(
        self,
        relation: Relation,
        key: IndexColumn,
        given: dict[str, float],
        filters: tuple[Filter, ...],
    ) -> tuple[float | None, bool, int]:
        """Share of rows that conditions on an index's column leave, whether to single values, and
        to how many."""
        if key.column in given and key.column:
            return given[key.column], True, 1
        share: float | None = None
        ranges = []
        for each in filters:
            if not _is_of(each, key):
                continue
            if each.is_equal:
                return each.share, True, each.values
            ranges.append(each.predicate)
        if ranges:
            share = self._shares.several(relation.table, ranges)
        return share, False, 1


def _is_of(each: Filter, key: IndexColumn) -> bool:
    if each.is_prefix and not key.operator_class.endswith("pattern_ops"):
        return False
    if key.operator_class.endswith("pattern_ops") and not (each.is_prefix or each.is_equal):
        return False
    if key.column:
        return each.column == key.column
    return bool(each.expression) and same_expression(each.expression, key.expression)


def same_expression(one: str, other: str) -> bool:
    """Whether two expressions are written alike but for case, spaces, brackets and casts."""
    return _plain(one) == _plain(other)


def _plain(text: str) -> str:
    lower = _CAST.sub("", text.lower())
    return "".join(letter for letter in lower if letter not in " ()\"'")


def met_by(relation: Relation, access: Access) -> list[Filter] | None:
    """The conditions of a relation that a partial index is made for; None where they do not make
    sure of all of its own. Any on a column makes sure that it is not NULL (PostgreSQL's
    predtest.c), and is not counted."""
    found = []
    for term in _AND.split(access.where):
        met = next((each for each in relation.filters if _meets(each, term)), None)
        if met is not None:
            found.append(met)
        elif not any(_is_not_null(each, term) for each in relation.filters):
            return None
    return found


def _meets(each: Filter, term: str) -> bool:
    return bool(each.column) and same_expression(condition_text(each), term)


def _is_not_null(each: Filter, term: str) -> bool:
    is_null = not each.column or each.predicate.operator == "is null"
    return not is_null and same_expression(f"{each.column} IS NOT NULL", term)


def condition_text(each: Filter) -> str:
    """A condition as SQL for a partial index."""
    value = each.predicate.values[0] if each.predicate.values else ""
    operator = each.predicate.operator
    if operator in ("is null", "is not null"):
        return f"{each.column} {operator.upper()}"
    if value in ("true", "false"):
        return each.column if value == "true" else f"NOT {each.column}"
    return f"{each.column} = '{value}'"
