"""Choosing what the current document is held against."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from perfview.ui.shell.names import name_among
from perfview.ui.shell.runs import Runs

if TYPE_CHECKING:
    from perfview.ui.shell.window import Window
    from perfview.ui.workspace.document import Document
    from perfview.ui.workspace.guide import Guide

_LINE: tuple[str, Callable[..., object]] = ("", lambda: None)


class Comparing(QObject):
    """A menu under the bar's button: open documents of the same kind, any file, or nothing."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self.runs = Runs(window)
        window.top_bar.compare_asked.connect(self.choose)
        window.documents.added.connect(self._follow)
        window.documents.replaced.connect(lambda _old, fresh: self._follow(fresh))

    def choose(self) -> None:
        """Ask what to compare the current document with."""
        document = self._window.documents.current
        if document is not None:
            self.offer(document, self._window.top_bar.compare)

    def _follow(self, document: Document) -> None:
        document.compare_wanted.connect(partial(self.offer, document))

    def offer(self, document: Document, under: QWidget) -> None:
        """Ask, in a menu under a widget, what to compare a document with."""
        if not can_be_compared(document):
            return
        menu = QMenu(self._window)
        menu.aboutToHide.connect(menu.deleteLater)
        for words, act in self.choices(document):
            if words:
                menu.addAction(words.replace("&", "&&")).triggered.connect(act)
            else:
                menu.addSeparator()
        menu.popup(under.mapToGlobal(under.rect().bottomLeft()))

    def choices(self, document: Document) -> list[tuple[str, Callable[..., object]]]:
        """What can be done, in words; one without words is a line between groups."""
        # Words know documents, which the first paint does not wait for.
        from perfview.ui.shell.status_words import held_against

        others = self._others(document)
        found = []
        known = {document.baseline, *document.between}
        if len(others) > 1 and takes_several(document) and known != {o.path for o in others}:
            found = [self._with_all(document, [other.path for other in others]), _LINE]
        found += [self._with(document, other.path) for other in others]
        found.append(("With a file from before…", partial(self._ask, document)))
        if _guide(document).reads_folders:
            words = "With a folder from before…"
            found.append((words, partial(self._ask, document, is_folder=True)))
        if document.baseline is not None:
            found.append(_LINE)
            if not document.between:
                found.append(("Swap before and after", partial(self._swap, document)))
            words = f"Stop comparing with {held_against(document, self._name)}"
            found.append((words, partial(self._hold, document, [document.path])))
        return found

    def _others(self, document: Document) -> list[Document]:
        """Open documents of the same kind, each file once."""
        found: dict[Path, Document] = {}
        for other in self._window.documents:
            same_kind = other.identity and other.identity.kind == document.identity.kind
            is_unfit = other.opened is not None and not can_be_compared(other)
            if is_unfit or other.error is not None:
                continue
            is_held = other.path == document.baseline and not document.between
            if other.path != document.path and not is_held and same_kind:
                found.setdefault(other.path, other)
        return list(found.values())

    def _with(self, document: Document, other: Path) -> tuple[str, Callable[..., object]]:
        """One other; of snapshots the later one is held against the earlier one."""
        paths = [other, document.path]
        if takes_several(document) and self.runs.in_order(paths)[0] == document.path:
            words = f"{self._name(other)}, taken later, against this one"
            return words, partial(self._hold, document, paths[::-1])
        return f"With {self._name(other)} from before", partial(self._hold, document, paths)

    def _name(self, path: Path) -> str:
        return name_among(path, [each.path for each in self._window.documents])

    def _with_all(
        self, document: Document, others: list[Path]
    ) -> tuple[str, Callable[..., object]]:
        """All others at once, where those in between tell more."""
        *before, last = self.runs.in_order([*others, document.path])
        words = f"With the other {len(others)}, {self._name(before[0])} as the baseline"
        if last != document.path:
            words = f"{self._name(last)}, the latest, against the other {len(others)}"
        return words, partial(self._hold, document, [*before, last])

    def _ask(self, document: Document, _checked: bool = False, *, is_folder: bool = False) -> None:
        several, word = takes_several(document), _guide(document).recording_word
        words = f"Compare with {word}s from before" if several else f"Compare with a {word}"
        dialog = QFileDialog(self._window, words)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        mode = QFileDialog.FileMode
        files = mode.ExistingFiles if several else mode.ExistingFile
        dialog.setFileMode(mode.Directory if is_folder else files)
        dialog.setDirectory(str(document.path.parent))
        dialog.filesSelected.connect(
            lambda files: self.hold_against(document, [Path(file) for file in files])
        )
        dialog.open()

    def hold_against(self, document: Document, paths: list[Path]) -> None:
        """Hold it against files chosen by hand, the oldest as the baseline."""
        others = [path for path in paths if path != document.path]
        if others:
            self._hold(document, [*self.runs.in_order(others), document.path])
        else:
            self._window.status.tell("It is the same file: there is nothing to compare.")

    def _hold(self, document: Document, paths: Sequence[Path], _checked: bool = False) -> None:
        """Hold the last of them against those before it; one alone is compared with nothing."""
        documents = self._window.documents
        if document not in list(documents):
            return
        if len(paths) > 1:
            documents.hold_last(document, paths, self._view_for(document))
        else:
            documents.compare(document, None, self._view_for(document))

    def _swap(self, document: Document, _checked: bool = False) -> None:
        if document in list(self._window.documents) and document.baseline is not None:
            self._window.documents.swap(document, self._view_for(document))

    def _view_for(self, document: Document) -> str:
        """The view to begin with: the pillar's for comparisons, or the one in front."""
        views = self._window.views_of(document)
        in_front = views.view.name if views is not None and views.view is not None else ""
        return _guide(document).compared_view or in_front


def _guide(document: Document) -> Guide:
    # Imported here: guides know documents, which the first paint does not wait for.
    from perfview.ui.shell.guides import guide_of

    return guide_of(document.identity.kind)


def takes_several(document: Document) -> bool:
    """Whether recordings between a baseline and a later one tell more than the two alone."""
    from perfview.engine.pillars import pillar

    return pillar(document.identity.kind).takes_between


def can_be_compared(document: Document | None) -> bool:
    """Whether the document's kind knows how to compare two recordings."""
    if document is None or document.opened is None:
        return False
    from perfview.engine.pillars import pillar

    known = bool(pillar(document.opened.identity.kind).compare)
    return known and _guide(document).can_be_compared(document.opened.study)
