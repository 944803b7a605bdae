"""Of nodes that share a key and stand below one another, the topmost: what may be added up."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.refolding import nearest_above
from perfview.kernels.stacks import nest


def outermost(
    parent: NDArray[np.int32], chosen: NDArray[np.bool_], key: NDArray[np.int32]
) -> NDArray[np.int32]:
    """The chosen nodes with no chosen node of the same key above them, int32.

    parent int32 (n), less than the own index; chosen bool (n); key int32 (n), looked at where
    chosen. Sums of their totals count nothing twice, whatever the key groups: lines, functions,
    files, packages, pairs of caller and callee.
    """
    rows = np.flatnonzero(chosen).astype(np.int32)
    number = np.full(len(chosen) + 1, -1, np.int32)
    number[rows] = np.arange(len(rows), dtype=np.int32)
    above = number[nearest_above(parent, chosen)[rows]].astype(np.int32)
    nesting, _ = nest(above, _from_zero(key[rows]))
    found: NDArray[np.int32] = rows[nesting == 1]
    return found


def _from_zero(key: NDArray[np.int32]) -> NDArray[np.int32]:
    """Keys that count from 0; close together unless they are already."""
    least = int(key.min(initial=0))
    if int(key.max(initial=0)) - least < 4 * len(key) + 4096:
        return key - np.int32(least)
    _, small = np.unique(key, return_inverse=True)
    return small.reshape(-1).astype(np.int32)
