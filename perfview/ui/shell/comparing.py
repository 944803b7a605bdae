"""Choosing what the current document is held against."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog, QMenu

if TYPE_CHECKING:
    from perfview.ui.shell.window import Window
    from perfview.ui.workspace.document import Document


class Comparing(QObject):
    """A menu under the bar's button: open documents of the same kind, any file, or nothing."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        window.top_bar.compare_asked.connect(self.choose)

    def choose(self) -> None:
        """Ask what to compare the current document with."""
        document = self._window.documents.current
        if document is None or not can_be_compared(document):
            return
        menu = QMenu(self._window)
        menu.aboutToHide.connect(menu.deleteLater)
        for other in self._others(document):
            words = f"With {other.path.name} from before".replace("&", "&&")
            menu.addAction(words).triggered.connect(partial(self._hold, document, other.path))
        menu.addAction("With a file from before…").triggered.connect(partial(self._ask, document))
        if document.baseline is not None:
            menu.addSeparator()
            swap = menu.addAction("Swap before and after")
            swap.triggered.connect(partial(self._swap, document))
            words = f"Stop comparing with {document.baseline.name}".replace("&", "&&")
            menu.addAction(words).triggered.connect(partial(self._hold, document, None))
        under = self._window.top_bar.compare
        menu.popup(under.mapToGlobal(under.rect().bottomLeft()))

    def _others(self, document: Document) -> list[Document]:
        """Open documents of the same kind, each file once."""
        found: dict[Path, Document] = {}
        for other in self._window.documents:
            same_kind = other.identity and other.identity.kind == document.identity.kind
            if other.path not in (document.path, document.baseline) and same_kind:
                found.setdefault(other.path, other)
        return list(found.values())

    def _ask(self, document: Document) -> None:
        dialog = QFileDialog(self._window, "Compare with a recording from before")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setDirectory(str(document.path.parent))
        dialog.filesSelected.connect(lambda files: self._hold(document, Path(files[0])))
        dialog.open()

    def _hold(self, document: Document, baseline: Path | None) -> None:
        if document in list(self._window.documents):
            view = "difference" if baseline is not None else ""
            self._window.documents.compare(document, baseline, view)

    def _swap(self, document: Document) -> None:
        if document in list(self._window.documents) and document.baseline is not None:
            self._window.documents.swap(document, "difference")


def can_be_compared(document: Document | None) -> bool:
    """Whether the document's kind knows how to compare two recordings."""
    if document is None or document.opened is None:
        return False
    from perfview.engine.pillars import pillar

    return bool(pillar(document.opened.identity.kind).compare)
