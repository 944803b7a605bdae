"""How much of what modules export is used, where the bundler tells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from perfview.bundles.study import Study


@dataclass(frozen=True)
class ExportUse:
    """known, used int64 (m): exports of each module of which the bundler says whether they are
    used, and those that are."""

    known: NDArray[np.int64]
    used: NDArray[np.int64]

    def unused_share(self) -> NDArray[np.float64]:
        """Of the known exports those nobody uses, float64 (m), 0 where none is known."""
        share: NDArray[np.float64] = (self.known - self.used) / np.maximum(self.known, 1)
        return share


def export_use(study: Study) -> ExportUse:
    """Counted over all exports, once."""
    return study.once("bundles.export_use", lambda: _counted(study))


def _counted(study: Study) -> ExportUse:
    exports, m = study.model.exports, len(study.model.modules)
    told = exports.used >= 0
    known = np.bincount(exports.module[told], minlength=m)
    used = np.bincount(exports.module[exports.used == 1], minlength=m)
    return ExportUse(known.astype(np.int64), used.astype(np.int64))
