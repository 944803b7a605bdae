"""Script files of a build: which modules are in which, and which load later."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.model import SCRIPT

if TYPE_CHECKING:
    from perfview.bundles.study import Study


def later_scripts(study: Study) -> NDArray[np.int32]:
    """Scripts that do not load at start, int32; those of workers and of older browsers' builds are
    among them."""
    assets = study.model.assets
    of_chunks = np.zeros(len(assets), np.bool_)
    of_chunks[study.model.chunk_assets.right] = True
    rows = np.flatnonzero((assets.kind == SCRIPT) & of_chunks & ~study.weights.is_initial)
    return rows.astype(np.int32)


def scripts_at_start(study: Study) -> NDArray[np.int32]:
    """Scripts that load at start, int32."""
    assets = study.model.assets
    return np.flatnonzero((assets.kind == SCRIPT) & study.weights.is_initial).astype(np.int32)


def is_for_older(study: Study, asset: int) -> bool:
    """Whether a file belongs to a second build of the same code for older browsers."""
    return "legacy" in study.model.strings[study.model.assets.name[asset]]
