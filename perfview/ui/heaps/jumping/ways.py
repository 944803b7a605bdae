"""Which views show an object or a class, and by which keys one gets there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QWidget

from perfview.heaps.evidence_ids import identity
from perfview.heaps.retention.accessors import accessor
from perfview.heaps.retention.paths import shortest_path
from perfview.heaps.retention.words import why
from perfview.heaps.study import Study
from perfview.ui.heaps.choosing import chosen_class, chosen_object
from perfview.ui.widgets.background import Background
from perfview.ui.widgets.toast import toast
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.view import View

WAYS: tuple[tuple[str, str, str], ...] = (
    ("retainers", "Shift+R", "Show why it is alive"),
    ("containment", "Shift+C", "Show where it is in the heap"),
    ("dominators", "Shift+D", "Show among dominators"),
    ("classes", "Shift+S", "Show its class"),
)
"""Views of one object: slug, keys, words."""

SHEET: tuple[tuple[str, str], ...] = (
    *((keys.replace("+", " "), words) for _, keys, words in WAYS),
    ("Right, Left", "Unfold a row, fold it"),
    ("*", "Unfold all below"),
    ("Ctrl C", "Copy the way to the chosen row"),
)
"""For the sheet of all keys."""


def bind_keys(view: View) -> None:
    """Make the keys work wherever the keyboard is within a view of a heap."""
    for slug, keys, _ in WAYS:
        _bind(view, keys, lambda slug=slug: go(view, view.document, slug))  # type: ignore[misc]


def go(owner: QWidget, document: Document, slug: str) -> None:
    """Show what is chosen in another view."""
    study: Study = document.opened.study
    focus = document.selection.focus
    if chosen_object(study, focus) < 0 and (slug != "classes" or chosen_class(study, focus) < 0):
        toast(owner, "Choose an object first")
        return
    document.view_wanted.emit(slug)
    document.selection.revealed.emit(document.selection.focus)


def copy_identifier(owner: QWidget, study: Study, node: int) -> None:
    """Put ``Session @88213`` on the clipboard."""
    QGuiApplication.clipboard().setText(identity(study, node))
    toast(owner, "Copied the object’s number")


def copy_accessor(owner: QWidget, study: Study, node: int) -> None:
    """Put the way to an object on the clipboard, as JavaScript would go it."""
    _copy(owner, lambda: accessor(study, shortest_path(study, node)), "Copied the path")


def copy_sentence(owner: QWidget, study: Study, node: int) -> None:
    """Put why an object is alive on the clipboard."""
    _copy(owner, lambda: why(study, node).sentence, "Copied why it is alive")


def _copy(owner: QWidget, make: Callable[[], str], said: str) -> None:
    work = Background(owner)

    def copied(text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        toast(owner, said)
        work.deleteLater()

    work.ask(make, copied)


def _bind(owner: QWidget, keys: str, do: Callable[[], object]) -> None:
    action = QAction(owner)
    action.setShortcut(QKeySequence(keys))
    action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    action.triggered.connect(lambda: do())
    owner.addAction(action)
