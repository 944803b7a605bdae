"""Views of groups that unfold into objects, with a filter over the groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from perfview.filtering.grammar import HELP, FilterError
from perfview.findings.quantities import number, plural
from perfview.heaps.study import Study
from perfview.ui.heaps.tables.group_rows import GroupRows
from perfview.ui.heaps.tables.standing import stand
from perfview.ui.heaps.trees.tree import ObjectTree
from perfview.ui.widgets.arrange import row
from perfview.ui.widgets.background import Background
from perfview.ui.widgets.empty import Empty
from perfview.ui.widgets.label import Elided, label, set_role, set_tip
from perfview.ui.widgets.search_field import FilterField
from perfview.ui.widgets.table.columns import Column
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.view import View

_WAITING, _TREE, _NOTHING, _NO_MATCH = range(4)


@dataclass(frozen=True)
class Listed:
    """Groups to show: `count` of the `whole`, and what is said of all of them."""

    rows: GroupRows
    columns: Sequence[Column]
    count: int
    whole: int
    said: str


class GroupView(View):
    """Subclasses say what the groups are, and what choosing one does.

    subject: the tree's accessible name; hint: an example of a filter; waiting, nothing (a title and
    a line) and no_match: what stands there instead of the tree; word: what one group is called.
    """

    subject: ClassVar[str]
    hint: ClassVar[str]
    waiting: ClassVar[str]
    nothing: ClassVar[tuple[str, str]]
    no_match: ClassVar[str]
    word: ClassVar[str]

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(document, parent)
        self.study: Study = document.opened.study
        self.tree = ObjectTree(self.subject)
        self.filter = FilterField(self.hint, 240)
        set_tip(self.filter, HELP)
        self._said, self._count = Elided("", "2"), label("", "3")
        self._work = Background(self)
        bar = row(self.filter, (self._said, 1), self._count, margin=(10, 0, 12, 0), gap=10)
        no_match = Empty(self.no_match, "", "Show all", self.filter.clear)
        pages = (Empty(self.waiting), self.tree, Empty(*self.nothing), no_match)
        self._pile, self.beside = stand(self, bar, pages)
        self.keyboard = self.tree
        self.filter.filtered.connect(self._ask)
        self.tree.chosen.connect(self.on_chosen)
        self.tree.menu_asked.connect(self.on_menu)
        self.prepare()
        self._ask("")

    def prepare(self) -> None:
        """What has to be there before the first rows are asked for."""

    def matching(self, text: str) -> NDArray[np.bool_]:
        """Which groups a filter lets through, bool (groups); "" all. Raises FilterError."""
        raise NotImplementedError

    def listed(self, kept: NDArray[np.bool_]) -> Listed:
        """These groups in the order the tree has; on a thread of its own."""
        raise NotImplementedError

    def on_chosen(self, at: int) -> None:
        """Somebody chose a row of the tree."""
        raise NotImplementedError

    def on_menu(self, at: int, place: QPoint) -> None:
        """Somebody asked what can be done with a row."""
        raise NotImplementedError

    def shown(self) -> None:
        """Other rows are there."""

    def settle(self) -> None:
        """Wait until everything is there; for pictures and tests."""
        self._work.forget()
        self._show(self._rows(self.filter.text()))
        self.beside.settle()

    def find(self, text: str) -> int:  # type: ignore[override]
        """Mark what is named like `text`."""
        return self.tree.find_text(text)

    def find_next(self, step: int = 1) -> None:
        """Go to the next match."""
        self.tree.find_next(step)

    def _ask(self, text: str) -> None:
        self._work.ask(lambda: self._rows(text), self._show)

    def _rows(self, text: str) -> Listed | FilterError:
        try:
            return self.listed(self.matching(text))
        except FilterError as error:
            return error

    def _show(self, found: Listed | FilterError) -> None:
        if isinstance(found, FilterError):
            self._count.setText(found.why)
            set_role(self._count, "bad")
            return
        set_role(self._count, "3")
        whole = plural(found.whole, self.word)
        is_all = found.count == found.whole
        self._count.setText(whole if is_all else f"{number(found.count)} of {whole}")
        self._said.setText(found.said)
        self._pile.setCurrentIndex(_TREE if found.count else _NO_MATCH if found.whole else _NOTHING)
        self.tree.show_rows(found.rows, found.columns)
        self.shown()
