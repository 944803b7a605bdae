"""Modules that never ran, by the coverage given."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.model import SCRIPT, STYLE_SHEET
from perfview.bundles.patterns.coverage import unused_by_module, unused_of
from perfview.bundles.study import Study

_NEVER = 0.95
"""A module never ran when so much of it did not: what wraps and defines it does in any case."""


def unused_modules(study: Study) -> NDArray[np.bool_] | None:
    """Which modules never ran, bool (m), of those in files that coverage was given for; None where
    no coverage tells. Worked out once for the coverage at hand."""
    given = study.furnished.coverage
    if not given:
        return None
    return study.once(f"ui.unused_modules_{hash(given)}", lambda: _unused(study))


def _unused(study: Study) -> NDArray[np.bool_]:
    weights, m = study.weights, len(study.model.modules)
    unused, whole = np.zeros(m), np.zeros(m)
    for kind in (SCRIPT, STYLE_SHEET):
        for found in unused_of(study, kind):
            for module, units in unused_by_module(study, found).items():
                unused[module] += units
            mine = weights.asset == found.asset
            whole += np.bincount(weights.module[mine], weights.bytes[mine], m)
    return (whole > 0) & (unused >= _NEVER * whole)
