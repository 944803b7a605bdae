"""Of all indexes that might help a statement, the few that are worth having."""

from __future__ import annotations

from dataclasses import dataclass

from perfview.queries.indexes.planning.paths import NOTHING, Access
from perfview.queries.indexes.planning.relations import Relation, Unit
from perfview.queries.indexes.planning.statements import StatementPlanner

LEAST_COST = 100.0
"""A statement that costs less is done in a fraction of a millisecond anyway: Dexter's minimum
(github.com/ankane/dexter)."""
LEAST_GAIN = 0.2
"""Share of a statement's cost that its new indexes have to spare it."""
WORTH_OF_ONE = 0.08
"""Each index has to spare this share of what is left, and `WORTH_OF_ALL` of what there was."""
WORTH_OF_ALL = 0.01
WORTH_OF_COVERING = 0.05
"""Columns that are only carried along have to spare more: they make every write dearer."""
MOST_FOR_ANY = 5
"""Tables of a statement up to which any shorter index is tried in the place of a longer one; of
more only those of the same columns, as each try is a search for a join order."""
_RARE = 0.05
FEW_TO_SORT = 2.0
"""Rows of one value up to which putting them in order is nothing."""
DEARER = 1.02
BIGGER = 2.5
"""How much dearer a statement and how much bigger an index may become by the columns of the order
behind it."""


@dataclass(frozen=True)
class Choice:
    """Indexes chosen for one statement, and what it costs before and after."""

    accesses: tuple[Access, ...]
    before: float
    after: float
    units: list[Unit]


class Selection:
    """Chooses among the candidates of one statement."""

    def __init__(self, planner: StatementPlanner, found: list[Access]) -> None:
        self._planner, self._found = planner, found
        self._before = planner.cost(NOTHING).cost
        tables = max((len(unit.relations) for unit in planner.units), default=0)
        self._is_small = tables <= MOST_FOR_ANY

    def choose(self) -> Choice | None:
        """The few that are worth having; None where nothing helps enough."""
        before = self._before
        if before < LEAST_COST:
            return None
        best = self._planner.cost(None)
        if not best.takes or best.cost > before * (1 - LEAST_GAIN):
            return None
        taken = self._without_needless(best.takes)
        taken = self._simpler(taken)
        taken = self._with_order(self._without_needless(taken))
        after = self._planner.cost(taken).cost
        if not taken or after > before * (1 - LEAST_GAIN):
            return None
        chosen = tuple(self._found[number] for number in sorted(taken))
        return Choice(chosen, before, after, self._planner.units)

    def _without_needless(self, taken: frozenset[int]) -> frozenset[int]:
        """Drops one after the other as long as that costs next to nothing."""
        taken &= self._planner.cost(taken).takes
        while taken:
            now = self._planner.cost(taken).cost
            options = [(self._planner.cost(taken - {each}).cost, each) for each in sorted(taken)]
            least, number = min(options)
            if least > now * (1 + WORTH_OF_ONE) and least - now > self._before * WORTH_OF_ALL:
                break
            taken -= {number}
        return taken

    def _simpler(self, taken: frozenset[int]) -> frozenset[int]:
        """Puts shorter ones in the place of longer ones that are hardly better."""
        for number in sorted(taken):
            if number not in taken:
                continue
            access = self._found[number]
            own = _weight(access)
            others = [
                other
                for other in self._found
                if other.table == access.table
                and other.number not in taken
                and _weight(other) < own
                and (self._is_small or other.columns <= access.columns)
            ]
            now = self._planner.cost(taken).cost
            for other in sorted(others, key=lambda each: (_weight(each), each.number)):
                tried = taken - {number} | {other.number}
                if self._planner.cost(tried).cost <= now + self._slack(access, other, now):
                    taken = tried
                    break
        return taken

    def _with_order(self, taken: frozenset[int]) -> frozenset[int]:
        """Goes on with the columns of ORDER BY … LIMIT behind those that are held to single values,
        where that is not dearer: the first rows are then read and no others, however many there are
        of one value. Planners foresee few, as they know averages only."""
        for unit in self._planner.units:
            if unit.limit is None or unit.order_relation < 0 or not unit.order_columns:
                continue
            relation = unit.relations[unit.order_relation]
            for number in sorted(taken):
                longer = self._ordered(relation, unit.order_columns, self._found[number])
                if longer is None:
                    continue
                tried = taken - {number} | {longer.number}
                if self._planner.cost(tried).cost <= self._planner.cost(taken).cost * DEARER:
                    taken = tried
        return taken

    def _ordered(
        self, relation: Relation, order: tuple[tuple[str, bool], ...], access: Access
    ) -> Access | None:
        """The candidate that is this one and the order behind it, if it is not much bigger and one
        value leaves more than a row or two."""
        fixed = {each.column: each.share for each in relation.filters if each.is_single}
        names = [key.column for key in access.keys]
        wanted = tuple(name for name, _ in order if name not in fixed)
        if access.table != relation.table or access.include or not wanted:
            return None
        left = relation.size.rows * access.where_share
        for name in names:
            left *= fixed.get(name, 0.0)
        if left <= FEW_TO_SORT:
            return None
        keys = (*names, *wanted)
        for other in self._found:
            if (other.table, other.where, other.include) != (access.table, access.where, ()):
                continue
            is_it = tuple(key.column for key in other.keys) == keys
            if is_it and other.pages <= access.pages * BIGGER:
                return other
        return None

    def _slack(self, access: Access, other: Access, now: float) -> float:
        if self._walks_the_order(access, other):
            return now * WORTH_OF_ONE
        carried = bool(access.include) and not other.include
        share = WORTH_OF_COVERING if carried else WORTH_OF_ALL
        return max(now * WORTH_OF_ONE if not carried else 0.0, self._before * share)

    def _walks_the_order(self, access: Access, other: Access) -> bool:
        """Whether the shorter one gives rows in order, but passes over those of other values that
        the longer one leaves out. Planners think that cheap as long as the values are spread
        evenly; where they are not, it reads most of the table."""
        first, second = access.keys[0].column, other.keys[0].column
        ordered = {
            (unit.relations[unit.order_relation].table, unit.order_columns[0][0])
            for unit in self._planner.units
            if unit.limit is not None and unit.order_columns
        }
        return (other.table, second) in ordered and first != second


def _weight(access: Access) -> float:
    """How much there is of an index: its columns, carried ones less; partial ones are smaller where
    they hold few rows, but serve one condition only."""
    weight = len(access.keys) + 0.4 * len(access.include)
    weight += sum(0.5 for key in access.keys if key.expression or key.operator_class)
    if access.where:
        weight += -0.3 if access.where_share < _RARE else 0.9
    return weight
