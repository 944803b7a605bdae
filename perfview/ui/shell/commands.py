"""Everything the window can be told to do: one list for keys, palette and shortcut sheet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget


@dataclass(frozen=True)
class Command:
    """`keys` are Qt key sequences. What is not `listed` is kept out of the palette, what has no
    `group` out of the sheet of keys."""

    title: str
    group: str
    run: Callable[[], object] = field(repr=False)
    keys: tuple[str, ...] = ()
    icon: str = "command"
    listed: bool = True


TAB_KEYS = ("Ctrl 1 … 9", "Show a tab")
"""Nine commands, one line of the sheet."""

CANVAS_KEYS: tuple[tuple[str, str], ...] = (
    ("W S", "Zoom in, zoom out"),
    ("A D", "Move left, move right"),
    ("Home End", "To the start, to the end"),
    ("Wheel", "Zoom at the pointer"),
    ("Shift wheel", "Move sideways"),
    ("Alt wheel", "Scroll"),
    ("Drag", "Move the picture"),
    ("Shift drag", "Mark a stretch and measure it"),
    ("M", "Mark the selection’s stretch"),
    ("← → ↑ ↓", "Neighbours, parent, child"),
    ("[ ]", "Along the arrows: back, on"),
)
"""Keys the pictures handle themselves, for the sheet of all keys."""


def bind(window: QWidget, commands: list[Command]) -> None:
    """Make each command with keys work anywhere in the window."""
    for command in commands:
        if not command.keys:
            continue
        action = QAction(command.title, window)
        action.setShortcuts([QKeySequence(keys) for keys in command.keys])
        action.triggered.connect(lambda _checked=False, run=command.run: run())
        window.addAction(action)


def shown_keys(keys: str) -> str:
    """`Ctrl+K` as `Ctrl K`; arrows as signs."""
    signs = {"Left": "←", "Right": "→", "Escape": "Esc"}
    parts = [signs.get(part, part) for part in keys.split("+") if part]
    return " ".join(parts) or "+"
