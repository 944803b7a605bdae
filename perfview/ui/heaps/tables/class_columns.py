"""The columns of classes and of the objects that stand under them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from perfview.findings.quantities import change_of, number, size
from perfview.ui.canvas.boxes import QUIET_CATEGORY
from perfview.ui.heaps.colouring import class_categories
from perfview.ui.heaps.naming import NAMELESS, object_title
from perfview.ui.heaps.tables.answers import Answers
from perfview.ui.heaps.tables.group_numbers import group_number, or_absent
from perfview.ui.heaps.tables.group_rows import ClassNumbers, GroupRows
from perfview.ui.heaps.tables.held_column import HeldColumn
from perfview.ui.heaps.trees.columns import ObjectCells
from perfview.ui.widgets.table.columns import Column, Look
from perfview.ui.widgets.tree.node_column import NodeColumn, Paint


class ClassCells(ObjectCells):
    """Cells of rows that are classes, their objects, or ranges of either."""

    def __init__(self, rows: GroupRows, numbers: ClassNumbers, answers: Answers) -> None:
        super().__init__(rows)
        self._groups, self._answers = rows, answers
        self.numbers = numbers
        self._categories = class_categories(self.study)
        self._most = max(int(self.numbers.retained_bytes.max(initial=0)), 1)

    def all_columns(self) -> Sequence[Column]:
        """Name, how many, since the baseline, kept alive, over snapshots, held by, itself,
        distance; those about other snapshots where there are any."""
        made: list[Column] = [
            NodeColumn(
                "name",
                "Class or shape",
                self.name,
                look=Look(least=150, ends=True),
                paint=Paint(category=self.category, tone=self.tone),
                numeric=False,
            ),
            NodeColumn("count", "Count", self._count, _number, Look(60)),
        ]
        more, bigger = self._since() if self.numbers.since is not None else ([], [])
        made += [*more, self._retained()]
        if self.numbers.over_time:
            made.append(self._over_time())
        look = Look(124, tip="What most of them hang on", ends=True, spare=3)
        held = HeldColumn(self._groups, self._answers, look)
        return (*made, held, self.self_column(spare=4), *bigger, self.distance_column(spare=6))

    # Cells

    def name(self, row: int) -> str:
        """A class's name, an object's with its number."""
        found = self.rows.made[row]
        if found.group >= 0:
            return self.study.classes.name[found.group] or NAMELESS
        return object_title(self.study, found.node) if found.node >= 0 else super().name(row)

    def category(self, row: int) -> int | None:
        """The colour of the kind."""
        group = self.rows.made[row].group
        return int(self._categories[group]) if group >= 0 else super().category(row)

    def tone(self, row: int) -> str:
        """The engine's own recedes."""
        group = self.rows.made[row].group
        if group >= 0:
            return "text3" if self._categories[group] == QUIET_CATEGORY else "text"
        return super().tone(row)

    def self_bytes(self, row: int) -> int:
        """Of a class's objects together, of an object."""
        group = self.rows.made[row].group
        return int(self.numbers.self_bytes[group]) if group >= 0 else super().self_bytes(row)

    def retained_bytes(self, row: int) -> int:
        """Of a class, of an object."""
        group = self.rows.made[row].group
        return (
            int(self.numbers.retained_bytes[group]) if group >= 0 else super().retained_bytes(row)
        )

    def distance(self, row: int) -> int:
        """The least of a class, an object's."""
        group = self.rows.made[row].group
        return int(self.numbers.distance[group]) if group >= 0 else super().distance(row)

    def _count(self, row: int) -> int:
        group = self.rows.made[row].group
        return int(self.numbers.count[group]) if group >= 0 else -1

    # Columns of their own

    def _retained(self) -> Column:
        return NodeColumn(
            "retained",
            "Kept alive",
            self.retained_bytes,
            lambda value: size(value) if value >= 0 else "",
            Look(112, tip="What would be freed with all of them"),
            Paint(
                part=lambda row: self.retained_bytes(row) / self._most,
                bar_tone=self._tone_of_growth,
            ),
        )

    def _since(self) -> tuple[list[Column], list[Column]]:
        """How many more there are, and how much more they take: columns for either place."""
        since = self.numbers.since
        assert since is not None
        tip = "Compared with the earlier snapshot: how many more there are"
        count = self._change(
            "since_count", "Since then", since.count, _signed, Look(76, tip=tip, spare=1)
        )
        size_tip = "Compared with the earlier snapshot: how much more they take themselves"
        bytes_ = self._change(
            "since_bytes", "Size since", since.bytes, _more, Look(86, tip=size_tip, spare=5)
        )
        return [count], [bytes_]

    def _change(
        self,
        key: str,
        title: str,
        values: NDArray[np.int64],
        write: Callable[[int], str],
        look: Look,
    ) -> Column:
        value, written = group_number(self.rows, values), or_absent(write)

        def tone(row: int) -> str:
            return "bad" if self._grows(row) else "text2" if value(row) else "text3"

        return NodeColumn(key, title, value, written, look, Paint(tone=tone))

    def _tone_of_growth(self, row: int) -> str:
        return "bad_fill" if self._grows(row) else "text3"

    def _grows(self, row: int) -> bool:
        """Whether a class has grown by a good part of what there is of it."""
        group, since = self.rows.made[row].group, self.numbers.since
        if since is None or group < 0:
            return False
        return bool(since.grows[group])

    def _over_time(self) -> Column:
        curves = self.numbers.over_time
        count = len(self.study.between) + 2

        def curve(row: int) -> NDArray[np.float64] | None:
            return curves.get(self.rows.made[row].group)

        return NodeColumn(
            "snapshots",
            f"{count} snapshots",
            lambda row: "",
            look=Look(86, tip="How many there were in each snapshot", spare=2),
            paint=Paint(curve=curve, bar_tone=self._tone_of_growth),
            numeric=False,
        )


def _number(value: int) -> str:
    return number(value) if value >= 0 else ""


def _signed(value: int) -> str:
    return change_of(value, "count")


def _more(value: int) -> str:
    return change_of(value, "bytes")
