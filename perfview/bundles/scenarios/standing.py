"""Where the modules of a build stand: in which files of JavaScript, and what those weigh."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.model import SCRIPT, STYLE

if TYPE_CHECKING:
    from perfview.bundles.study import Study


@dataclass(frozen=True)
class Standing:
    """The JavaScript of a build as it is.

    module, asset int32, bytes int64, is_initial bool (w): each module's part of each file that
    holds it (asset -1: the file is not known). initial_raw, total_raw: bytes of the files.
    one int64 (m): what one copy of a module weighs; is_initial_of, is_later_of bool (m): it stands
    in a file that loads at start, in one that loads later.
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


def standing(study: Study) -> Standing:
    """Where everything stands, worked out once a study."""
    return study.once("standing", lambda: _standing(study))


def _standing(study: Study) -> Standing:
    weights, m = study.weights, len(study.model.modules)
    script = _is_script(study)
    module, asset, size = weights.module[script], weights.asset[script], weights.bytes[script]
    initial = _is_initial(study)[script]
    one = np.zeros(m, np.int64)
    np.maximum.at(one, module, size)
    raw = _raw(study, int(size[initial].sum()), int(size.sum()))
    return Standing(
        module, asset, size, initial, *raw, one, _any(module[initial], m), _any(module[~initial], m)
    )


def _is_script(study: Study) -> NDArray[np.bool_]:
    """Which rows of the weights (w) are JavaScript."""
    weights, model = study.weights, study.model
    kinds = np.append(model.assets.kind, SCRIPT)
    is_script: NDArray[np.bool_] = kinds[weights.asset] == SCRIPT
    return is_script & ((weights.asset >= 0) | (model.modules.kind[weights.module] != STYLE))


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
    assets = study.model.assets
    is_told = (assets.kind == SCRIPT) & (assets.bytes >= 0)
    if study.weights.how == "source" or not is_told.any():
        return initial, total
    at_start = is_told & study.weights.is_initial
    return int(assets.bytes[at_start].sum()), int(assets.bytes[is_told].sum())


def _any(rows: NDArray[np.int32], length: int) -> NDArray[np.bool_]:
    found = np.zeros(length, np.bool_)
    found[rows] = True
    return found
