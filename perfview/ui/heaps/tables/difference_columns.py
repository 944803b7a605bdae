"""The columns of what changed since an earlier snapshot."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from perfview.findings.quantities import change_of, number, size
from perfview.heaps.comparing.snapshots import SnapshotDiff
from perfview.ui.canvas.boxes import QUIET_CATEGORY
from perfview.ui.heaps.colouring import class_categories
from perfview.ui.heaps.naming import NAMELESS, object_title
from perfview.ui.heaps.tables.group_numbers import group_number, or_absent
from perfview.ui.heaps.tables.group_rows import GroupRows
from perfview.ui.heaps.trees.columns import ObjectCells
from perfview.ui.widgets.table.columns import Column, Look
from perfview.ui.widgets.tree.node_column import NodeColumn, Paint


def difference_numbers(diff: SnapshotDiff) -> Callable[[str], NDArray[np.int64]]:
    """From a column's key to what it sorts by."""
    columns = {
        "new": diff.added_count,
        "gone": diff.removed_count,
        "delta": diff.delta_count,
        "new_size": diff.added_bytes,
        "gone_size": diff.removed_bytes,
    }
    return lambda key: columns.get(key, diff.delta_bytes)


class DifferenceCells(ObjectCells):
    """Cells of classes: what came, what went; under them the objects that came."""

    def __init__(self, rows: GroupRows, diff: SnapshotDiff) -> None:
        super().__init__(rows)
        self._names, self._diff = rows.groups.names, diff
        self._categories = class_categories(self.study)
        self._most = max(int(np.abs(diff.delta_bytes).max(initial=0)), 1)

    def all_columns(self) -> Sequence[Column]:
        """Name, objects that came, went and how many more; bytes likewise."""
        diff = self._diff
        return (
            NodeColumn(
                "name",
                "Class or shape",
                self.name,
                look=Look(least=150, ends=True),
                paint=Paint(category=self.category, tone=self.tone),
                numeric=False,
            ),
            self._sum("new", "New", diff.added_count, number, Look(62)),
            self._sum("gone", "Gone", diff.removed_count, number, Look(62, spare=2)),
            self._sum("delta", "More", diff.delta_count, _more, Look(70, spare=1)),
            self._size(),
            self._sum("new_size", "New size", diff.added_bytes, size, Look(80, spare=4)),
            self._sum("gone_size", "Freed size", diff.removed_bytes, size, Look(84, spare=5)),
            self._kept(),
        )

    def name(self, row: int) -> str:
        """A class's name, a new object's with its number."""
        found = self.rows.made[row]
        if found.group >= 0:
            return self._names[found.group] or NAMELESS
        return object_title(self.study, found.node) if found.node >= 0 else super().name(row)

    def category(self, row: int) -> int | None:
        """The colour of the kind."""
        group = self.rows.made[row].group
        if group < 0:
            return super().category(row)
        return int(self._categories[group]) if group < len(self._categories) else QUIET_CATEGORY

    def tone(self, row: int) -> str:
        """The engine's own and ranges recede."""
        if self.rows.made[row].group < 0:
            return super().tone(row)
        return "text3" if self.category(row) == QUIET_CATEGORY else "text"

    def _sum(
        self,
        key: str,
        title: str,
        values: NDArray[np.int64],
        write: Callable[[int], str],
        look: Look,
    ) -> Column:
        value, written = group_number(self.rows, values), or_absent(write)

        tone = Paint(tone=lambda row: "text" if value(row) else "text3")
        return NodeColumn(key, title, value, written, look, tone)

    def _size(self) -> Column:
        deltas = self._diff.delta_bytes

        def value(row: int) -> int:
            found = self.rows.made[row]
            if found.group >= 0:
                return int(deltas[found.group])
            return int(self.study.self_bytes[found.node]) if found.node >= 0 else 0

        paint = Paint(part=lambda row: value(row) / self._most, diverges=True)
        tip = "Bytes of new objects less those of objects that are gone"
        return NodeColumn("size", "Size", value, _bytes_more, Look(140, tip=tip), paint)

    def _kept(self) -> Column:
        def value(row: int) -> int:
            group = self.rows.made[row].group
            if 0 <= group < len(self.study.classes):
                return int(self.study.class_retained[group])
            return self.retained_bytes(row)

        def written(kept: int) -> str:
            return size(kept) if kept >= 0 else ""

        return NodeColumn("retained", "Kept alive", value, written, Look(84, spare=3))


def _more(count: int) -> str:
    return change_of(count, "count")


def _bytes_more(count: int) -> str:
    return change_of(count, "bytes")
