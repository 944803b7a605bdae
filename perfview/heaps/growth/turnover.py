"""What went away meanwhile where something came: a cache that is full grows by nothing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.growth.ageing import Ageing
from perfview.heaps.growth.cutting import Grown
from perfview.heaps.study import Study
from perfview.kernels.id_lookup import places_in
from perfview.kernels.nearest_above import nearest_above


@dataclass(frozen=True)
class Turnover:
    """Objects of the baseline that hung under a suspect's owners: gone_bytes, gone_count of those
    that are no more, kept_count of those of the same classes that stay."""

    gone_bytes: int
    gone_count: int
    kept_count: int

    @property
    def share(self) -> float:
        """Which part (0-1) of what was there has been replaced."""
        return self.gone_count / max(1, self.gone_count + self.kept_count)


@dataclass(frozen=True)
class _Departed:
    owner: NDArray[np.int32]
    is_gone: NDArray[np.bool_]


def turnover(study: Study, ages: Ageing, grown: Grown) -> Turnover:
    """What went away under the owners of what has grown, by the baseline's own dominators."""
    baseline: Study = study.baseline  # type: ignore[assignment]
    departed = study.once("departed", lambda: _departed(study))
    places = ages.in_baseline[grown.owners]
    mine = np.zeros(len(baseline.graph), np.bool_)
    mine[places[places >= 0]] = True
    under = departed.is_gone & mine[departed.owner]
    sizes = baseline.self_bytes
    gone = np.flatnonzero(under & (sizes > 0))
    return Turnover(int(sizes[gone].sum()), len(gone), _kept(study, ages, grown))


def _departed(study: Study) -> _Departed:
    baseline: Study = study.baseline  # type: ignore[assignment]
    ids = baseline.graph.nodes.id
    stays = places_in(study.graph.nodes.id, ids) >= 0
    stays[baseline.graph.root] = True
    tree = baseline.dominators
    return _Departed(nearest_above(tree.order, tree.parent, stays), ~stays)


def _kept(study: Study, ages: Ageing, grown: Grown) -> int:
    """How many old objects like the new ones still hang under the owners."""
    like = np.zeros(len(study.classes), np.bool_)
    like[study.classes.of_node[grown.nodes]] = True
    found = 0
    for owner in grown.owners[:200].tolist():
        inside = study.dominators.subtree(owner)[1:]
        old = (ages.in_baseline[inside] >= 0) & (study.self_bytes[inside] > 0)
        found += int(np.count_nonzero(old & like[study.classes.of_node[inside]]))
    return found


def still_grows(study: Study, owners: NDArray[np.int32], born: int, least: float) -> bool:
    """Whether owners held more in the last snapshot in between than in the one before, by at least
    that part (0-1) of the bytes that came up meanwhile. A full cache brings new entries in every
    round and holds no more for it: those that are left are always the youngest."""
    if len(study.between) < 2 or not born:
        return True
    ids = study.graph.nodes.id[owners]
    earlier, later = (_held(each, ids) for each in study.between[-2:])
    return later - earlier >= least * born


def _held(study: Study, ids: NDArray[np.int64]) -> int:
    places = places_in(study.graph.nodes.id, ids)
    return int(study.retained_bytes[places[places >= 0]].sum())
