"""The classes of a heap, or all its objects: how many, how big, what keeps them."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from perfview.ui.heaps.jumping.ways import bind_keys
from perfview.ui.heaps.retaining.beside import Beside
from perfview.ui.heaps.tables.class_pane import ClassPane
from perfview.ui.heaps.tables.object_list import ObjectList
from perfview.ui.widgets.button import Segmented
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.view import View

_CLASSES, _OBJECTS = 0, 1


class ClassesView(View):
    """One row a class or shape, its objects under it; or one row an object."""

    name = "classes"
    title = "Classes"
    kind = "heaps"
    position = 20

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(document, parent)
        self.pane = ClassPane(document)
        self.objects: ObjectList | None = None
        self._choices = [_choice(_CLASSES)]
        self._choices[0].chosen.connect(self.show_which)
        self.pane.put_first(self._choices[0])
        main = QWidget()
        self._pile = QStackedLayout(main)
        self._pile.addWidget(self.pane)
        self.beside = Beside("classes", main, document)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.beside)
        self.keyboard = self.pane.tree
        bind_keys(self)

    @classmethod
    def concerns(cls, document: Document) -> bool:
        """Where there are objects."""
        return len(document.opened.study.graph) > 0

    def show_which(self, which: int) -> None:
        """Show classes (0) or all objects (1), whose table is made when it is first wanted."""
        if which == _OBJECTS and self.objects is None:
            self.objects = ObjectList(self.document)
            choice = _choice(_OBJECTS)
            choice.chosen.connect(self.show_which)
            self.objects.pane.put_first(choice)
            self._choices.append(choice)
            self._pile.addWidget(self.objects)
        for each in self._choices:
            each.choose(which)
        self._pile.setCurrentIndex(which)
        shown = self.objects if which == _OBJECTS else None
        self.keyboard = shown.pane.table if shown is not None else self.pane.tree

    def narrow(self, text: str) -> None:
        """Show the objects that a filter lets through."""
        self.show_which(_OBJECTS)
        super().narrow(text)

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


def _choice(which: int) -> Segmented:
    return Segmented(["Classes", "Objects"], which, name="What the rows are")
