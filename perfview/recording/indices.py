"""Whether indices stay within their tables: asked of what readers and disks bring."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def are_long(count: int, *columns: NDArray[Any]) -> bool:
    """Whether all columns have `count` rows."""
    return all(len(column) == count for column in columns)


def are_within(index: NDArray[Any], count: int, least: int = -1) -> bool:
    """Whether all are from `least` (-1 stands for none) to below `count`."""
    return not len(index) or (int(index.min()) >= least and int(index.max()) < count)


def lead(index: NDArray[Any], count: int) -> bool:
    """Whether all lead to one of `count` rows."""
    return are_within(index, count, least=0)


def descend(parent: NDArray[np.int32]) -> bool:
    """Whether every parent stands before its children."""
    return bool((parent < np.arange(len(parent))).all()) and are_within(parent, len(parent))


def divide(first: NDArray[Any], count: int) -> bool:
    """Whether these are the ends of consecutive stretches of `count` rows."""
    return (
        len(first) > 0
        and int(first[0]) == 0
        and int(first[-1]) == count
        and bool((first[1:] >= first[:-1]).all())
    )
