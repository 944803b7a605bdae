"""What a whole statement costs with some indexes: its units, their order, groups and limits."""

from __future__ import annotations

from typing import NamedTuple

from perfview.queries.indexes.estimating.selectivity import Selectivities
from perfview.queries.indexes.planning import costs
from perfview.queries.indexes.planning.joining import Joiner, Plan
from perfview.queries.indexes.planning.paths import NOTHING, Access, Paths
from perfview.queries.indexes.planning.relations import Relation, Unit

_WIDTH = 60.0
_GROUPS_UNKNOWN = 200.0


class Cost(NamedTuple):
    """cost of one run; takes: numbers of the indexes that are used and not there yet."""

    cost: float
    takes: frozenset[int]


class StatementPlanner:
    """Plans the units of one statement with any set of indexes."""

    def __init__(self, units: list[Unit], paths: Paths, shares: Selectivities) -> None:
        self.units, self._paths, self._shares = units, paths, shares
        self._joiners = [Joiner(unit, paths) for unit in units]
        self._known: dict[frozenset[int] | None, Cost] = {}
        self._own = frozenset(
            access.number
            for unit in units
            for relation in unit.relations
            for access in paths.accesses(relation)
            if access.number >= 0
        )

    @property
    def joins(self) -> int:
        """How often tables were joined so far."""
        return sum(joiner.joins for joiner in self._joiners)

    def cost(self, allowed: frozenset[int] | None) -> Cost:
        """What the statement costs with those indexes beside the ones that are there (None: with
        all that might be)."""
        if allowed is not None:
            allowed &= self._own
        known = self._known.get(allowed)
        if known is None:
            known = self._known[allowed] = self._told(allowed) or self._cost(allowed)
        return known

    def _told(self, allowed: frozenset[int] | None) -> Cost | None:
        """What is known for more indexes, where all that are used then are among these, too."""
        if allowed is None:
            return None
        for more, known in self._known.items():
            if known.takes <= allowed and (more is None or allowed <= more):
                return known
        return None

    def _cost(self, allowed: frozenset[int] | None) -> Cost:
        total, takes, rows = 0.0, NOTHING, dict[int, float]()
        for unit, joiner in zip(self.units, self._joiners, strict=True):
            plan = self._finished(unit, joiner, allowed)
            runs = min(rows.get(unit.outer, 1.0), 1e6) if unit.outer >= 0 else 1.0
            joined = (
                joiner.best(allowed).rows if unit.is_aggregate and unit.relations else plan.rows
            )
            rows[unit.block] = joined * runs
            total += plan.total * runs
            takes |= plan.takes
        return Cost(total, takes)

    def _finished(self, unit: Unit, joiner: Joiner, allowed: frozenset[int] | None) -> Plan:
        """A unit's plan with what its order, groups and limit ask, the cheapest of those that sort
        and those that read in order."""
        if not unit.relations:
            return Plan(0.0, 0.0, 1.0, NOTHING)
        best = joiner.best(allowed)
        plain = self._ended(unit, best, is_ordered=False)
        for number in [unit.order_relation] if unit.order_relation >= 0 else []:
            for access in self._paths.accesses(unit.relations[number]):
                if allowed is not None and not {access.number} - {-1} <= allowed:
                    continue
                ordered = self._in_order(unit, joiner, access, allowed, best.rows)
                if ordered is not None and ordered.total < plain.total:
                    plain = ordered
        return plain

    def _ended(self, unit: Unit, plan: Plan, is_ordered: bool) -> Plan:
        rows, total, startup = plan.rows, plan.total, plan.startup
        if unit.extremes:
            return Plan(total, total + rows * costs.OPERATOR * unit.extremes, 1.0, plan.takes)
        if unit.is_aggregate:
            groups = self._groups(unit, rows)
            total += rows * costs.OPERATOR * max(1, len(unit.groups)) + groups * costs.TUPLE
            rows, startup = groups, total
        if unit.is_sorted and not is_ordered:
            total += costs.sort(rows, _WIDTH, self._paths.settings, unit.limit)
            startup = total
        if unit.limit is not None and unit.limit < rows:
            if is_ordered and unit.relations[unit.order_relation].is_guessed:
                return Plan(startup, total, float(unit.limit), plan.takes)
            total = startup + (total - startup) * unit.limit / rows
            rows = float(unit.limit)
        return Plan(startup, total, rows, plan.takes)

    def _groups(self, unit: Unit, rows: float) -> float:
        if not unit.groups:
            return 1.0 if unit.is_aggregate else rows
        count = 1.0
        for number, column in unit.groups:
            table = unit.relations[number].table
            count *= self._shares.distinct(table, column) if table else _GROUPS_UNKNOWN
        return min(rows, count)

    def _in_order(
        self,
        unit: Unit,
        joiner: Joiner,
        access: Access,
        allowed: frozenset[int] | None,
        rows: float,
    ) -> Plan | None:
        """The unit read in the order that an index gives; None where it does not give it."""
        relation = unit.relations[unit.order_relation]
        given = order_given(relation, access, unit.order_columns)
        if given == 0:
            return None
        reach = self._paths.reach(relation, access, {})
        size = relation.size
        if reach is None:
            needed = relation.needed
            is_only = needed is not None and needed <= access.columns
            correlation = self._shares.correlation(relation.table, access.keys[0].column)
            reach = costs.Reach(
                1.0, access.where_share, 0, 1, is_only, correlation,
                max(1.0, size.rows * access.where_share), access.pages, 1.0 - size.visible,
            )  # fmt: skip
        settings = self._paths.settings
        cost = costs.index_scan(reach, settings, size.rows, size.pages, relation.conditions, 1)
        takes = frozenset({access.number}) - {-1}
        start = Plan(costs.descent(reach.rows, reach.pages), cost, relation.rows, takes)
        if unit.extremes:
            one = start.startup * 4 + cost / max(1.0, relation.rows)
            return Plan(one, one * unit.extremes, 1.0, takes)
        number = unit.order_relation
        plan = joiner.from_start(number, allowed, start, keeps_order=True)
        plan = plan._replace(rows=rows)
        if given < len(unit.order):
            plan = self._sorted_rest(unit, plan)
        return self._ended(unit, plan, is_ordered=True)

    def _sorted_rest(self, unit: Unit, plan: Plan) -> Plan:
        """Rows of one value of the first column put in order among themselves: PostgreSQL's
        incremental sort, reckoned with groups half as big again (cost_incremental_sort)."""
        relation = unit.relations[unit.order_relation]
        first = unit.order_columns[0][0]
        groups = min(plan.rows, self._shares.distinct(relation.table, first))
        each = max(1.0, plan.rows / max(1.0, groups))
        more = groups * (costs.sort(1.5 * each, _WIDTH, self._paths.settings) + costs.TUPLE)
        share = min(1.0, 1.5 * each / max(1.0, plan.rows))
        return plan._replace(total=plan.total + more, startup=plan.startup + plan.total * share)


def order_given(relation: Relation, access: Access, wanted: tuple[tuple[str, bool], ...]) -> int:
    """How many of the wanted columns (name, is descending) an index gives in order, its columns
    that are held to one value left out; forwards or backwards."""
    fixed = {each.column for each in relation.filters if each.is_equal and each.values == 1}
    wanted = tuple(each for each in wanted if each[0] not in fixed)
    given, turned = 0, None
    for key in access.keys:
        if given >= len(wanted):
            break
        if key.column in fixed and key.column:
            continue
        name, is_descending = wanted[given]
        if key.column != name or key.operator_class:
            break
        if turned is None:
            turned = key.is_descending != is_descending
        if (key.is_descending != is_descending) != turned:
            break
        given += 1
    if access.is_unique and given and len(access.keys) == 1:
        return 1000
    return given
