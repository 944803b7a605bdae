"""Choosing what the current document is held against."""

from __future__ import annotations

from collections.abc import Sequence
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
        self._offer_series(menu, document)
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

    def _offer_series(self, menu: QMenu, document: Document) -> None:
        """All others at once, where those in between tell more."""
        others = self._others(document)
        if len(others) > 1 and _takes_several(document):
            words = f"With all {len(others)} others, the oldest as the baseline"
            act = partial(self._hold_all, document, [other.path for other in others])
            menu.addAction(words).triggered.connect(act)

    def _ask(self, document: Document) -> None:
        several = _takes_several(document)
        words = "Compare with recordings from before" if several else "Compare with a recording"
        dialog = QFileDialog(self._window, words)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        mode = QFileDialog.FileMode
        dialog.setFileMode(mode.ExistingFiles if several else mode.ExistingFile)
        dialog.setDirectory(str(document.path.parent))
        dialog.filesSelected.connect(
            lambda files: self._hold_all(document, [Path(file) for file in files])
        )
        dialog.open()

    def _hold_all(self, document: Document, paths: list[Path]) -> None:
        """Hold it against these: the oldest is the baseline, the others came after it."""
        oldest, *between = in_time_order(paths)
        self._hold(document, oldest, between)

    def _hold(
        self, document: Document, baseline: Path | None, between: Sequence[Path] = ()
    ) -> None:
        if document in list(self._window.documents):
            view = "difference" if baseline is not None else ""
            self._window.documents.compare(document, baseline, view, between)

    def _swap(self, document: Document) -> None:
        if document in list(self._window.documents) and document.baseline is not None:
            self._window.documents.swap(document, "difference")


def in_time_order(paths: Sequence[Path]) -> list[Path]:
    """Files by when they were last written, those that are gone first, then by name."""

    def written(path: Path) -> tuple[int, str]:
        try:
            return path.stat().st_mtime_ns, path.name
        except OSError:
            return 0, path.name

    return sorted(paths, key=written)


def _takes_several(document: Document) -> bool:
    from perfview.engine.pillars import pillar

    return pillar(document.identity.kind).takes_between


def can_be_compared(document: Document | None) -> bool:
    """Whether the document's kind knows how to compare two recordings."""
    if document is None or document.opened is None:
        return False
    from perfview.engine.pillars import pillar

    return bool(pillar(document.opened.identity.kind).compare)
