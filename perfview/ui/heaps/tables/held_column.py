"""The column that says what objects hang on."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.study import Study
from perfview.ui.canvas.boxes import QUIET_CATEGORY
from perfview.ui.heaps.colouring import class_categories
from perfview.ui.heaps.tables.answers import Answers
from perfview.ui.heaps.tables.group_rows import GroupRows
from perfview.ui.heaps.tables.holders import (
    ENGINE,
    commonest_holder,
    holder_of_class,
    holder_of_object,
)
from perfview.ui.widgets.table.columns import Look
from perfview.ui.widgets.tree.node_column import NodeColumn, Paint

_NOTHING = -(1 << 40)


def held_in_class(study: Study, number: int) -> str:
    """What an object (its node) hangs on, or most of a class (``~`` its index). For a worker
    thread."""
    if number >= 0:
        return holder_of_object(study, number)
    if class_categories(study)[~number] == QUIET_CATEGORY:
        return ENGINE
    return holder_of_class(study, ~number)


def held_in_group(study: Study, objects: Callable[[int], NDArray[np.int32]], number: int) -> str:
    """What an object (its node) hangs on, or most of a group (``~`` its index). For a worker
    thread."""
    if number >= 0:
        return holder_of_object(study, number)
    return commonest_holder(study, objects(~number))


class HeldColumn(NodeColumn):
    """``EventBus.listeners``, found out by `answers` from a node or ``~`` a group's index."""

    def __init__(self, rows: GroupRows, answers: Answers, look: Look) -> None:
        self._rows, self._answers = rows, answers
        paint = Paint(tone=lambda row: "text3" if self.text(row) == ENGINE else "text2")
        super().__init__("held_by", "Kept by", self._now, look=look, paint=paint, numeric=False)

    def text(self, row: int) -> str:
        """What is known by now."""
        number = self._number(row)
        return "" if number == _NOTHING else self._answers.text(number)

    def _now(self, row: int) -> str:
        number = self._number(row)
        return "" if number == _NOTHING else self._answers.find_now(number)

    def _number(self, row: int) -> int:
        found = self._rows.made[row]
        if found.group >= 0:
            return ~found.group
        return found.node if found.node >= 0 else _NOTHING
