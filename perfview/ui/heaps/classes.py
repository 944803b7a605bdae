"""The classes of a heap: how many there are of each, how big, what keeps them."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from perfview.ui.heaps.jumping.ways import bind_keys
from perfview.ui.heaps.retaining.beside import Beside
from perfview.ui.heaps.tables.class_pane import ClassPane
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.view import View


class ClassesView(View):
    """One row a class or shape, its objects under it."""

    name = "classes"
    title = "Classes"
    kind = "heaps"
    position = 20

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(document, parent)
        self.pane = ClassPane(document)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self.beside = Beside("classes", self.pane, document)
        layout.addWidget(self.beside)
        self.keyboard = self.pane.tree
        bind_keys(self)

    @classmethod
    def concerns(cls, document: Document) -> bool:
        """Where there are objects."""
        return len(document.opened.study.graph) > 0

    def settle(self) -> None:
        """Wait until everything is there; for pictures and tests."""
        self.pane.settle()
        self.beside.settle()

    def find(self, text: str) -> int:  # type: ignore[override]
        """Mark what is named like `text`."""
        return self.pane.find(text)

    def find_next(self, step: int = 1) -> None:
        """Go to the next match."""
        self.pane.tree.find_next(step)
