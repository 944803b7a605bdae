"""What boxes of a heap look like beside their colour: new, there before, found."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.comparing.snapshots import snapshot_diff
from perfview.heaps.study import Study
from perfview.kernels import raster
from perfview.kernels.preorders import subtree_sums
from perfview.ui.heaps.icicle.fold import REST, Fold

_MOSTLY = 0.5
"""A box is drawn as new when at least this part of its bytes is."""


def is_new(study: Study) -> NDArray[np.bool_]:
    """Which objects were not there in the baseline, bool (n), as the comparison counts them. Raises
    ValueError without one."""
    return snapshot_diff(study).is_new


def tells_new(study: Study) -> bool:
    """Whether objects can be told from those of a baseline: there is one, of the same process."""
    return study.baseline is not None and snapshot_diff(study).is_same_process


def new_bytes(study: Study) -> NDArray[np.int64]:
    """How much of what each object keeps alive is new, int64 (n)."""
    return study.once("ui.new_bytes", lambda: kept_of(study, is_new(study)))


def kept_of(study: Study, counts: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The bytes that each object keeps alive of those that count, int64 (n); counts bool (n)."""
    tree = study.dominators
    return subtree_sums(tree.parent, tree.order, np.where(counts, study.self_bytes, 0))


def states_of(
    fold: Fold, *, compares: bool, found: NDArray[np.bool_] | None = None
) -> NDArray[np.uint8]:
    """The state of each box, uint8 (g). `compares`: with a baseline, so that what is new stands out
    against the rest; found bool (g): boxes that were searched for."""
    state = np.full(len(fold), raster.NORMAL, np.uint8)
    if compares:
        is_new = (fold.fresh >= _MOSTLY * fold.weight) & (fold.fresh > 0)
        state[:] = np.where(is_new, raster.STRIPED, raster.DIM)
    state[(fold.kind == REST) & (state == raster.NORMAL)] = raster.QUIET
    if found is not None:
        state[found & (fold.kind != REST)] = raster.HIT
    return state
