"""What folders weigh: everything in them added up. For a worker thread."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.study import Study
from perfview.ui.bundles.pictures.outline import Outline, outline_of
from perfview.ui.bundles.pictures.showing import Grouping


@dataclass(frozen=True)
class FolderSums:
    """Of the nodes of an outline (n), float64: bytes that load at start, that ship, gzip (-1 where
    it is not known), before minification; modules: how many are in it."""

    outline: Outline
    at_start: NDArray[np.float64]
    shipped: NDArray[np.float64]
    gzip: NDArray[np.float64]
    source: NDArray[np.float64]
    modules: NDArray[np.float64]


def folder_sums(study: Study) -> FolderSums:
    """The sums of all folders with modules that ship. Compresses where files are at hand."""
    outline = outline_of(study, Grouping.FOLDERS)
    weights, depth = study.weights, _depths(outline.parent)
    compressed = study.compressed
    gzip = _added(outline, depth, compressed.gzip_of_module)
    return FolderSums(
        outline,
        _added(outline, depth, weights.at_start),
        _added(outline, depth, weights.of_module),
        gzip if compressed.is_known else np.full(len(outline), -1.0),
        _added(outline, depth, np.maximum(study.model.modules.source_bytes, 0)),
        _added(outline, depth, np.ones(len(study.model.modules))),
    )


def _depths(parent: NDArray[np.int32]) -> NDArray[np.int32]:
    """How many nodes each is in, int32 (n)."""
    depth, above = np.zeros(len(parent), np.int32), parent
    while (above >= 0).any():
        depth += above >= 0
        above = np.where(above >= 0, parent[above], above)
    return depth


def _added(
    outline: Outline, depth: NDArray[np.int32], of_module: NDArray[np.int64 | np.float64]
) -> NDArray[np.float64]:
    """Values of modules (m) added up over the nodes they are in, float64 (n)."""
    found = np.zeros(len(outline))
    leaves = outline.module >= 0
    found[leaves] = of_module[outline.module[leaves]]
    for level in range(int(depth.max(initial=0)), 0, -1):
        here = depth == level
        found += np.bincount(outline.parent[here], found[here], len(outline))
    return found
