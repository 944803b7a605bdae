"""What modules weigh in a minified file, by their sizes before minification."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.measures.sharing_out import shared_out
from perfview.bundles.model import ASSET, DATA, BundleModel

_MINIFIED, _DATA = 0.97, 0.8
"""How much stays of what was minified before, and of data. Recorded builds: jspdf.es.min.js 0.96,
react-dom.production.min.js 0.98; JSON in one line 1.02, indented 0.62; code 0.4 to 0.5."""

_MINIFIED_NAMES = (".min.js", ".min.mjs", ".min.cjs")


def stays(model: BundleModel) -> NDArray[np.float64]:
    """How much stays of each module when it is minified, float64 (m); 0 for code that shrinks as
    others do."""
    found = np.zeros(len(model.modules), np.float64)
    found[np.isin(model.modules.kind, (DATA, ASSET))] = _DATA
    for row, name in enumerate(model.modules.name.tolist()):
        if model.strings[name].endswith(_MINIFIED_NAMES):
            found[row] = _MINIFIED
    return found


def scaled(size: NDArray[np.int64], share: NDArray[np.float64], room: int) -> NDArray[np.int64]:
    """Sizes before minification (int64) as they are in a file of `room` bytes, together never more
    than it, int64. `share`: as of `stays`, one each."""
    if int(size.sum()) <= room:
        return size
    kept = np.floor(size * share).astype(np.int64)
    left = room - int(kept.sum())
    code = np.where(share > 0, 0, size)
    # Where nearly everything is data, they shrink like everything else.
    if left <= 0 or int(code.sum()) == 0 or left > int(code.sum()):
        return shared_out(size, room)
    return kept + shared_out(code, left)
