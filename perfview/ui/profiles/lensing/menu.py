"""What can be done with one call: transforms, copies, ways to other views."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from perfview.ui.profiles.lensing.chosen import Chosen
from perfview.ui.profiles.lensing.holder import lens_of
from perfview.ui.profiles.lensing.keys import COPY, KEY_OF, SANDWICH, UNDO
from perfview.ui.theme import icons
from perfview.ui.workspace.view import View


def call_menu(view: View, chosen: Chosen) -> QMenu:
    """The menu of a call; shown with `popup`."""
    menu, holder, study = QMenu(view), lens_of(view.document), chosen.study
    for words, transform in chosen.transforms():
        keys = KEY_OF.get(transform.change, "")
        add(menu, words, lambda t=transform: holder.apply(t), keys=keys)  # type: ignore[misc]
    menu.addSeparator()
    add(menu, "Undo the last change", holder.undo, enabled=holder.can_undo, keys=UNDO)
    if chosen.function < len(study.model.functions):
        menu.addSeparator()
        for name, words in (("sandwich", "Show callers and callees"), ("source", "Show source")):
            keys = SANDWICH if name == "sandwich" else ""
            add(menu, words, lambda name=name: _go(view, chosen, name), keys=keys)  # type: ignore[misc]
    menu.addSeparator()
    add(menu, "Copy name", lambda: chosen.copy_name(view), "copy")
    if chosen.path >= 0:
        add(menu, "Copy stack", lambda: chosen.copy_stack(view), "copy", keys=COPY)
    return menu


def show_call_menu(view: View, chosen: Chosen, place: QPoint) -> None:
    """Show the menu of a call at a place of the screen."""
    menu = call_menu(view, chosen)
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(place)


def _go(view: View, chosen: Chosen, name: str) -> None:
    view.document.selection.change(None, operation=chosen.function)
    view.document.view_wanted.emit(name)


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
