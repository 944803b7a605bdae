"""Numbers of groups, as cells of trees in which groups unfold into objects."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from perfview.findings.quantities import ABSENT
from perfview.ui.heaps.trees.rows import ObjectRows


def group_number(rows: ObjectRows, values: NDArray[np.int64]) -> Callable[[int], int | None]:
    """The number of a row's group, None for objects and ranges."""

    def number(row: int) -> int | None:
        group = rows.made[row].group
        return int(values[group]) if group >= 0 else None

    return number


def or_absent(write: Callable[[int], str]) -> Callable[[int | None], str]:
    """A number written down; absent for none at all, nothing where there is no number."""
    return lambda number: "" if number is None else write(number) if number else ABSENT
