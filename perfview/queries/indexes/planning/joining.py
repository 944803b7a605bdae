"""The order in which a unit's relations are joined, and what that costs.

All left-deep orders of up to `MOST_FOR_ALL` relations are tried (Selinger et al., 1979), of more
the cheapest next one is taken from several beginnings.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from perfview.queries.indexes.planning import costs
from perfview.queries.indexes.planning.paths import NOTHING, Paths, Way
from perfview.queries.indexes.planning.relations import Link, Relation, Unit

MOST_FOR_ALL = 8
_BEGINNINGS = 2
_WIDTHS = (40.0, 40.0)


class Plan(NamedTuple):
    """startup: before the first row; total; rows; takes: numbers of indexes not there yet."""

    startup: float
    total: float
    rows: float
    takes: frozenset[int]


class _Step(NamedTuple):
    """Columns of a relation that those joined already give, the share of pairs that match, whether
    it is linked to them at all, and how often it is looked up: as often as the table that gives
    the columns has rows (PostgreSQL's get_loop_count)."""

    bound: frozenset[str]
    share: float
    is_linked: bool
    loops: float


class Joiner:
    """Joins the relations of a unit. joins: how often two things were joined so far, a measure of
    the work done."""

    def __init__(self, unit: Unit, paths: Paths) -> None:
        self._unit, self._paths = unit, paths
        self._links: list[list[tuple[int, Link]]] = [[] for _ in unit.relations]
        for link in unit.links:
            self._links[link.left].append((link.right, link))
            self._links[link.right].append((link.left, link))
        self._rows = [relation.rows for relation in unit.relations]
        self._after = self._orders()
        self._steps: dict[tuple[int, int], _Step] = {}
        self._next: dict[int, list[int]] = {}
        self._own: dict[tuple[int, frozenset[int] | None], Way] = {}
        self._probes: dict[
            tuple[int, frozenset[str], float, frozenset[int] | None], Way | None
        ] = {}
        self.joins = 0

    def _orders(self) -> list[int]:
        """By relation, those (as bits) that have to be joined before it."""
        after = [0] * len(self._unit.relations)
        for link in self._unit.links:
            right = self._unit.relations[link.right]
            if right.kind in ("left", "anti"):
                after[link.right] |= 1 << link.left
        return after

    def first(self, number: int, allowed: frozenset[int] | None) -> Plan:
        """One relation by itself."""
        relation = self._unit.relations[number]
        way = self._own_way(number, allowed)
        rows, cost = relation.rows, way.cost
        bound = self._unit.bound.get(number)
        if bound:
            rows = max(1.0, rows * self._paths.share_of(relation, bound))
        if relation.kind == "semi":
            # Each value once, as PostgreSQL's unique-ified inner side.
            cost += rows * costs.TUPLE
            rows = min([rows, *(1.0 / link.share for _, link in self._links[number])])
        return Plan(0.0, cost, rows, way.takes)

    def _own_ways(self, number: int, relation: Relation) -> list[Way]:
        bound = self._unit.bound.get(number)
        if not bound:
            return self._paths.ways(relation)
        probes = self._paths.probes(relation, bound, 1.0)
        return sorted([*probes, *self._paths.ways(relation)])

    @staticmethod
    def _cheapest(ways: list[Way], allowed: frozenset[int] | None) -> Way:
        if allowed is None:
            return ways[0]
        return next(way for way in ways if way.takes <= allowed)

    def best(self, allowed: frozenset[int] | None) -> Plan:
        """The cheapest plan of the whole unit with those indexes (None: with all)."""
        many = len(self._unit.relations)
        if many == 1:
            return self.first(0, allowed)
        starts = [each for each in range(many) if not self._after[each]] or [0]
        starts.sort(key=lambda each: self._unit.relations[each].rows)
        tried = 1 if many <= MOST_FOR_ALL else _BEGINNINGS
        plans = [self.from_start(start, allowed) for start in starts[:tried]]
        good = min(plans, key=lambda plan: plan.total)
        return self._all_orders(allowed, good) if 2 < many <= MOST_FOR_ALL else good

    def _all_orders(self, allowed: frozenset[int] | None, good: Plan) -> Plan:
        """The cheapest order of all; what costs more than a plan that is known already is not
        followed any further."""
        many = len(self._unit.relations)
        best: dict[int, Plan] = {}
        for each in range(many):
            if not self._after[each]:
                best[1 << each] = self.first(each, allowed)
        whole = (1 << many) - 1
        for joined in range(1, whole):
            plan = best.get(joined)
            if plan is None or plan.total >= good.total:
                continue
            for each in self._following(joined):
                grown = self.join(plan, joined, each, allowed)
                known = best.get(joined | 1 << each)
                if grown.total < (good.total if known is None else known.total):
                    best[joined | 1 << each] = grown
        return best.get(whole, good)

    def from_start(
        self,
        start: int,
        allowed: frozenset[int] | None,
        plan: Plan | None = None,
        keeps_order: bool = False,
    ) -> Plan:
        """From one relation on, always the cheapest next."""
        plan = plan or self.first(start, allowed)
        joined, whole = 1 << start, (1 << len(self._unit.relations)) - 1
        while joined != whole:
            options = [
                (self.join(plan, joined, each, allowed, keeps_order), each)
                for each in self._following(joined)
            ]
            plan, chosen = min(options, key=lambda option: option[0].total + option[0].rows * 0.05)
            joined |= 1 << chosen
        return plan

    def _following(self, joined: int) -> list[int]:
        """The relations that may be joined next: those linked to what is joined already, if any."""
        known = self._next.get(joined)
        if known is None:
            rest = [each for each in range(len(self._rows)) if not joined >> each & 1]
            ready = [each for each in rest if self._after[each] & joined == self._after[each]]
            near = [each for each in ready if self._step(joined, each).is_linked]
            known = self._next[joined] = near or ready or rest
        return known

    def _step(self, joined: int, number: int) -> _Step:
        """How a relation is linked to those joined already."""
        key = (joined, number)
        known = self._steps.get(key)
        if known is None:
            columns: dict[str, float] = {}
            other, is_linked, loops = 1.0, False, math.inf
            for neighbour, link in self._links[number]:
                if not joined >> neighbour & 1:
                    continue
                is_linked = True
                own = link.left_column if link.left == number else link.right_column
                if link.is_equal:
                    columns[own] = min(link.share, columns.get(own, 1.0))
                    loops = min(loops, self._rows[neighbour])
                else:
                    other *= link.share
            share = other
            for each in columns.values():
                share *= each
            known = self._steps[key] = _Step(frozenset(columns), share, is_linked, loops)
        return known

    def join(
        self,
        plan: Plan,
        joined: int,
        number: int,
        allowed: frozenset[int] | None,
        keeps_order: bool = False,
    ) -> Plan:
        """One more relation joined by what is cheapest: looked up by an index row by row, hashed,
        or gone through for each row."""
        self.joins += 1
        relation = self._unit.relations[number]
        bound, share, _, loops = self._step(joined, number)
        own_rows = self._rows[number]
        matches = own_rows * share
        rows = _joined_rows(relation, plan.rows, matches)
        own = self._own_way(number, allowed)
        output = rows * costs.TUPLE
        startup, takes = plan.startup, own.takes
        total = plan.total + own.cost + plan.rows * own_rows * costs.OPERATOR * 2 + output
        if bound:
            first, hashed = self._hashed(plan, number, own, output)
            if hashed < total and not keeps_order:
                startup, total = first, hashed
            probe = self._probe(number, bound, loops, allowed)
            if probe is not None:
                factor = 0.6 if relation.kind in ("semi", "anti") and matches > 1 else 1.0
                looked_up = plan.total + plan.rows * probe.cost * factor + output
                if looked_up < total:
                    startup, total, takes = plan.startup, looked_up, probe.takes
        return Plan(startup, total, rows, plan.takes | takes)

    def _hashed(self, plan: Plan, number: int, own: Way, output: float) -> tuple[float, float]:
        """What a hash of one side costs until its first row and in all. PostgreSQL relies on no
        order behind it, as a hash may be put down in several parts."""
        settings, own_rows = self._paths.settings, self._rows[number]
        before = plan.total + own.cost
        total = before + costs.hash_join(plan.rows, own_rows, _WIDTHS, settings) + output
        if self._unit.relations[number].kind == "inner":
            turned = before + costs.hash_join(own_rows, plan.rows, _WIDTHS, settings) + output
            if turned < total:
                return plan.total, turned
        return plan.startup + own.cost + own_rows * (costs.OPERATOR + costs.TUPLE), total

    def _own_way(self, number: int, allowed: frozenset[int] | None) -> Way:
        """The cheapest way to read a relation by itself."""
        known = self._own.get((number, allowed))
        if known is None:
            ways = self._own_ways(number, self._unit.relations[number])
            known = self._own[number, allowed] = self._cheapest(ways, allowed)
        return known

    def _probe(
        self, number: int, bound: frozenset[str], loops: float, allowed: frozenset[int] | None
    ) -> Way | None:
        """The cheapest way to look up rows of a relation by columns that are given."""
        key = (number, bound, loops, allowed)
        if key not in self._probes:
            relation = self._unit.relations[number]
            ways = self._paths.probes(relation, bound, loops) if relation.table else []
            self._probes[key] = next(
                (way for way in ways if allowed is None or way.takes <= allowed), None
            )
        return self._probes[key]


def _joined_rows(relation: Relation, before: float, matches: float) -> float:
    if relation.kind == "semi":
        return max(1.0, before * min(1.0, matches))
    if relation.kind == "anti":
        return max(1.0, before * max(0.02, 1.0 - min(1.0, matches)))
    if relation.kind == "left":
        return max(before, before * matches)
    return max(1.0, before * matches)


EMPTY = Plan(0.0, 0.0, 1.0, NOTHING)
"""The plan of a statement that reads no table."""
