"""Keys for what can be done with the chosen call, as in the Firefox Profiler where free."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from perfview.profiles.transforms.transform import Change
from perfview.ui.profiles.lensing.chosen import Chosen, chosen_call
from perfview.ui.profiles.lensing.holder import lens_of
from perfview.ui.widgets.toast import toast
from perfview.ui.workspace.view import View

if TYPE_CHECKING:
    from perfview.ui.profiles.lensing.bar import LensBar

KEY_OF = {
    Change.FOCUS_FUNCTION: "Shift+F",
    Change.FOCUS_SUBTREE: "Shift+G",
    Change.MERGE_FUNCTION: "Shift+M",
    Change.DROP_FUNCTION: "Shift+D",
    Change.COLLAPSE_SUBTREE: "Shift+C",
    Change.COLLAPSE_RECURSION: "Shift+R",
}
"""Plain letters move pictures, so Shift goes with the Firefox Profiler's."""

UNDO, REDO, FILTER = "Ctrl+Z", "Ctrl+Shift+Z", "Ctrl+Shift+F"
SANDWICH, COPY = "Shift+S", "Ctrl+C"

SHEET: tuple[tuple[str, str], ...] = (
    ("Shift F", "Focus on the chosen function"),
    ("Shift G", "Focus on the chosen path only"),
    ("Shift M", "Merge it into its callers"),
    ("Shift D", "Drop samples with it"),
    ("Shift C", "Collapse what it calls"),
    ("Shift R", "Collapse its recursion"),
    ("Shift S", "Show it between callers and callees"),
    ("Ctrl Shift F", "Filter by frames"),
    ("Ctrl Z", "Undo a change of what is seen"),
    ("Ctrl Shift Z", "Redo it"),
    ("Ctrl C", "Copy the chosen stack"),
)
"""For the sheet of all keys."""


def bind_keys(view: View, bar: LensBar) -> None:
    """Make the keys work wherever the keyboard is within a view of a profile."""
    holder = lens_of(view.document)
    for change, keys in KEY_OF.items():
        _bind(view, keys, lambda change=change: _transform(view, change))  # type: ignore[misc]
    _bind(view, UNDO, holder.undo)
    _bind(view, REDO, holder.redo)
    _bind(view, "Ctrl+Y", holder.redo)
    _bind(view, FILTER, bar.ask_filter)
    bar.filter_row.left.connect(view.take_keyboard)
    _bind(view, SANDWICH, lambda: view.document.view_wanted.emit("sandwich"))


def bind_copy(canvas: QWidget, view: View) -> None:
    """Copy the chosen stack while the keyboard is with a picture; tables copy their rows."""
    canvas.installEventFilter(_Copies(view, canvas))


class _Copies(QObject):
    """Listens for Ctrl+C. Not a shortcut: that one would also answer to Ctrl+Shift+C, which is the
    window's."""

    def __init__(self, view: View, canvas: QWidget) -> None:
        super().__init__(canvas)
        self._view = view

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_press = event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent)
        if is_press and event.matches(QKeySequence.StandardKey.Copy):  # type: ignore[attr-defined]
            _copy(self._view)
            return True
        return False


def _bind(owner: QWidget, keys: str, do: Callable[[], object]) -> QAction:
    action = QAction(owner)
    action.setShortcut(QKeySequence(keys))
    action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    action.triggered.connect(lambda: do())
    owner.addAction(action)
    return action


def _chosen(view: View) -> Chosen | None:
    found = chosen_call(view.document.opened.study, view.document.selection.focus)
    if found is None:
        toast(view, "Choose a function first")
    return found


def _transform(view: View, change: Change) -> None:
    chosen = _chosen(view)
    if chosen is None:
        return
    for _, transform in chosen.transforms():
        if transform.change is change:
            lens_of(view.document).apply(transform)
            return
    toast(view, "Choose one call of it in the flame graph or the call tree first")


def _copy(view: View) -> None:
    chosen = _chosen(view)
    if chosen is not None:
        chosen.copy_stack(view)
