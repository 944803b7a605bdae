"""The time a span spends itself, while none of its children runs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.intervals import uncovered_by_children
from perfview.traces.model import TraceModel
from perfview.traces.structure import Structure


def self_times(model: TraceModel, structure: Structure) -> NDArray[np.int64]:
    """Per span: duration minus the union of its children within it, int64 ns (n)."""
    return uncovered_by_children(
        structure.child_first, structure.child, model.start_ns, model.duration_ns
    )
