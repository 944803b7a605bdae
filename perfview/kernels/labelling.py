"""Rows labelled by their kind or, where a kind has no label of its own, by their name."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel


@kernel("void(uint8[::1], int32[::1], int32[::1], uint8[::1])")
def _mark_names(kind, name, fixed, marked):  # type: ignore[no-untyped-def]
    for i in range(kind.size):
        if fixed[kind[i]] < 0:
            marked[name[i]] = 1


def names_used(
    kind: NDArray[np.uint8], name: NDArray[np.int32], fixed: NDArray[np.int32], names: int
) -> NDArray[np.uint8]:
    """Which names rows of kinds without a label of their own have: uint8 (names), 0 or 1.

    kind uint8, name int32: one a row; fixed int32 (256): the label of each kind, -1 for none.
    """
    marked = np.zeros(names, np.uint8)
    _mark_names(kind, name, fixed, marked)
    return marked


@kernel("void(uint8[::1], int32[::1], int32[::1], int32[::1], int32[::1])")
def _label(kind, name, fixed, called, label):  # type: ignore[no-untyped-def]
    for i in range(kind.size):
        own = fixed[kind[i]]
        label[i] = own if own >= 0 else called[name[i]]


def label_rows(
    kind: NDArray[np.uint8],
    name: NDArray[np.int32],
    fixed: NDArray[np.int32],
    called: NDArray[np.int32],
) -> NDArray[np.int32]:
    """The label of each row: that of its kind, or where that is -1, `called` by its name."""
    label = np.empty(len(kind), np.int32)
    _label(kind, name, fixed, called, label)
    return label


@kernel("int64(int32[::1], int32[::1], int32[::1])")
def _renumber(label, number, met):  # type: ignore[no-untyped-def]
    count = 0
    for i in range(label.size):
        old = label[i]
        if number[old] < 0:
            number[old] = count
            met[count] = old
            count += 1
        label[i] = number[old]
    return count


def renumber(label: NDArray[np.int32], labels: int) -> NDArray[np.int32]:
    """Number the labels that occur from 0 on, in the order in which they are met; in place.

    Every label is in 0..labels-1. Returns what each number was before, int32.
    """
    met = np.empty(labels, np.int32)
    count = _renumber(label, np.full(labels, -1, np.int32), met)
    return met[:count].copy()


@kernel("void(int32[::1], int32[::1])")
def _translate(label, to):  # type: ignore[no-untyped-def]
    for i in range(label.size):
        label[i] = to[label[i]]


def translate(label: NDArray[np.int32], to: NDArray[np.int32]) -> None:
    """label = to[label], in place."""
    _translate(label, to)
