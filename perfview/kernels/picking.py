"""Values looked up by narrow indices, as they are.

NumPy widens every array of indices to int64 first: eight bytes a row that are written, read once
and thrown away, which takes longer than the looking up.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel

T = TypeVar("T", np.bool_, np.uint8, np.int32, np.int64)


@kernel(
    [
        "void(uint8[::1], uint8[::1], uint8[::1])",
        "void(uint8[::1], int32[::1], uint8[::1])",
        "void(int32[::1], int32[::1], int32[::1])",
        "void(int64[::1], int32[::1], int64[::1])",
    ]
)
def _pick(values, index, picked):  # type: ignore[no-untyped-def]
    for i in range(index.size):
        picked[i] = values[index[i]]


def pick(values: NDArray[T], index: NDArray[np.int32] | NDArray[np.uint8]) -> NDArray[T]:
    """values[index], as long as `index` (int32, or uint8 into bytes); every index must be valid.

    Negative ones count from the end, as in NumPy.
    """
    picked = np.empty(len(index), values.dtype)
    if values.dtype == np.bool_:
        _pick(values.view(np.uint8), index, picked.view(np.uint8))
    else:
        _pick(values, index, picked)
    return picked


@kernel("void(int32[::1], int32[::1], int32[::1])")
def _greatest(group, value, most):  # type: ignore[no-untyped-def]
    for i in range(group.size):
        most[group[i]] = max(most[group[i]], value[i])


def greatest_by(
    group: NDArray[np.int32], value: NDArray[np.int32], groups: int
) -> NDArray[np.int32]:
    """Per group the greatest of its rows' values, 0 where none is greater: int32 (groups)."""
    most = np.zeros(groups, np.int32)
    _greatest(group, value, most)
    return most


@kernel("void(int32[::1], boolean[::1])")
def _mark(value, marked):  # type: ignore[no-untyped-def]
    for i in range(value.size):
        if value[i] >= 0:
            marked[value[i]] = True


def which_occur(value: NDArray[np.int32], limit: int) -> NDArray[np.bool_]:
    """Which of the numbers 0..limit-1 occur at all: bool (limit); negative values are passed over.

    Every value must be below `limit`.
    """
    marked = np.zeros(limit, np.bool_)
    _mark(value, marked)
    return marked
