"""Which views show a statement, and by which keys one gets there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from perfview.queries.study import Study
from perfview.ui.queries.choosing import chosen_statement
from perfview.ui.widgets.toast import toast
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.view import View

WAYS: tuple[tuple[str, str, str], ...] = (
    ("statements", "Shift+S", "Show among statements"),
    ("plans", "Shift+P", "Show its plan"),
    ("loops", "Shift+L", "Show its loops"),
    ("tables", "Shift+T", "Show the tables it joins"),
    ("timeline", "Shift+W", "Show when it runs"),
)
"""Views of one statement: slug, keys, words."""

SHEET: tuple[tuple[str, str], ...] = tuple(
    (keys.replace("+", " "), words) for _, keys, words in WAYS
)
"""For the sheet of all keys."""


def bind_keys(view: View) -> None:
    """Make the keys work wherever the keyboard is within a view of queries."""
    for slug, keys, _ in WAYS:
        _bind(view, keys, lambda slug=slug: go(view, view.document, slug))  # type: ignore[misc]


def go(owner: QWidget, document: Document, slug: str) -> None:
    """Show what is chosen in another view."""
    study: Study = document.opened.study
    if chosen_statement(study, document.selection.focus) < 0:
        toast(owner, "Choose a statement first")
        return
    document.view_wanted.emit(slug)
    document.selection.revealed.emit(document.selection.focus)


def _bind(owner: QWidget, keys: str, do: Callable[[], object]) -> None:
    action = QAction(owner)
    action.setShortcut(QKeySequence(keys))
    action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    action.triggered.connect(lambda: do())
    owner.addAction(action)
