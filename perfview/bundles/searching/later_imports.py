"""Imports that ask for a module later although it is there already."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.measures.loading import Edges, reach

if TYPE_CHECKING:
    from perfview.bundles.study import Study

MOST_STARTS = 200
"""Later loaded modules whose own loading is followed one by one."""


@dataclass(frozen=True)
class Needless:
    """An `import()` of what is loaded already: askers, holders int32: who asks for `module` later,
    and whose imports bring it in before. at_start: the holders load at start."""

    module: int
    askers: NDArray[np.int32]
    holders: NDArray[np.int32]
    at_start: bool


def loaded_at_start(study: Study) -> list[Needless]:
    """Modules that something asks for with `import()` and that load at start all the same."""
    edges, loading = study.loading.edges, study.loading
    start = loading.reached.at_start
    targets = np.unique(edges.target[edges.is_later & loading.reached.at_all[edges.source]])
    is_entry = np.isin(targets, loading.entries)
    return [
        _needless(edges, row, start, True) for row in targets[start[targets] & ~is_entry].tolist()
    ]


def loaded_by_all(study: Study) -> list[Needless]:
    """Modules that do not load at start, but along with every chunk that asks for them later."""
    edges, loading = study.loading.edges, study.loading
    start = loading.reached.at_start
    later = edges.is_later & loading.reached.at_all[edges.source] & ~start[edges.target]
    starts = np.unique(edges.target[later])
    along = np.unique(edges.target[~edges.is_later])
    asked = starts[np.isin(starts, along)]
    if not len(asked) or len(starts) > MOST_STARTS:
        return []
    m = len(study.model.modules)
    closures = np.stack([reach(edges, np.array([row]), m).at_start for row in starts])
    found = []
    for row in asked.tolist():
        askers = np.unique(edges.source[later & (edges.target == row)])
        outside = askers[~start[askers]]
        if len(outside) == len(askers) and _always_there(closures, starts, outside, row):
            loaded = np.asarray(closures[closures[:, outside].any(axis=1)].any(axis=0))
            found.append(_needless(edges, row, loaded, False))
    return found


def _always_there(
    closures: NDArray[np.bool_], starts: NDArray[np.int32], askers: NDArray[np.int32], module: int
) -> bool:
    """Whether each chunk that holds an asker holds the module too; the one it would load by itself
    does not say."""
    others = starts != module
    with_asker = closures[:, askers].any(axis=1) & others
    return bool(with_asker.any() and closures[with_asker, module].all())


def _needless(edges: Edges, row: int, loaded: NDArray[np.bool_], at_start: bool) -> Needless:
    of = edges.target == row
    askers = np.unique(edges.source[of & edges.is_later])
    holders = np.unique(edges.source[of & ~edges.is_later & loaded[edges.source]])
    return Needless(row, askers, holders, at_start)
