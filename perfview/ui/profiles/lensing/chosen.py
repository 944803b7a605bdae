"""One call that was chosen, and what can be done with it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from perfview.profiles.measures.call_tree import Shape
from perfview.profiles.study import Study
from perfview.profiles.transforms.transform import Change, Transform
from perfview.ui.widgets.toast import toast
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.selection import Focus

_LONGEST = 40
_NO_ROWS = np.zeros(0, np.int32)


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
        return self.study.name_of(self.function, self.shape) or "(no name)"

    @property
    def stack(self) -> int:
        """A recorded stack that became the path, -1 for none."""
        if self.path < 0:
            return -1
        found = np.flatnonzero(self.shape.of_stack == self.path)
        return int(found[0]) if len(found) else -1

    def stack_text(self) -> str:
        """The path's functions, outermost first, a line each; the name alone without a path."""
        names, path = [], self.path
        while path >= 0:
            names.append(self.study.name_of(int(self.shape.function[path]), self.shape))
            path = int(self.shape.parent[path])
        return "\n".join(reversed(names)) or self.name

    def copy_name(self, owner: QWidget) -> None:
        """Put the name on the clipboard."""
        QGuiApplication.clipboard().setText(self.name)
        toast(owner, "Copied the name")

    def copy_stack(self, owner: QWidget) -> None:
        """Put the stack on the clipboard."""
        QGuiApplication.clipboard().setText(self.stack_text())
        toast(owner, "Copied the stack" if self.path >= 0 else "Copied the name")

    def transforms(self) -> list[tuple[str, Transform]]:
        """What can be done with it, in words, most wanted first."""
        study, function = self.study, self.function
        if function >= len(study.model.functions):
            return []
        name = self.name if len(self.name) <= _LONGEST else f"{self.name[: _LONGEST - 1]}…"
        found = [
            (f"Focus on {name}", Transform(Change.FOCUS_FUNCTION, function)),
            (f"Merge {name} into its callers", Transform(Change.MERGE_FUNCTION, function)),
            (f"Drop samples with {name}", Transform(Change.DROP_FUNCTION, function)),
            (f"Collapse what {name} calls", Transform(Change.COLLAPSE_SUBTREE, function)),
            ("Collapse all its recursion", Transform(Change.COLLAPSE_RECURSION, function)),
            (
                "Collapse its direct recursion",
                Transform(Change.COLLAPSE_DIRECT_RECURSION, function),
            ),
        ]
        stack = self.stack
        if stack >= 0:
            found[1:1] = [
                ("Focus on this path only", Transform(Change.FOCUS_SUBTREE, stack=stack)),
                ("Cut off what is below this path", Transform(Change.MERGE_SUBTREE, stack=stack)),
            ]
        module = study.model.strings[int(study.model.functions.module[function])]
        if module:
            found.append((f"Collapse {module}", Transform(Change.COLLAPSE_MODULE, text=module)))
        return found


def choose(document: Document, origin: object, function: int = -1, stack: int = -1) -> None:
    """Choose a function (-1: none), called by a recorded stack (-1: however), in every view."""
    count = len(document.opened.study.model.functions)
    document.selection.change(
        origin,
        operation=function if function < count else -1,
        row=stack,
        rows=_NO_ROWS,
        groups=_NO_ROWS,
    )


def chosen_function(study: Study, focus: Focus) -> int:
    """The function a focus is about: that of evidence, else chosen, else of the chosen stack."""
    if len(focus.rows) and len(focus.groups):
        return int(focus.groups[0])
    if focus.operation >= 0 and not len(focus.rows):
        return focus.operation
    if focus.row >= 0:
        return int(study.function[focus.row])
    return int(focus.groups[0]) if len(focus.groups) else -1


def chosen_call(study: Study, focus: Focus) -> Chosen | None:
    """The call a focus is about, its path as recorded; None for none."""
    function = chosen_function(study, focus)
    if function < 0:
        return None
    at = int(study.shape.of_stack[focus.row]) if focus.row >= 0 else -1
    same = at >= 0 and int(study.shape.function[at]) == function
    return Chosen(study, study.shape, function, at if same else -1)
