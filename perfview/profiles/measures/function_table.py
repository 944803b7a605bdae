"""What each function costs: itself, and with everything it calls."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.profiles.measures.call_tree import CallTree


@dataclass(frozen=True)
class FunctionTable:
    """A number per function, int32 index into the model's functions (then into `Shape.made`).

    own, total float64 (f) in the metric's unit: total counts a recursive function once a stack.
    count int64 (f): samples in which it was on top; present int64 (f): samples with it anywhere.
    """

    own: NDArray[np.float64]
    total: NDArray[np.float64]
    count: NDArray[np.int64]
    present: NDArray[np.int64]


def function_table(tree: CallTree, functions: int) -> FunctionTable:
    """Sum a call tree by function; `functions` is how many the model has."""
    shape = tree.shape
    size = functions + len(shape.made)
    own = np.asarray(np.bincount(shape.function, weights=tree.own, minlength=size), np.float64)
    count = np.bincount(shape.function, weights=tree.count, minlength=size).astype(np.int64)
    top = np.flatnonzero(shape.nesting == 1)
    key = shape.function[top]
    total = np.asarray(np.bincount(key, weights=tree.total[top], minlength=size), np.float64)
    present = np.bincount(key, weights=tree.present[top], minlength=size).astype(np.int64)
    return FunctionTable(own, total, count, present)
