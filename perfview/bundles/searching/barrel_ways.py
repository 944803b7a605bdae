"""The two ways out of a barrel, worked out: past it, or declared free of side effects."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.scenarios.edits import BYPASS, FREE, Edit
from perfview.bundles.scenarios.sizes import Outcome, outcome
from perfview.bundles.searching.barrel_uses import fewest_uses, uses_of
from perfview.bundles.searching.barrels import Barrel, barrels
from perfview.bundles.searching.wording import short

if TYPE_CHECKING:
    from perfview.bundles.study import Study

DECLARED = 0.95
"""Of what the better way out saves: from there on the shorter one to write comes first."""

LOOKED_AT = 12
"""Barrels whose two ways out are worked out."""


@dataclass(frozen=True)
class BarrelWay:
    """The better way out of a barrel: the edit and what it brings, what the other one would;
    used: how many are used of what is passed on; most: the edit that saves most of the
    start, where not everybody tells what of it they use, else None."""

    barrel: Barrel
    edit: Edit
    outcome: Outcome
    other: Outcome
    used: int
    most: Edit | None

    @property
    def saved(self) -> int:
        """Bytes as written, of the start or of everything."""
        return gain(self.outcome)


def gain(found: Outcome) -> int:
    """What an outcome saves of the start or of everything, whichever is more, in bytes."""
    return max(found.saved_initial, found.saved_total)


def barrel_ways(study: Study) -> list[BarrelWay]:
    """The better way out of each barrel of whose importers somebody's uses are known."""
    return study.once("bundles.barrel_ways", lambda: _ways(study))


def _ways(study: Study) -> list[BarrelWay]:
    found = (_way(study, barrel) for barrel in barrels(study)[:LOOKED_AT])
    return [way for way in found if way is not None]


def left_by_barrels(study: Study, least_bytes: float) -> NDArray[np.int32]:
    """Modules that load at start no more once barrels are passed by, of those barrels for which
    that is worth so many bytes; int32."""
    leaves = [
        way.outcome.leaves
        for way in barrel_ways(study)
        if way.outcome.saved_initial >= least_bytes and way.used < len(way.barrel.passes_on)
    ]
    return np.unique(np.concatenate([np.zeros(0, np.int32), *leaves])).astype(np.int32)


def _way(study: Study, barrel: Barrel) -> BarrelWay | None:
    uses = uses_of(study, barrel)
    if not uses:
        return None
    path = short(study.name_of(barrel.module))
    row = np.array([barrel.module], np.int32)
    edits = [
        Edit(FREE, f"{path} declared free of side effects", targets=row, uses=uses),
        Edit(BYPASS, f"imports past {path}", targets=row, uses=uses),
    ]
    ways = [(outcome(study, [edit]), edit) for edit in edits]
    most = max(gain(found) for found, _ in ways)
    ways.sort(key=lambda way: gain(way[0]) < DECLARED * most)
    used = len({each for several in uses.values() for each in several})
    found, edit = ways[0]
    fewest = fewest_uses(study, barrel)
    widest = replace(edit, uses=fewest) if fewest is not None else None
    return BarrelWay(barrel, edit, found, ways[1][0], used, widest)
