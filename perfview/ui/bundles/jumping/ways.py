"""Which views show a module or a package, and by which keys one gets there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from perfview.bundles.study import Study
from perfview.ui.bundles.choosing import chosen_module, chosen_package
from perfview.ui.widgets.toast import toast
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.view import View

WAYS: tuple[tuple[str, str, str], ...] = (
    ("imports", "Shift+R", "Show why it is here"),
    ("treemap", "Shift+T", "Show in the treemap"),
    ("modules", "Shift+S", "Show among modules"),
    ("packages", "Shift+P", "Show its package"),
    ("what-if", "Shift+W", "Show what could change"),
)
"""Views of one module: slug, keys, words."""

SHEET: tuple[tuple[str, str], ...] = tuple(
    (keys.replace("+", " "), words) for _, keys, words in WAYS
)
"""For the sheet of all keys."""


def bind_keys(view: View) -> None:
    """Make the keys work wherever the keyboard is within a view of a bundle."""
    for slug, keys, _ in WAYS:
        _bind(view, keys, lambda slug=slug: go(view, view.document, slug))  # type: ignore[misc]


def go(owner: QWidget, document: Document, slug: str) -> None:
    """Show what is chosen in another view."""
    study: Study = document.opened.study
    focus = document.selection.focus
    chosen = chosen_module(study, focus) >= 0 or chosen_package(study, focus) >= 0
    if not chosen and slug != "what-if":
        toast(owner, "Choose a module or a package first")
        return
    document.view_wanted.emit(slug)
    document.selection.revealed.emit(document.selection.focus)


def _bind(owner: QWidget, keys: str, do: Callable[[], object]) -> None:
    action = QAction(owner)
    action.setShortcut(QKeySequence(keys))
    action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    action.triggered.connect(lambda: do())
    owner.addAction(action)
