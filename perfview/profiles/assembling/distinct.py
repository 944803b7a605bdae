"""Rows of several columns, each kept once."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import number_pairs
from perfview.profiles.model import Functions


def distinct(*columns: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Number rows by first appearance: group int32 per row, first row int32 per group.

    `columns` int32 of one length, at least one; values from -1 on.
    """
    group = np.ascontiguousarray(columns[0], np.int32)
    for column in columns[1:] or (np.zeros_like(group),):
        group, first = number_pairs(group, np.ascontiguousarray(column, np.int32))
    return group, first


def distinct_functions(
    name: NDArray[np.int32],
    file: NDArray[np.int32],
    line: NDArray[np.int32],
    column: NDArray[np.int32],
    module: NDArray[np.int32] | None = None,
    category: NDArray[np.int32] | None = None,
) -> tuple[NDArray[np.int32], Functions]:
    """Functions each once, and which one each row is, int32; all columns int32 of one length.

    What has the same name, file, line, column and module is one; its category is the first's.
    """
    none = np.full(len(name), -1, np.int32)
    module = none if module is None else module
    group, first = distinct(name, file, line, column, module)
    columns = (name, file, line, column)
    further = (module, none if category is None else category)
    taken = [np.asarray(c, np.int32)[first] for c in (*columns, *further)]
    return group, Functions(*taken)


def only_used(functions: Functions, used: NDArray[np.int32]) -> tuple[Functions, NDArray[np.int32]]:
    """The functions that `used` names, int32 indices, in their order; and `used` of those."""
    kept, number = np.unique(used, return_inverse=True)
    columns = [getattr(functions, column.name)[kept] for column in fields(functions)]
    return Functions(*columns), number.astype(np.int32)
