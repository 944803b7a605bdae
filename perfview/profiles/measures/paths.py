"""Ways through the call tree in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.recording.table_columns import LazyTexts

if TYPE_CHECKING:
    from perfview.profiles.measures.call_tree import Shape
    from perfview.profiles.study import Study


def stack_frames(study: Study, stack: int) -> Iterator[int]:
    """The frames of a recorded stack, innermost first."""
    stacks = study.model.stacks
    while stack >= 0:
        yield int(stacks.frame[stack])
        stack = int(stacks.parent[stack])


def collapsed_path(study: Study, stack: int) -> str:
    """``main;run;parse``: the functions of a recorded stack, outermost first."""
    function = study.model.frames.function
    names = [study.name_of(int(function[frame])) for frame in stack_frames(study, stack)]
    return ";".join(reversed(names))


class Paths(LazyTexts):
    """Rows of a shape as ``main;run;parse``, made when asked for. rows int32."""

    def __init__(self, study: Study, shape: Shape, rows: NDArray[np.integer]) -> None:
        super().__init__(len(rows))
        self._study, self._shape, self._rows = study, shape, rows

    def take(self, rows: NDArray[np.integer]) -> Paths:
        """These rows of the column."""
        return Paths(self._study, self._shape, self._rows[rows])

    def texts(self, rows: slice) -> list[str]:
        """The texts of these rows."""
        return [self._path(row) for row in self._rows[rows].tolist()]

    def _path(self, row: int) -> str:
        shape, names = self._shape, []
        while row >= 0:
            names.append(self._study.name_of(int(shape.function[row]), shape))
            row = int(shape.parent[row])
        return ";".join(reversed(names))
