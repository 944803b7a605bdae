"""Out of prospects that lie above and below one another those that are each worth doing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.scenarios.edits import LAZY, Edit
from perfview.bundles.searching.barrel_ways import left_by_barrels
from perfview.bundles.searching.fitness import Fitness, fitness
from perfview.bundles.searching.known_packages import LATER
from perfview.bundles.searching.prospects import Prospect, single_targets
from perfview.bundles.searching.several_targets import package_targets
from perfview.bundles.searching.wording import place_of, short

if TYPE_CHECKING:
    from perfview.bundles.study import Study

LEAST_BYTES, LEAST_SHARE = 20_000, 0.02
"""Of JavaScript at start that would wait, and of all of it: less is usually not worth a change."""

MOST_IMPORTERS, LEAST_FITNESS, MOST = 3, 0.45, 6
"""Imports to change together, what has to speak for it, and how many are usually named."""

AS_GOOD = 0.9
"""Of what a prospect promises, what those below it must promise to be named instead."""

APART = 0.5
"""Of what it would save, a prospect must save so much besides what those already chosen do."""


@dataclass(frozen=True)
class Chosen:
    """A prospect and why it is sensible."""

    prospect: Prospect
    fitness: Fitness


@dataclass(frozen=True)
class Wanted:
    """What a prospect must bring: bytes at start, at most so many importers, a fitness; and how
    many are wanted."""

    least_bytes: float
    most_importers: int
    least_fitness: float
    most: int


def usual(study: Study) -> Wanted:
    """What is wanted unless somebody says otherwise."""
    least = max(LEAST_BYTES, LEAST_SHARE * int(study.weights.at_start.sum()))
    return Wanted(least, MOST_IMPORTERS, LEAST_FITNESS, MOST)


def edit_of(study: Study, each: Chosen) -> Edit:
    """The change of the import graph."""
    prospect = each.prospect
    names = [short(study.name_of(int(row))) for row in prospect.importers]
    target = place_of(study, int(prospect.targets[0]))
    words = f"{' and '.join(names)} → {target} loaded when it is asked for"
    return Edit(LAZY, words, prospect.importers, prospect.targets)


def chosen(study: Study, wanted: Wanted) -> list[Chosen]:
    """The prospects that should save most, overlaps out, best first; computed once."""
    return study.once(f"bundles.chosen {wanted}", lambda: _chosen(study, wanted))


def _chosen(study: Study, wanted: Wanted) -> list[Chosen]:
    prospects = single_targets(study, wanted.least_bytes, wanted.most_importers)
    prospects += package_targets(study, LATER, wanted.least_bytes, wanted.most_importers)
    judged = [Chosen(each, fitness(study, each)) for each in prospects]
    judged = [each for each in judged if each.fitness.value >= wanted.least_fitness]
    start = study.weights.at_start
    judged = [each for each in judged if not _is_better_below(each, judged, start)]
    judged.sort(key=_expected, reverse=True)
    # What leaves with a barrel has its fix already.
    taken = np.zeros(len(study.model.modules), np.bool_)
    taken[left_by_barrels(study, wanted.least_bytes)] = True
    found: list[Chosen] = []
    for each in judged:
        leaves = each.prospect.leaves
        fresh = int(start[leaves[~taken[leaves]]].sum())
        if fresh >= max(APART * each.prospect.bytes, wanted.least_bytes):
            taken[leaves] = True
            found.append(each)
        if len(found) == wanted.most:
            break
    return found


def _expected(each: Chosen) -> float:
    return each.prospect.bytes * each.fitness.value


def _is_better_below(upper: Chosen, judged: Sequence[Chosen], start: NDArray[np.int64]) -> bool:
    """Whether prospects among what would leave with this one promise as much together: then less
    has to wait for it."""
    left = np.zeros(len(start), np.bool_)
    left[upper.prospect.leaves] = True
    promised = 0.0
    for each in sorted(judged, key=lambda one: -one.fitness.value):
        leaves = each.prospect.leaves
        is_below = each is not upper and len(leaves) < len(upper.prospect.leaves)
        if is_below and bool(left[leaves].all()):
            promised += int(start[leaves].sum()) * each.fitness.value
            left[leaves] = False
    return promised >= AS_GOOD * _expected(upper)
