"""When what has grown came up, by which snapshots it is already in."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.growth.ageing import Ageing
from perfview.heaps.growth.cutting import Grown
from perfview.heaps.study import Study
from perfview.kernels.id_lookup import places_in

STEADY = 0.2
"""Of an even growth, that an interval must have to count as one in which it grew."""


@dataclass(frozen=True)
class Births:
    """bytes: how much of it each interval between two snapshots brought, from the baseline on. The
    last has what came up after the last snapshot in between, and is left out where nothing did:
    that may have been the moment after, when all was undone. later: how many objects of each class
    (by its index) came up in the same place after the last snapshot in between."""

    bytes: tuple[int, ...]
    later: dict[int, int] = field(default_factory=dict)

    @property
    def intervals(self) -> int:
        """How many intervals there are."""
        return len(self.bytes)

    @property
    def grew_in(self) -> int:
        """In how many of them it grew, by at least a fifth of what is even."""
        even = sum(self.bytes) / max(1, self.intervals)
        return sum(each >= STEADY * even and each > 0 for each in self.bytes)


def births(study: Study, ages: Ageing, grown: Grown) -> Births:
    """When the new objects came up. With two snapshots, or three (an action and what is left of
    it), there is one interval; with more, one between any two."""
    late = _late(study, ages, grown)
    classes, counts = np.unique(study.classes.of_node[late], return_counts=True)
    later = dict(zip(classes.tolist(), counts.tolist(), strict=True))
    if len(study.between) < 2:
        return Births((grown.bytes,), later)
    ids, sizes = study.graph.nodes.id[grown.nodes], study.self_bytes[grown.nodes]
    born = np.full(len(ids), len(study.between), np.int64)
    for place in range(len(study.between) - 1, -1, -1):
        there = places_in(study.between[place].graph.nodes.id, ids) >= 0
        born[there] = place
    found = np.bincount(born, sizes, minlength=len(study.between) + 1)
    found[-1] += study.self_bytes[late].sum()
    return Births(tuple(int(each) for each in (found if found[-1] else found[:-1])), later)


def _late(study: Study, ages: Ageing, grown: Grown) -> NDArray[np.intp]:
    """What is in the last snapshot only, under the same owners."""
    owners = np.zeros(len(study.graph), np.bool_)
    owners[grown.owners] = True
    is_late = (ages.in_baseline < 0) & ~ages.is_new & owners[ages.owner]
    return np.flatnonzero(is_late & (study.self_bytes > 0))
