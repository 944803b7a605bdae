"""Some groups split further: keys for their rows, the rest left as it is."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel

_U = np.uint64


@kernel("int64(int32[::1], uint8[::1], int32[::1], int32[::1], int32[::1])")
def _pick_rows(group, wanted, value, row, picked):  # type: ignore[no-untyped-def]
    count = 0
    for i in range(group.size):
        if wanted[group[i]]:
            row[count] = i
            picked[count] = value[i]
            count += 1
    return count


def pick_rows(
    group: NDArray[np.int32], wanted: NDArray[np.uint8], value: NDArray[np.int32]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The rows of the wanted groups (uint8 by group) and their values: both int32."""
    # Pages of these that no row reaches are never touched.
    row, picked = np.empty(len(group), np.int32), np.empty(len(group), np.int32)
    count = _pick_rows(group, wanted, value, row, picked)
    return row[:count], picked[:count]


class Keys(NamedTuple):
    """128-bit keys of rows, uint64 halves: group and whether it is marked; value and detail."""

    high: NDArray[np.uint64]
    low: NDArray[np.uint64]


@kernel(
    "void(int32[::1], int32[::1], uint8[::1], int64, int32[::1], int32[::1], int32[:, ::1],"
    "uint64[::1], uint64[::1])"
)
def _key_rows(row, group, marks, mark, detail, value, meaning, high, low):  # type: ignore[no-untyped-def]
    for i in range(row.size):
        r = row[i]
        marked = np.int64(marks[r] == mark)
        more = np.uint32(detail[r] + 1) if marked else np.uint32(0)
        high[i] = (_U(group[r]) << _U(1)) | _U(marked)
        low[i] = (_U(np.uint32(meaning[marked, value[i]])) << _U(32)) | _U(more)


def key_rows(
    row: NDArray[np.int32],
    group: NDArray[np.int32],
    marks: NDArray[np.uint8],
    mark: int,
    detail: NDArray[np.int32],
    value: NDArray[np.int32],
    meaning: NDArray[np.int32],
) -> Keys:
    """Keys of these rows: their group, whether they carry the mark, and what their value means.

    `value` is int32 by place in `row`; `meaning` int32 (2, values): of rows without and with the
    mark. Rows with it differ by detail (int32 from -1 on) too.
    """
    high, low = np.empty(len(row), np.uint64), np.empty(len(row), np.uint64)
    _key_rows(row, group, marks, mark, detail, value, meaning, high, low)
    return Keys(high, low)


@kernel("void(int32[::1], int32[::1], int32[::1], int32[::1])")
def _relabel(row, value, label, group):  # type: ignore[no-untyped-def]
    for i in range(row.size):
        group[row[i]] = label[value[i]]


def relabel(
    row: NDArray[np.int32],
    value: NDArray[np.int32],
    label: NDArray[np.int32],
    group: NDArray[np.int32],
) -> None:
    """Write group[row[i]] = label[value[i]] for all i; all int32."""
    _relabel(row, value, label, group)


@kernel("int64(int32[::1], int64, int32[::1], int32[::1])")
def _first_of_each(value, limit, seen, chosen):  # type: ignore[no-untyped-def]
    count = 0
    for i in range(value.size):
        v = value[i] + 1
        if seen[v] < limit:
            seen[v] += 1
            chosen[count] = i
            count += 1
    return count


def first_of_each(value: NDArray[np.int32], values: int, limit: int) -> NDArray[np.int32]:
    """The first `limit` rows of each value -1..values-1, in their order: int32."""
    chosen = np.empty(len(value), np.int32)
    count = _first_of_each(value, limit, np.zeros(values + 1, np.int32), chosen)
    return chosen[:count]
