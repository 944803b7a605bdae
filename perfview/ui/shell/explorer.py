"""The open documents on the left; narrow, it folds to a rail of icons."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from perfview.ui.widgets.arrange import column, on_surface
from perfview.ui.widgets.label import label, repolish
from perfview.ui.workspace.documents import Documents

if TYPE_CHECKING:
    from perfview.ui.shell.explorer_row import ExplorerRow
    from perfview.ui.workspace.document import Document

_RAIL_BELOW_PX = 120
RAIL_PX = 52
WIDTH_PX = 236


class Explorer(QWidget):
    """One row a document. Asks `Documents` for everything; `reveal_asked` carries a path."""

    reveal_asked = Signal(object)

    def __init__(self, documents: Documents) -> None:
        super().__init__()
        on_surface(self, "window")
        self.setAccessibleName("Open documents")
        self.setMinimumWidth(RAIL_PX)
        self._documents = documents
        self._rows: dict[Document, ExplorerRow] = {}
        self._arrange()
        documents.added.connect(self._add)
        documents.removed.connect(self._remove)
        documents.replaced.connect(self._replace)
        documents.current_changed.connect(self._show_current)

    def row(self, document: Document) -> ExplorerRow:
        """The row of an open document. Raises KeyError for another."""
        return self._rows[document]

    def show_hover(self, hovered: bool) -> None:
        """Something is held over the window."""
        self._drop.setProperty("open", hovered)
        repolish(self._drop)

    @property
    def is_rail(self) -> bool:
        """Whether there is only room for icons."""
        return self.width() < _RAIL_BELOW_PX

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold or unfold."""
        super().resizeEvent(event)
        self._fold()

    def _arrange(self) -> None:
        self._title = label("Open", "section")
        self._list = QVBoxLayout()
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(2)
        inside = QWidget()
        inside.setProperty("role", "inside")
        inner = QVBoxLayout(inside)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addLayout(self._list)
        inner.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        self._drop = column(
            label("Drop more files here", "2"),
            label("They open beside these.", "3", wrap=True),
            margin=(10, 9, 10, 9),
            gap=3,
            role="card",
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 10)
        layout.setSpacing(6)
        layout.addWidget(self._title)
        layout.addWidget(scroll, 1)
        layout.addWidget(self._drop)

    def _add(self, document: Document) -> None:
        self._insert(self._list.count(), document)
        self._tell_held()

    def _insert(self, place: int, document: Document) -> None:
        # Imported here: a row knows documents, and they need numpy.
        from perfview.ui.shell.explorer_row import ExplorerRow

        row = ExplorerRow(document)
        row.chosen.connect(lambda: self._documents.show(document))
        row.close_asked.connect(lambda: self._documents.close(document))
        row.reload_asked.connect(lambda: self._documents.reload(document))
        row.reveal_asked.connect(lambda: self.reveal_asked.emit(document.path))
        self._rows[document] = row
        self._list.insertWidget(place, row)
        row.fold(self.is_rail)

    def _remove(self, document: Document) -> None:
        row = self._rows.pop(document)
        self._list.removeWidget(row)
        row.hide()
        row.deleteLater()
        self._tell_held()

    def _replace(self, old: Document, new: Document) -> None:
        place = self._list.indexOf(self._rows[old])
        self._remove(old)
        self._insert(place, new)
        self._tell_held()

    def _tell_held(self) -> None:
        """Say of each document what it is held against, or else what is held against it."""
        if not self._rows:
            return
        from perfview.ui.shell.names import name_among
        from perfview.ui.shell.status_words import held_against, role_of

        paths = [document.path for document in self._rows]
        for document, row in self._rows.items():
            row.tell_name(name_among(document.path, [*paths, document.baseline or document.path]))
            against = held_against(document, partial(name_among, others=paths))
            words = f"against {against}" if against else ""
            row.tell_held(words or role_of(document, self._documents))

    def _show_current(self, current: Document | None) -> None:
        for document, row in self._rows.items():
            row.mark(document is current)

    def _fold(self) -> None:
        self._title.setVisible(not self.is_rail)
        self._drop.setVisible(not self.is_rail)
        for row in self._rows.values():
            row.fold(self.is_rail)
