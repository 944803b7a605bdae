"""Texts that a heap holds more than once, by what that wastes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint

from perfview.filtering.grammar import parse
from perfview.findings.quantities import percent, plural, size
from perfview.heaps.filtering.tables import repeated_texts_that
from perfview.heaps.measures.duplicate_strings import duplicate_strings
from perfview.heaps.study import Study
from perfview.ui.heaps.choosing import choose_object
from perfview.ui.heaps.jumping.menu import show_object_menu
from perfview.ui.heaps.tables.answers import Answers
from perfview.ui.heaps.tables.group_rows import GroupRows
from perfview.ui.heaps.tables.group_view import GroupView, Listed
from perfview.ui.heaps.tables.held_column import held_in_group
from perfview.ui.heaps.tables.string_columns import StringCells, texts_as_groups
from perfview.ui.heaps.trees.members import Order
from perfview.ui.workspace.document import Document


class StringsView(GroupView):
    """A text unfolds into the strings that have it; choosing one shows what holds it."""

    name = "strings"
    title = "Strings"
    kind = "heaps"
    position = 60
    subject = "Strings that are there more than once"
    hint = "text, count>100, wasted>10kB …"
    waiting = "Reading the strings …"
    nothing = ("No text is there twice", "")
    no_match = "No text matches"
    word = "text"

    def prepare(self) -> None:
        """Who holds a text is found out while it is looked at."""
        self._held = Answers(self._holder, self)
        self._held.arrived.connect(self.tree.viewport().update)

    @classmethod
    def concerns(cls, document: Document) -> bool:
        """Where there are objects."""
        return len(document.opened.study.graph) > 0

    def matching(self, text: str) -> NDArray[np.bool_]:
        """The texts that are there more than once. Raises FilterError."""
        if text.strip():
            return repeated_texts_that(self.study, parse(text))
        return np.ones(len(duplicate_strings(self.study)), np.bool_)

    def listed(self, kept: NDArray[np.bool_]) -> Listed:
        """These texts, what wastes most first."""
        order = self.tree.rows.order if self.tree.rows is not None else Order("wasted")
        chosen = np.flatnonzero(kept).astype(np.int32)
        rows = GroupRows(self.study, order, texts_as_groups(self.study), chosen)
        rows.take(-1, rows.load(None))
        columns = StringCells(rows, self._held).all_columns()
        return Listed(rows, columns, len(chosen), len(kept), _in_words(self.study))

    def settle(self) -> None:
        """Wait until everything is there; for pictures and tests."""
        super().settle()
        self._held.settle()

    def on_chosen(self, at: int) -> None:
        """Choose a string everywhere."""
        choose_object(self.document, self, self._node(at))

    def on_menu(self, at: int, place: QPoint) -> None:
        """What can be done with a string."""
        if self._node(at) >= 0:
            show_object_menu(self, self.document, self._node(at), place)

    def _node(self, at: int) -> int:
        """The string of a row, of a text's the first; -1 for none."""
        rows = self.tree.rows
        if rows is None or at < 0:
            return -1
        found = rows.made[at]
        if found.group >= 0 and isinstance(rows, GroupRows):
            return int(rows.groups.objects(found.group)[0])
        return found.node

    def _holder(self, number: int) -> str:
        return held_in_group(self.study, duplicate_strings(self.study).nodes, number)


def _in_words(study: Study) -> str:
    """``1.20 MB wasted in 12,000 strings, 3.2 % of the heap``."""
    found = duplicate_strings(study)
    wasted, whole = int(found.wasted_bytes.sum()), int(study.self_bytes.sum())
    share = percent(wasted / whole) if whole else "–"
    return f"{size(wasted)} wasted in {plural(len(found.node), 'string')}, {share} of the heap"
