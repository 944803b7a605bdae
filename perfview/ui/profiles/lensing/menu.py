"""What can be done with one call: transforms, copies, ways to other views."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from perfview.ui.profiles.lensing.chosen import Chosen, choose
from perfview.ui.profiles.lensing.holder import lens_of
from perfview.ui.profiles.lensing.keys import COPY, KEY_OF, SANDWICH, UNDO
from perfview.ui.theme import icons
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.view import View


def call_menu(owner: QWidget, document: Document, chosen: Chosen) -> QMenu:
    """The menu of a call; shown with `show`."""
    menu = QMenu(owner)
    fill(menu, owner, document, chosen)
    return menu


def fill(menu: QMenu, owner: QWidget, document: Document, chosen: Chosen) -> None:
    """Add what can be done with a call to a menu."""
    holder = lens_of(document)
    for words, transform in chosen.transforms():
        keys = KEY_OF.get(transform.change, "")
        add(menu, words, lambda t=transform: holder.apply(t), keys=keys)  # type: ignore[misc]
    menu.addSeparator()
    add(menu, "Undo the last change", holder.undo, enabled=holder.can_undo, keys=UNDO)
    if chosen.function < len(chosen.study.model.functions):
        menu.addSeparator()
        add(menu, "Show callers and callees", _way(document, chosen, "sandwich"), keys=SANDWICH)
        add(menu, "Show source", _way(document, chosen, "source"))
    menu.addSeparator()
    add(menu, "Copy name", lambda: chosen.copy_name(owner), "copy")
    if chosen.path >= 0:
        add(menu, "Copy stack", lambda: chosen.copy_stack(owner), "copy", keys=COPY)


def show(menu: QMenu, place: QPoint) -> None:
    """Show a menu at a place of the screen; it is gone with its closing."""
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(place)


def show_call_menu(view: View, chosen: Chosen, place: QPoint) -> None:
    """Show the menu of a call at a place of the screen."""
    show(call_menu(view, view.document, chosen), place)


def _way(document: Document, chosen: Chosen, name: str) -> Callable[[], None]:
    def go() -> None:
        choose(document, None, chosen.function, chosen.stack)
        document.view_wanted.emit(name)

    return go


def add(
    menu: QMenu,
    words: str,
    do: Callable[[], object],
    icon: str = "",
    *,
    enabled: bool = True,
    keys: str = "",
) -> None:
    """One entry of a menu; `keys` are told, not bound."""
    # An ampersand would be taken for the mark of a key.
    told = words.replace("&", "&&").replace("\t", " ")
    action = menu.addAction(f"{told}\t{keys}" if keys else told)
    if icon:
        action.setIcon(icons.icon(icon))
    action.setEnabled(enabled)
    action.triggered.connect(lambda: do())
