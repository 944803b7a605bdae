"""Spans with everything they called, directly and further down."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.traces.structure import Structure


def with_all_beneath(structure: Structure, rows: NDArray[np.integer]) -> NDArray[np.int32]:
    """These spans (rows, none below another) and their descendants: int32 rows, level by level."""
    level = np.asarray(rows, np.int32)
    levels = [level]
    while len(level := children_of(structure, level)[0]):
        levels.append(level)
    return np.concatenate(levels)


def children_of(
    structure: Structure, rows: NDArray[np.integer]
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """The direct children of all these spans, and for each the index into `rows` of its parent."""
    begin = structure.child_first[rows]
    count = structure.child_first[np.asarray(rows) + 1] - begin
    owner = np.repeat(np.arange(len(rows), dtype=np.int64), count)
    place = np.arange(len(owner)) + np.repeat(begin - (np.cumsum(count) - count), count)
    return structure.child[place], owner
