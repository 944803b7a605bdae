"""The columns of texts that a heap holds more than once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from perfview.findings.quantities import number, size
from perfview.heaps.filtering.fields import RepeatedTexts
from perfview.heaps.measures.duplicate_strings import DuplicateStrings, duplicate_strings
from perfview.heaps.study import Study
from perfview.ui.heaps.naming import object_title
from perfview.ui.heaps.tables.answers import Answers
from perfview.ui.heaps.tables.group_rows import GroupRows, Groups
from perfview.ui.heaps.tables.held_column import HeldColumn
from perfview.ui.heaps.trees.columns import ObjectCells
from perfview.ui.widgets.table.columns import Column, Look
from perfview.ui.widgets.tree.node_column import NodeColumn, Paint

_LONGEST = 200


def texts_as_groups(study: Study) -> Groups:
    """Texts and the strings that have them."""
    found = duplicate_strings(study)
    columns = {"count": found.count_of, "self": found.bytes, "retained": found.retained_bytes}

    def numbers(key: str) -> NDArray[np.int64]:
        return columns.get(key, found.wasted_bytes)

    return Groups(RepeatedTexts(study), numbers, found.nodes)


class StringCells(ObjectCells):
    """Cells of texts, and of the strings under them."""

    def __init__(self, rows: GroupRows, answers: Answers) -> None:
        super().__init__(rows)
        self._groups, self._answers = rows, answers
        self._texts = rows.groups.names
        self._found: DuplicateStrings = duplicate_strings(self.study)
        self._most = max(int(self._found.wasted_bytes.max(initial=0)), 1)

    def all_columns(self) -> Sequence[Column]:
        """Text, how many, what is wasted, what most hang on, what all take."""
        found = self._found
        return (
            NodeColumn("name", "Text", self.name, look=Look(least=200, ends=True), numeric=False,
                       paint=Paint(category=self.category, tone=self.tone)),
            self._sum("count", "Count", found.count_of, number, Look(70)),
            self._wasted(),
            HeldColumn(self._groups, self._answers,
                       Look(190, tip="What most of them hang on", ends=True, spare=1)),
            self._sum("self", "All of them", found.bytes, size, Look(90, spare=2)),
        )  # fmt: skip

    def name(self, row: int) -> str:
        """The text; of one of its strings the number."""
        found = self.rows.made[row]
        if found.group >= 0:
            return " ".join(self._texts[found.group][:_LONGEST].split()) or "(blank)"
        return object_title(self.study, found.node) if found.node >= 0 else super().name(row)

    def tone(self, row: int) -> str:
        """Texts stand out, ranges recede."""
        return "text" if self.rows.made[row].group >= 0 else super().tone(row)

    def _sum(
        self,
        key: str,
        title: str,
        values: NDArray[np.int64],
        write: Callable[[int], str],
        look: Look,
    ) -> Column:
        def value(row: int) -> int:
            group = self.rows.made[row].group
            return int(values[group]) if group >= 0 else -1

        return NodeColumn(key, title, value, lambda v: write(v) if v >= 0 else "", look)

    def _wasted(self) -> Column:
        wasted = self._found.wasted_bytes

        def value(row: int) -> int:
            found = self.rows.made[row]
            if found.group >= 0:
                return int(wasted[found.group])
            return int(self.study.self_bytes[found.node]) if found.node >= 0 else -1

        return NodeColumn(
            "wasted",
            "Wasted",
            value,
            lambda v: size(v) if v >= 0 else "",
            Look(140, tip="What would be spared if each text were there once"),
            Paint(part=lambda row: value(row) / self._most),
        )
