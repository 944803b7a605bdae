"""The ways of imports from an entry to a module: the shortest, the next ones, and the imports that
all of them go through.

Ways are found over the imports that hold. A module that loads at start is asked for along with
its importers all the way from an entry, so its ways leave out what loads later; of other modules
all imports count, and as few later ones as can be.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.model import LATER, URL, Imports

if TYPE_CHECKING:
    from perfview.bundles.study import Study

MOST_TRIED = 20_000
"""Partial ways looked at for one answer; in what hangs together this closely, further ways say
nothing new."""

_UNREACHED = -1
_LATER_COST = 1 << 20
"""What a later import costs against one that loads along: more than any way is long."""

_Partial = tuple[int, int, int, tuple[int, ...], tuple[int, ...]]
"""Estimate of the whole, turn, cost so far, modules from the end on, places of the imports."""


@dataclass(frozen=True)
class Way:
    """One way of imports: modules int32 (n + 1), the first an entry; imports int32 (n): rows of
    `Imports`, from each module to the next; is_later: something on it loads when asked for."""

    modules: NDArray[np.int32]
    imports: NDArray[np.int32]
    is_later: bool

    def __len__(self) -> int:
        """Imports on it; 0 for an entry itself."""
        return len(self.imports)


@dataclass(frozen=True)
class Importers:
    """The imports that hold, by target: module i is imported by source[first[i]:first[i + 1]], over
    the rows row[…] of `Imports` (int32), of each pair and kind of loading the one that stands
    first in the source; is_later bool. cost int32 (m): from the nearest entry, an import 1, a later
    one 2^20 more; -1 where nothing leads."""

    first: NDArray[np.int64]
    source: NDArray[np.int32]
    row: NDArray[np.int32]
    is_later: NDArray[np.bool_]
    cost: NDArray[np.int64]

    def of(self, module: int) -> slice:
        """The places of the imports of a module."""
        return slice(int(self.first[module]), int(self.first[module + 1]))


def importers(study: Study) -> Importers:
    """Who imports whom, and how far each module is from an entry; worked out once."""
    return study.once("importers", lambda: _importers(study))


def ways(study: Study, module: int, most: int) -> list[Way]:
    """Up to `most` different ways from an entry to a module, the shortest first; none goes through
    a module twice. What loads later is gone through only where no other way is left.

    Backwards from the module by A* (Hart, Nilsson, Raphael 1968) with the true distance from the
    entries as the estimate, so that every way that is completed is the next shortest one.
    """
    known = importers(study)
    at_start = bool(study.loading.reached.at_start[module])
    found: list[Way] = []
    for way in _shortest_first(study, known, module, at_start=at_start):
        found.append(way)
        if len(found) == most:
            break
    return found


def sole_imports(study: Study, module: int) -> NDArray[np.int32]:
    """The imports without which a module would not load at start, rows of `Imports` int32, the
    nearest to it first: of each module on the line of dominators the one import that leads into
    it from outside of what it brings in itself. Where several rows are of one pair the first."""
    parent = study.dominated_at_start.parent
    if not study.loading.reached.at_start[module]:
        return np.zeros(0, np.int32)
    entries = set(study.loading.entries.tolist())
    found: list[int] = []
    for each in _line(parent, module):
        if each not in entries and (row := _only_import(study, each)) >= 0:
            found.append(row)
    return np.array(found, np.int32)


def hops_around(
    study: Study, module: int, towards_entries: int, away: int, most: int
) -> NDArray[np.int32]:
    """The modules within so many imports of one, those that lead to it and those that it leads to,
    itself first, nearest first, at most `most` (int32). Of one distance the heaviest come first.
    """
    edges = study.loading.edges
    weight = study.weights.of_module
    found, seen = [module], {module}
    for source, target, hops in (
        (edges.target, edges.source, towards_entries),
        (edges.source, edges.target, away),
    ):
        front = np.array([module], np.int32)
        for _ in range(hops):
            reached = np.unique(target[np.isin(source, front)])
            new = np.array([each for each in reached.tolist() if each not in seen], np.int32)
            new = new[np.argsort(-weight[new], kind="stable")][: max(most - len(found), 0)]
            found += new.tolist()
            seen.update(new.tolist())
            front = new
    return np.array(found, np.int32)


def _importers(study: Study) -> Importers:
    imports, m = study.model.imports, len(study.model.modules)
    row = _one_of_each(imports)
    later = np.isin(imports.kind[row], LATER)
    source, target = imports.source[row], imports.target[row]
    first = np.zeros(m + 1, np.int64)
    first[1:] = np.cumsum(np.bincount(target, minlength=m))
    cost = _costs(source, target, later, study.loading.entries, m)
    return Importers(first, source, row.astype(np.int32), later, cost)


def _one_of_each(imports: Imports) -> NDArray[np.int64]:
    """Of each pair and kind of loading the row that stands first, by target, then source."""
    holds = imports.is_active & (imports.kind != URL) & (imports.source != imports.target)
    rows = np.flatnonzero(holds)
    later = np.isin(imports.kind[rows], LATER)
    line = np.where(imports.line[rows] > 0, imports.line[rows], np.iinfo(np.int32).max)
    rows = rows[np.lexsort((line, later, imports.source[rows], imports.target[rows]))]
    later = np.isin(imports.kind[rows], LATER)
    source, target = imports.source[rows], imports.target[rows]
    new = np.ones(len(rows), np.bool_)
    new[1:] = (source[1:] != source[:-1]) | (target[1:] != target[:-1]) | (later[1:] != later[:-1])
    return rows[new]


def _costs(
    source: NDArray[np.int32],
    target: NDArray[np.int32],
    later: NDArray[np.bool_],
    entries: NDArray[np.int32],
    modules: int,
) -> NDArray[np.int64]:
    """What the cheapest way from an entry to each module costs, int64 (m): breadth first over what
    loads along, level by level, then over one later import and on, as often as anything is
    reached."""
    cost = np.full(modules, np.iinfo(np.int64).max, np.int64)
    cost[entries] = 0
    along = ~later
    front = _spread(source[along], target[along], cost, entries.astype(np.int64))
    while len(front):
        steps = later & np.isin(source, front)
        reached = target[steps]
        offered = cost[source[steps]] + 1 + _LATER_COST
        better = offered < cost[reached]
        np.minimum.at(cost, reached[better], offered[better])
        front = _spread(source[along], target[along], cost, np.unique(reached[better]))
    cost[cost == np.iinfo(np.int64).max] = _UNREACHED
    return cost


def _spread(
    source: NDArray[np.int32],
    target: NDArray[np.int32],
    cost: NDArray[np.int64],
    start: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Lower `cost` (changed in place) along edges of cost 1 from some nodes on; returns every node
    whose cost fell, those it began with among them."""
    changed = [start]
    front = start
    while len(front):
        is_front = np.zeros(len(cost), np.bool_)
        is_front[front] = True
        steps = is_front[source]
        reached, offered = target[steps], cost[source[steps]] + 1
        better = offered < cost[reached]
        np.minimum.at(cost, reached[better], offered[better])
        front = np.unique(reached[better]).astype(np.int64)
        changed.append(front)
    return np.unique(np.concatenate(changed))


