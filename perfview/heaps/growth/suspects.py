"""What has grown since the baseline, cause by cause: the contract that detectors and views read."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.growth.ageing import Ageing, ageing, is_comparable
from perfview.heaps.growth.births import Births, births
from perfview.heaps.growth.causes import Cause, causes
from perfview.heaps.growth.choosing import best, candidates
from perfview.heaps.growth.cutting import Cut, weighed_together
from perfview.heaps.growth.holders import Holder, holder_of
from perfview.heaps.growth.repeating import repeating_cut
from perfview.heaps.growth.turnover import Turnover, turnover
from perfview.heaps.study import Study

MOST_SUSPECTS = 24


@dataclass(frozen=True)
class ClassGrowth:
    """How many new objects of one class a suspect has: `index` into `Classes`, bytes of their
    own."""

    index: int
    name: str
    objects: int
    bytes: int


@dataclass(frozen=True)
class Suspect:
    """One cause of growth.

    owner: the old object under which most of what is new hangs; owners int32: all such objects
    that are held in the same way. nodes int32: the new objects, those next to the owner first.
    route: how the owner is held, from the root down, as ``class.property``; path int64: the same
    as edges. cut: what to let go, None where no few references hold it. turnover: what of its
    kind went away meanwhile. births: when the new objects came up, where there are several
    snapshots. net_bytes: new less gone.
    """

    owner: int
    owners: NDArray[np.int32]
    nodes: NDArray[np.int32]
    new_bytes: int
    new_count: int
    classes: tuple[ClassGrowth, ...]
    route: tuple[str, ...]
    path: NDArray[np.int64]
    cut: Cut | None
    holder: Holder
    turnover: Turnover
    births: Births

    @property
    def is_swollen(self) -> bool:
        """Whether nothing is new, but the owners themselves have become larger."""
        return int(self.nodes[0]) == self.owner

    @property
    def net_bytes(self) -> int:
        """What is new less what went away at the same place."""
        return self.new_bytes - self.turnover.gone_bytes


@dataclass(frozen=True)
class Growth:
    """Everything that is new and stays. is_new bool (n), owner int32 (n): of what is not in the
    baseline the nearest old dominator, -1 of the rest; new_count, new_bytes: all that is new;
    suspects: where it piles up, what grew most first."""

    is_new: NDArray[np.bool_]
    owner: NDArray[np.int32]
    new_count: int
    new_bytes: int
    suspects: tuple[Suspect, ...] = field(default=())


def growth(study: Study) -> Growth:
    """What has grown between `study.baseline` and the study, by way of `study.between`; nothing
    without a baseline of the same process."""
    return study.once("growth", lambda: _growth(study))


def _growth(study: Study) -> Growth:
    n = len(study.graph)
    if not is_comparable(study):
        return Growth(np.zeros(n, np.bool_), np.full(n, -1, np.int32), 0, 0)
    ages = ageing(study)
    found = [_suspect(study, ages, cause) for cause in causes(study, ages)[:MOST_SUSPECTS]]
    found = _merged(study, ages, found)
    found.sort(key=lambda each: -each.net_bytes)
    new = int(np.count_nonzero(ages.is_new))
    return Growth(
        ages.is_new, ages.owner, new, int(study.self_bytes[ages.is_new].sum()), tuple(found)
    )


def _suspect(study: Study, ages: Ageing, cause: Cause) -> Suspect:
    grown = cause.grown
    cut = repeating_cut(study, ages, grown)
    if cut is None:
        chosen = best(candidates(study, ages, grown))
        cut = chosen.cut if chosen else None
        if cut is not None and len(grown.owners) > 1:
            # What owners share is freed by none of them alone.
            cut = weighed_together(study, grown, np.unique(cut.edges), cut.edge)
    classes = _classes(study, grown.nodes)
    return Suspect(
        int(grown.owners[0]),
        grown.owners,
        grown.nodes,
        grown.bytes,
        len(grown.nodes),
        classes,
        cause.route,
        cause.path,
        cut,
        holder_of(study, cause, cut, [each.name for each in classes]),
        turnover(study, ages, grown),
        births(study, ages, grown),
    )


def _classes(study: Study, nodes: NDArray[np.int32]) -> tuple[ClassGrowth, ...]:
    """The classes of new objects, those with the most bytes first."""
    index, of = np.unique(study.classes.of_node[nodes], return_inverse=True)
    count = np.bincount(of, minlength=len(index))
    size = np.bincount(of, study.self_bytes[nodes], minlength=len(index))
    rows = zip(index.tolist(), count.tolist(), size.tolist(), strict=True)
    found = [ClassGrowth(i, study.classes.name[i], c, int(s)) for i, c, s in rows]
    return tuple(sorted(found, key=lambda each: -each.bytes))


def _merged(study: Study, ages: Ageing, found: list[Suspect]) -> list[Suspect]:
    """Suspects of which one cut frees the other are one: the larger, which comes first."""
    kept: list[Suspect] = []
    for each in found:
        if not any(_is_freed_by(each, other) for other in kept):
            kept.append(each)
    return kept


def _is_freed_by(each: Suspect, other: Suspect) -> bool:
    if each.cut is None or other.cut is None:
        return False
    return bool(np.isin(each.cut.edges, other.cut.edges).all())
