"""What can be done with one call: transforms, copies, ways to other views."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from perfview.profiles.measures.call_tree import Shape
from perfview.profiles.study import Study
from perfview.profiles.transforms.transform import Change, Transform
from perfview.ui.profiles.lensing.holder import LensHolder
from perfview.ui.theme import icons
from perfview.ui.widgets.toast import toast

_LONGEST = 40


@dataclass(frozen=True)
class Chosen:
    """A function (index, perhaps one that a transform made) and, -1 for none, a path of `shape`."""

    study: Study
    shape: Shape
    function: int
    path: int = -1

    @property
    def name(self) -> str:
        """The function's name."""
        return self.study.name_of(self.function, self.shape)

    @property
    def stack(self) -> int:
        """A recorded stack that became the path, -1 for none."""
        if self.path < 0:
            return -1
        found = np.flatnonzero(self.shape.of_stack == self.path)
        return int(found[0]) if len(found) else -1

    def stack_text(self) -> str:
        """The path's functions, outermost first, a line each."""
        names, path = [], self.path
        while path >= 0:
            names.append(self.study.name_of(int(self.shape.function[path]), self.shape))
            path = int(self.shape.parent[path])
        return "\n".join(reversed(names))


def transforms_for(chosen: Chosen) -> list[tuple[str, Transform]]:
    """What can be done with a call, in words, most wanted first."""
    study, function = chosen.study, chosen.function
    if function >= len(study.model.functions):
        return []
    name = chosen.name if len(chosen.name) <= _LONGEST else f"{chosen.name[: _LONGEST - 1]}…"
    found = [
        (f"Focus on {name}", Transform(Change.FOCUS_FUNCTION, function)),
        (f"Merge {name} into its callers", Transform(Change.MERGE_FUNCTION, function)),
        (f"Drop samples with {name}", Transform(Change.DROP_FUNCTION, function)),
        (f"Collapse what {name} calls", Transform(Change.COLLAPSE_SUBTREE, function)),
        ("Collapse its direct recursion", Transform(Change.COLLAPSE_DIRECT_RECURSION, function)),
        ("Collapse all its recursion", Transform(Change.COLLAPSE_RECURSION, function)),
    ]
    stack = chosen.stack
    if stack >= 0:
        found[1:1] = [
            ("Focus on this path only", Transform(Change.FOCUS_SUBTREE, stack=stack)),
            ("Cut off what is below this path", Transform(Change.MERGE_SUBTREE, stack=stack)),
        ]
    module = study.model.strings[int(study.model.functions.module[function])]
    if module:
        found.append((f"Collapse {module}", Transform(Change.COLLAPSE_MODULE, text=module)))
    return found


def call_menu(owner: QWidget, holder: LensHolder, chosen: Chosen) -> QMenu:
    """The menu of a call; shown with `popup`."""
    menu = QMenu(owner)
    for words, transform in transforms_for(chosen):
        add(menu, words, lambda t=transform: holder.apply(t))  # type: ignore[misc]
    menu.addSeparator()
    add(menu, "Undo the last change", holder.undo, enabled=holder.can_undo)
    menu.addSeparator()
    add(menu, "Copy name", lambda: _copy(owner, chosen.name), "copy")
    if chosen.path >= 0:
        add(menu, "Copy stack", lambda: _copy(owner, chosen.stack_text()), "copy")
    return menu


def show_call_menu(owner: QWidget, holder: LensHolder, chosen: Chosen, place: QPoint) -> None:
    """Show the menu of a call at a place of the screen."""
    menu = call_menu(owner, holder, chosen)
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(place)


def add(
    menu: QMenu, words: str, do: Callable[[], object], icon: str = "", *, enabled: bool = True
) -> None:
    """One entry of a menu."""
    # An ampersand would be taken for the mark of a key.
    action = menu.addAction(words.replace("&", "&&"))
    if icon:
        action.setIcon(icons.icon(icon))
    action.setEnabled(enabled)
    action.triggered.connect(lambda: do())


def _copy(owner: QWidget, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    toast(owner, "Copied")