def _shortest_first(
    study: Study, known: Importers, module: int, *, at_start: bool
) -> Iterator[Way]:
    """Ways to a module, each longer than or as long as the one before."""
    if known.cost[module] < 0:
        return
    entries = set(study.loading.entries.tolist())
    number = count()
    waiting: list[_Partial] = [(int(known.cost[module]), next(number), 0, (module,), ())]
    for _ in range(MOST_TRIED):
        if not waiting:
            return
        _, _, spent, chain, places = heappop(waiting)
        if chain[-1] in entries:
            yield _way(known, chain, places)
            continue
        for place in range(*known.of(chain[-1]).indices(len(known.source))):
            source, later = int(known.source[place]), bool(known.is_later[place])
            if known.cost[source] < 0 or source in chain:
                continue
            if at_start and (later or known.cost[source] >= _LATER_COST):
                continue
            cost = spent + 1 + later * _LATER_COST
            estimate = cost + int(known.cost[source])
            entry = (estimate, next(number), cost, (*chain, source), (*places, place))
            heappush(waiting, entry)


def _way(known: Importers, chain: tuple[int, ...], places: tuple[int, ...]) -> Way:
    turned = np.array(places[::-1], np.int64)
    return Way(
        np.array(chain[::-1], np.int32),
        known.row[turned],
        bool(known.is_later[turned].any()),
    )


def _line(parent: NDArray[np.int32], module: int) -> Iterator[int]:
    """A module and its dominators, the nearest first."""
    while module >= 0:
        yield module
        module = int(parent[module])


def _only_import(study: Study, module: int) -> int:
    """The one import that makes a module load at start, a row of `Imports`; -1 where several do."""
    known, parent = importers(study), study.dominated_at_start.parent
    at_start = study.loading.reached.at_start
    found = -1
    for place in range(*known.of(module).indices(len(known.source))):
        source = int(known.source[place])
        if known.is_later[place] or not at_start[source] or module in _line(parent, source):
            continue
        if found >= 0:
            return -1
        found = int(known.row[place])
    return found
