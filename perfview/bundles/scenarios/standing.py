"""Where the modules of a build stand: in which files of JavaScript, and what those weigh."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.measures.weighing import MAPPED, SOURCE, file_sizes
from perfview.bundles.model import SCRIPT, STYLE
from perfview.bundles.scenarios.carving import pieces

if TYPE_CHECKING:
    from perfview.bundles.study import Study


@dataclass(frozen=True)
class Standing:
    """The JavaScript of a build as it is.

    module, asset int32, bytes int64, is_initial bool (w): each module's part of each file that
    holds it (asset -1: the file is not known). initial_raw, total_raw: bytes of the files.
    one int64 (m): what one copy of a module weighs; is_initial_of, is_later_of bool (m): it stands
    in a file that loads at start, in one that loads later. unexplained int64 (a): what of a file is
    of no module.
    """

    module: NDArray[np.int32]
    asset: NDArray[np.int32]
    bytes: NDArray[np.int64]
    is_initial: NDArray[np.bool_]
    initial_raw: int
    total_raw: int
    one: NDArray[np.int64]
    is_initial_of: NDArray[np.bool_]
    is_later_of: NDArray[np.bool_]
    unexplained: NDArray[np.int64]


def standing(study: Study) -> Standing:
    """Where everything stands, worked out once a study."""
    return study.once("standing", lambda: _standing(study))


def _standing(study: Study) -> Standing:
    weights, m = study.weights, len(study.model.modules)
    script = _is_script(study)
    module, asset = weights.module[script], weights.asset[script]
    size = _with_shells(study, module, asset, weights.bytes[script])
    initial = _is_initial(study)[script]
    one = np.zeros(m, np.int64)
    np.maximum.at(one, module, size)
    raw = _raw(study, int(size[initial].sum()), int(size.sum()))
    return Standing(
        module,
        asset,
        size,
        initial,
        initial_raw=raw[0],
        total_raw=raw[1],
        one=one,
        is_initial_of=_any(module[initial], m),
        is_later_of=_any(module[~initial], m),
        unexplained=_unexplained(study, asset, size),
    )


def _with_shells(
    study: Study,
    module: NDArray[np.int32],
    asset: NDArray[np.int32],
    size: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Bytes with what the bundler puts around each module, which source maps leave out."""
    if study.weights.how != MAPPED:
        return size
    size = size.copy()
    for file, cut in pieces(study).items():
        rows = asset == file
        size[rows] = cut.bytes_of(len(study.model.modules))[module[rows]]
    return size


def _unexplained(
    study: Study, asset: NDArray[np.int32], size: NDArray[np.int64]
) -> NDArray[np.int64]:
    assets = study.model.assets
    known = asset >= 0
    held = np.bincount(asset[known], size[known], len(assets)).astype(np.int64)
    return np.where(assets.kind == SCRIPT, np.maximum(file_sizes(study) - held, 0), 0)


def _is_script(study: Study) -> NDArray[np.bool_]:
    """Which rows of the weights (w) are JavaScript."""
    weights, model = study.weights, study.model
    kinds = np.append(model.assets.kind, np.uint8(SCRIPT))
    is_style = (weights.asset < 0) & (model.modules.kind[weights.module] == STYLE)
    is_script: NDArray[np.bool_] = (kinds[weights.asset] == SCRIPT) & ~is_style
    return is_script


def _is_initial(study: Study) -> NDArray[np.bool_]:
    """Which rows of the weights (w) load at start: those of initial files, of initial chunks where
    no file is known, of modules that load at start where not even a chunk is."""
    weights = study.weights
    by_file = np.append(weights.is_initial, False)[weights.asset]
    by_chunk = np.append(study.model.chunks.is_initial, False)[weights.chunk]
    by_graph = study.loading.reached.at_start[weights.module]
    by_place = np.where(weights.chunk >= 0, by_chunk, by_graph)
    return np.where(weights.asset >= 0, by_file, by_place).astype(np.bool_)


def _raw(study: Study, initial: int, total: int) -> tuple[int, int]:
    """Bytes of the files that load at start, and of all; of the modules where files tell none."""
    sizes = file_sizes(study)
    is_told = (study.model.assets.kind == SCRIPT) & (sizes >= 0)
    if study.weights.how == SOURCE or not is_told.any():
        return initial, total
    at_start = is_told & study.weights.is_initial
    return int(sizes[at_start].sum()), int(sizes[is_told].sum())


def _any(rows: NDArray[np.int32], length: int) -> NDArray[np.bool_]:
    found = np.zeros(length, np.bool_)
    found[rows] = True
    return found
