"""Modules that load at start below few imports of own code: what could be loaded later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.model import DATA, JAVASCRIPT, OTHER, OWN_CODE
from perfview.bundles.searching.holding import holding

if TYPE_CHECKING:
    from perfview.bundles.study import Study

LOOKED_AT = 150
"""The heaviest candidates that are looked at one by one."""


@dataclass(frozen=True)
class Prospect:
    """Imports that would have to become lazy together.

    importers, targets int32; leaves int32: what would then load later (an estimate from the
    dominator tree, exact for one target); bytes: what of that is shipped at start.
    """

    importers: NDArray[np.int32]
    targets: NDArray[np.int32]
    leaves: NDArray[np.int32]
    bytes: int


def single_targets(study: Study, least_bytes: float, most_importers: int) -> list[Prospect]:
    """Modules held by at most so many modules of own code, the heaviest first.

    Entries, what is already asked for with `import()`, and styles are none.
    """
    held, modules = holding(study), study.model.modules
    retained = study.dominated_at_start.retained_bytes
    many = np.diff(held.first)
    foreign = np.zeros(len(modules), np.int64)
    targets = np.repeat(np.arange(len(modules)), many)
    np.add.at(foreign, targets, modules.package[held.importer] != OWN_CODE)
    fits = study.loading.reached.at_start & (many >= 1) & (many <= most_importers)
    fits &= (foreign == 0) & (retained >= least_bytes) & ~_is_spoken_for(study)
    fits &= np.isin(modules.kind, (JAVASCRIPT, DATA, OTHER))
    rows = np.flatnonzero(fits)
    rows = rows[np.argsort(-retained[rows], kind="stable")][:LOOKED_AT]
    return [
        Prospect(
            held.holders(row),
            np.array([row], np.int32),
            held.held_by(row),
            int(retained[row]),
        )
        for row in rows.tolist()
    ]


def _is_spoken_for(study: Study) -> NDArray[np.bool_]:
    """Entries, and what something already loads with `import()`."""
    edges = study.loading.edges
    found = np.zeros(len(study.model.modules), np.bool_)
    found[study.loading.entries] = True
    found[edges.target[edges.is_later]] = True
    return found
