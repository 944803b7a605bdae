"""What the bundler says of one file: which modules are in it, and how large they are there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.model import DATA, SHIPPED

if TYPE_CHECKING:
    from perfview.bundles.study import Study


@dataclass(frozen=True)
class Placed:
    """is_here bool (m): the module is in the file; where its chunk is all that is told, in any file
    of the chunk. told float64 (m): its bytes in the file as the bundler tells them, -1 for not.
    before float64 (m): its bytes before minification, -1 unknown."""

    is_here: NDArray[np.bool_]
    told: NDArray[np.float64]
    before: NDArray[np.float64]


def placed_in(study: Study, asset: int) -> Placed:
    """What is in a file, by its row in `Assets`."""
    model, m = study.model, len(study.model.modules)
    places, pairs = model.placements, model.chunk_assets
    chunks = np.zeros(len(model.chunks) + 1, np.bool_)
    chunks[pairs.left[pairs.right == asset]] = True
    inside = (places.asset == asset) | ((places.asset < 0) & chunks[places.chunk])
    module, size = places.module[inside], places.bytes[inside].astype(np.float64)
    is_here, told = np.zeros(m, np.bool_), np.full(m, -1.0)
    is_here[module] = True
    before = model.modules.source_bytes.astype(np.float64)
    if model.measured == SHIPPED:
        told[module] = size
        # Formats made of source maps place nothing that has no mappings, which is what data are.
        nowhere = model.modules.kind == DATA
        nowhere[places.module] = False
        is_here |= nowhere
    else:
        before[module] = np.where(before[module] < 0, size, before[module])
    return Placed(is_here, told, before)
