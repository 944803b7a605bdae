"""Who calls whom, all pairs at once: what call graphs are drawn from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import number_pairs
from perfview.kernels.stacks import nest
from perfview.profiles.measures.call_tree import CallTree


@dataclass(frozen=True)
class Edges:
    """e pairs of functions one of which calls the other, heaviest first.

    caller, callee int32, as in `Shape.function`; total float64 in the metric's unit, count int64
    samples: a stack counts once for a pair, however often the pair is in it.
    """

    caller: NDArray[np.int32]
    callee: NDArray[np.int32]
    total: NDArray[np.float64]
    count: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.caller)


def edges(tree: CallTree) -> Edges:
    """All pairs of a call tree; roots have no caller and are in none."""
    shape = tree.shape
    above = np.append(shape.function, np.int32(-1))[shape.parent]
    pair, first = number_pairs(above, shape.function)
    # Below itself a pair has been counted already: of those, the topmost node stands for all.
    nesting, _ = nest(shape.parent, pair)
    top = np.flatnonzero((nesting == 1) & (shape.parent >= 0))
    weights = tree.total[top]
    total = np.asarray(np.bincount(pair[top], weights=weights, minlength=len(first)), np.float64)
    count = np.bincount(pair[top], weights=tree.present[top], minlength=len(first))
    kept = np.flatnonzero((count > 0) | (total != 0))
    order = kept[np.argsort(-total[kept], kind="stable")]
    rows = first[order]
    return Edges(above[rows], shape.function[rows], total[order], count[order].astype(np.int64))
