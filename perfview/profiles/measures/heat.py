"""Samples over the parts of each second: what repeats, stutters or pauses shows as a pattern.

After Martin Spier and Brendan Gregg's FlameScope (Netflix, 2018): a column a second, a row a part
of the second, the colour how much ran.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.profiles.lens import EVERYTHING, Lens
from perfview.profiles.measures.over_time import add_up, span
from perfview.profiles.study import Study

_SECOND_NS = 1_000_000_000
_MOST_COLUMNS = 4096


@dataclass(frozen=True)
class Heat:
    """heat float64 (rows, columns) in the metric's unit: column c lasts `column_ns` from start_ns +
    c * column_ns on, row r its r-th part. Empty when the profile has no times."""

    heat: NDArray[np.float64]
    start_ns: int
    column_ns: int


def heat(study: Study, lens: Lens = EVERYTHING, rows: int = 50) -> Heat:
    """The weight of the samples of a lens by second and part of the second.

    A column is a second; recordings of less than ten have columns of a tenth, of less than one of a
    hundredth of it, so that there is a pattern to see; very long ones have longer columns.
    """
    start, end = (int(moment) for moment in span(study, lens))
    if not study.model.has_times or end <= start:
        return Heat(np.zeros((rows, 0)), start, _SECOND_NS)
    column = _SECOND_NS
    while column > _SECOND_NS // 100 and end - start < 10 * column:
        column //= 10
    while (end - start) // column >= _MOST_COLUMNS:
        column *= 10
    columns = -(-(end - start) // column)
    class_of_stack = np.minimum(study.shape_through(lens).of_stack, np.int32(0))
    found = np.zeros((columns * rows, 1))
    add_up(study, lens, class_of_stack, (start, column / rows), found)
    return Heat(np.ascontiguousarray(found.reshape(columns, rows).T), start, column)
