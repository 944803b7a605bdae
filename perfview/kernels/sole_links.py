"""Rows that one link of a certain label leads to and no other link does."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel


@kernel(
    "void(int32[::1], uint32[::1], uint8[::1], uint32[::1], int32[::1], int64, int64, int32[::1])"
)
def _first_target(rows, first, kind, label, target, wanted_kind, wanted_label, found):  # type: ignore[no-untyped-def]
    for i in range(rows.size):
        found[i] = -1
        for e in range(first[rows[i]], first[rows[i] + 1]):
            if kind[e] == wanted_kind and label[e] == wanted_label:
                found[i] = target[e]
                break


def first_targets(
    rows: NDArray[np.int32],
    links: tuple[NDArray[np.uint32], NDArray[np.uint8], NDArray[np.uint32], NDArray[np.int32]],
    kind: int,
    label: int,
) -> NDArray[np.int32]:
    """Where the first link of this kind and label leads from each row, int32, -1 without one.

    links: first uint32 (n + 1), kind uint8, label uint32, target int32.
    """
    found = np.empty(len(rows), np.int32)
    _first_target(rows, *links, kind, label, found)
    return found


@kernel("void(int32[::1], uint8[::1])")
def _count_into(target, met):  # type: ignore[no-untyped-def]
    for e in range(target.size):
        # 0 is a row nobody asks for, 3 one that too many links lead to.
        seen = met[target[e]]
        if 0 < seen < 3:
            met[target[e]] = seen + 1


def met_once(rows: NDArray[np.int32], target: NDArray[np.int32], count: int) -> NDArray[np.bool_]:
    """Which of these rows (int32, of `count`) exactly one link leads to: bool, one a row."""
    met = np.zeros(count, np.uint8)
    met[rows] = 1
    _count_into(target, met)
    found: NDArray[np.bool_] = met[rows] == 2
    return found
