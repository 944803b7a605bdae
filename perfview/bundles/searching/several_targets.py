"""Packages that own code enters through several modules: all of those imports go together."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.measures.loading import Edges, reach
from perfview.bundles.model import OWN_CODE
from perfview.bundles.searching.prospects import Prospect

if TYPE_CHECKING:
    from perfview.bundles.study import Study

LOOKED_AT = 8
"""The heaviest such packages; each takes one walk over the graph."""


def package_targets(
    study: Study, names: Collection[str], least_bytes: float, most_importers: int
) -> list[Prospect]:
    """Of packages called one of `names`: those that own code alone brings in, through several
    modules of theirs, from at most so many of its own; the heaviest first."""
    model, start = study.model, study.weights.at_start
    package = model.modules.package
    own = package != OWN_CODE
    weight = np.bincount(package[own], start[own], len(model.packages))
    rows = [row for row in np.argsort(-weight).tolist() if weight[row] >= least_bytes / 2]
    known = [row for row in rows if model.strings[model.packages.name[row]] in names]
    found = [_prospect(study, row, most_importers) for row in known[:LOOKED_AT]]
    return [each for each in found if each is not None and each.bytes >= least_bytes]


def _prospect(study: Study, package: int, most_importers: int) -> Prospect | None:
    edges, reached = study.loading.edges, study.loading.reached.at_start
    of = study.model.modules.package
    into = ~edges.is_later & reached[edges.source] & (of[edges.target] == package)
    into &= of[edges.source] != package
    importers, targets = np.unique(edges.source[into]), np.unique(edges.target[into])
    is_own = bool((of[importers] == OWN_CODE).all())
    if not is_own or len(targets) < 2 or not 1 <= len(importers) <= most_importers:
        return None
    left = left_without(study, into)
    return Prospect(importers, targets, left, int(study.weights.at_start[left].sum()))


def left_without(study: Study, cut: NDArray[np.bool_]) -> NDArray[np.int32]:
    """What loads at start no more once these edges (bool) are gone, heaviest first, int32."""
    edges, loading = study.loading.edges, study.loading
    rest = Edges(edges.source[~cut], edges.target[~cut], edges.is_later[~cut])
    still = reach(rest, loading.entries, len(study.model.modules)).at_start
    rows = np.flatnonzero(loading.reached.at_start & ~still).astype(np.int32)
    return rows[np.argsort(-study.weights.at_start[rows], kind="stable")]
