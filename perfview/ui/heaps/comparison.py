"""What came and what went since an earlier snapshot, class by class."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint

from perfview.filtering.grammar import parse
from perfview.findings.quantities import change_of, number, plural
from perfview.heaps.comparing.snapshots import SnapshotDiff, snapshot_diff
from perfview.heaps.filtering.tables import differences_that
from perfview.heaps.study import Study
from perfview.ui.heaps.choosing import baseline_name, choose_class, choose_object, chosen_class
from perfview.ui.heaps.jumping.menu import show_row_menu
from perfview.ui.heaps.tables.difference_columns import DifferenceCells, difference_numbers
from perfview.ui.heaps.tables.group_rows import GroupRows, classes_as_groups
from perfview.ui.heaps.tables.group_view import GroupView, Listed
from perfview.ui.heaps.trees.members import Order
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.selection import Focus


class ComparisonView(GroupView):
    """A class unfolds into the objects that are new."""

    name = "comparison"
    title = "Comparison"
    kind = "heaps"
    position = 50
    subject = "Comparison"
    hint = "class, new>50, size>1MB …"
    waiting = "Comparing …"
    nothing = ("Nothing changed", "The same objects are in both snapshots.")
    no_match = "No class matches"
    word = "class"

    def prepare(self) -> None:
        """Follow the shared selection."""
        selection = self.document.selection
        selection.changed.connect(self._on_focus)
        selection.revealed.connect(lambda focus: self._on_focus(focus, None))

    @classmethod
    def concerns(cls, document: Document) -> bool:
        """Where there are objects, now and earlier."""
        study: Study = document.opened.study
        return bool(len(study.graph) and study.baseline is not None and len(study.baseline.graph))

    def matching(self, text: str) -> NDArray[np.bool_]:
        """The classes that changed. Raises FilterError."""
        diff = snapshot_diff(self.study)
        changed = np.zeros(len(diff), np.bool_)
        changed[diff.changed] = True
        return changed & differences_that(self.study, parse(text)) if text.strip() else changed

    def listed(self, kept: NDArray[np.bool_]) -> Listed:
        """These classes, what changed most first."""
        study, diff = self.study, snapshot_diff(self.study)
        order = self.tree.rows.order if self.tree.rows is not None else Order("size")
        chosen = np.flatnonzero(kept).astype(np.int32)
        groups = classes_as_groups(study, diff.name, difference_numbers(diff), diff.is_new)
        rows = GroupRows(study, order, groups, chosen)
        rows.take(-1, rows.load(None))
        columns = DifferenceCells(rows, diff).all_columns()
        said = _in_words(baseline_name(self.document), diff)
        return Listed(rows, columns, len(chosen), len(diff.changed), said)

    def shown(self) -> None:
        """Choose again what is chosen."""
        self._on_focus(self.document.selection.focus, None)

    def on_chosen(self, at: int) -> None:
        """Choose a class or an object everywhere."""
        rows = self.tree.rows
        found = rows.made[at] if rows is not None and at >= 0 else None
        if found is not None and 0 <= found.group < len(self.study.classes):
            choose_class(self.document, self, found.group)
        elif found is not None and found.node >= 0:
            choose_object(self.document, self, found.node)

    def on_menu(self, at: int, place: QPoint) -> None:
        """What can be done with a class or an object."""
        rows = self.tree.rows
        if rows is not None and rows.made[at].group < len(self.study.classes):
            show_row_menu(self, self.document, rows.made[at], place)

    def _on_focus(self, focus: Focus, origin: object) -> None:
        rows = self.tree.rows
        if rows is None or origin is self:
            return
        places = np.flatnonzero(rows.known(-1).nodes == chosen_class(self.study, focus))
        if len(places):
            self.tree.go_to(rows.way_down(-1, int(places[0])))
        else:
            self.tree.forget_choice()


def _in_words(before: str, diff: SnapshotDiff) -> str:
    """``1,204 objects new, 12 gone, +12.4 MB against baseline.heapsnapshot``."""
    came, went = int(diff.added_count.sum()), int(diff.removed_count.sum())
    more = change_of(int(diff.delta_bytes.sum()), "bytes")
    said = f"{plural(came, 'object')} new, {number(went)} gone, {more}"
    if not diff.is_same_process:
        said += ", classes compared, as it is another process"
    return f"{said} against {before}"
