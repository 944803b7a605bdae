"""What happens to a column's numbers when it comes behind that of another recording."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int32]
"""Indices, -1 for none."""


def renumbered(column: Ids, ids: Ids) -> Ids:
    """The column with other ids; -1 stays."""
    result: Ids = np.append(ids, np.int32(-1))[column]
    return result


def shifted(column: Ids, by: int) -> Ids:
    """The column counted on from `by`; -1 stays."""
    result: Ids = np.where(column >= 0, column + np.int32(by), column).astype(np.int32)
    return result


def before(counts: list[int]) -> list[int]:
    """How many there are before each: running sums, the first 0."""
    return [0, *np.cumsum(counts).tolist()][:-1]


def moved(references: NDArray[np.uint64], by: int) -> NDArray[np.uint64]:
    """References to the same bytes further on in a stream; 0, none, stays."""
    return np.where(references == 0, references, references + np.uint64(by))
