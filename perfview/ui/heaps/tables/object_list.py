"""All objects of a heap as one table, the first hundred thousand of any order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from perfview.filtering.grammar import parse
from perfview.findings.quantities import size
from perfview.heaps.filtering.tables import objects_that
from perfview.heaps.study import Study
from perfview.ui.heaps.choosing import choose_object, chosen_object, reveal_object
from perfview.ui.heaps.colouring import node_category
from perfview.ui.heaps.jumping.menu import fill_object_menu
from perfview.ui.heaps.naming import object_title
from perfview.ui.heaps.tables.answers import Answers
from perfview.ui.heaps.tables.holders import ENGINE, holder_of_object
from perfview.ui.heaps.trees.columns import distance_text
from perfview.ui.widgets.table.columns import Column, Look, NumberColumn, Rows
from perfview.ui.widgets.table.order import Arrangement
from perfview.ui.widgets.table.pane import TablePane
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.selection import Focus

MOST = 100_000
"""Rows shown; a filter brings others to sight."""

_RETAINED = 2
_NO_ROWS = np.zeros(0, np.int32)


class WrittenColumn(Column):
    """Texts made when they are drawn: `write` gives a row's, `rank` what it sorts by."""

    def __init__(
        self,
        key: str,
        title: str,
        count: int,
        write: Callable[[int], str],
        look: Look,
        rank: Callable[[], NDArray[Any]],
    ) -> None:
        super().__init__(key, title, look)
        self._count, self._write, self._make_rank = count, write, rank
        self.category: Callable[[int], int] | None = None

    def __len__(self) -> int:
        return self._count

    def text(self, row: int) -> str:
        """The cell in words."""
        return self._write(row)

    def sort_key(self) -> NDArray[Any]:
        """What the rows sort by."""
        return self._rank

    def swatch(self, row: int) -> int | None:
        """The colour of the object's kind."""
        return self.category(row) if self.category else None

    @cached_property
    def _rank(self) -> NDArray[Any]:
        return self._make_rank()


class _HeldColumn(WrittenColumn):
    """What objects hang on, as far as it is known by now; in exports all of it."""

    def __init__(self, study: Study, answers: Answers) -> None:
        look, order = Look(190, ends=True, spare=2), study.dominators.parent
        super().__init__("held_by", "Kept by", len(study.graph), answers.text, look, lambda: order)
        self._answers = answers

    def plain(self, rows: Rows) -> list[Any]:
        """The texts, whatever they take."""
        return [self._answers.find_now(int(row)) for row in rows]

    def tone(self, row: int) -> str:
        """The engine recedes."""
        return "text3" if self.text(row) == ENGINE else "text2"


class ObjectList(QWidget):
    """Speaks the filter language of objects: ``class=Session retained>1MB new=true``."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document = document
        self._study: Study = document.opened.study
        start = Arrangement(_RETAINED, descending=True, most=MOST)
        hint = "name, @id, class=Map retained>1MB …"
        self.pane = TablePane("Objects", "object", hint, start)
        self.pane.read_filter(self._matching)
        self._held = Answers(partial(holder_of_object, self._study), self)
        self._held.arrived.connect(self.pane.table.viewport().update)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.pane)
        table = self.pane.table
        table.chosen.connect(self._on_chosen)
        table.opened.connect(lambda row: reveal_object(document, row, "retainers"))
        table.menu_asked.connect(self._on_menu)
        document.selection.changed.connect(self._on_focus)
        self.pane.show_columns(self._columns, self._settle)

    def _matching(self, text: str) -> NDArray[np.bool_]:
        return objects_that(self._study, parse(text))

    def _columns(self) -> Sequence[Column]:
        return object_columns(self._study, self._held)

    def _settle(self) -> None:
        self._on_focus(self._document.selection.focus, None)

    def _on_chosen(self, rows: Rows) -> None:
        choose_object(self._document, self, int(rows[0]) if len(rows) == 1 else -1)

    def _on_menu(self, menu: QMenu, row: int) -> None:
        fill_object_menu(menu, self, self._document, row)

    def _on_focus(self, focus: Focus, origin: object) -> None:
        if origin is self:
            return
        node = chosen_object(self._study, focus)
        rows = np.array([node], np.int32) if node >= 0 else _NO_ROWS
        self.pane.table.choose(focus.rows if len(focus.rows) else rows, reveal=node >= 0)


def object_columns(study: Study, held: Answers) -> Sequence[Column]:
    """One row an object, in the file's order."""
    count = len(study.graph)
    name = WrittenColumn(
        "object",
        "Object",
        count,
        lambda node: object_title(study, node),
        Look(least=180, ends=True),
        lambda: _by_class_and_number(study),
    )
    name.category = lambda node: node_category(study, node)
    kept_by = _HeldColumn(study, held)
    tip = "References on the shortest way from a root"
    return (
        name,
        kept_by,
        NumberColumn("retained", "Kept alive", study.retained_bytes, size, Look(130), bar=True),
        NumberColumn("self", "Itself", study.self_bytes, size, Look(84, spare=1)),
        NumberColumn("distance", "Distance", study.distance, _distance, Look(76, tip=tip, spare=3)),
    )


def _by_class_and_number(study: Study) -> NDArray[np.int64]:
    """What objects sort by under their names: the class's name, then V8's number."""
    classes = study.classes
    names = [name.casefold() for name in classes.name]
    rank = np.empty(len(names), np.int64)
    rank[sorted(range(len(names)), key=names.__getitem__)] = np.arange(len(names))
    return (rank[classes.of_node] << 40) + (study.graph.nodes.id & ((1 << 40) - 1))


def _distance(value: float) -> str:
    return distance_text(int(value))
