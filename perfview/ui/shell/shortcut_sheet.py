"""All keys on one sheet over the window."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from perfview.ui.shell.commands import CANVAS_KEYS, TAB_KEYS, Command, shown_keys
from perfview.ui.shell.overlay import Overlay
from perfview.ui.widgets.arrange import column, row
from perfview.ui.widgets.button import button
from perfview.ui.widgets.label import key_cap, label


class ShortcutSheet(Overlay):
    """Grouped as the commands are, then the pictures' own keys, and `more`, those of the kind of
    document that is open, under a title."""

    def __init__(
        self,
        window: QWidget,
        commands: list[Command],
        more: tuple[str, Sequence[tuple[str, str]]] = ("", ()),
    ) -> None:
        super().__init__(window)
        self._more = more
        self.setAccessibleName("All keys")
        self._commands = commands
        self.set_frame(self._frame())

    def _frame(self) -> QFrame:
        keyed = [c for c in self._commands if c.keys and c.group]
        groups = [
            (name, [(" or ".join(map(shown_keys, c.keys)), c.title) for c in some])
            for name, some in groupby(keyed, key=lambda c: c.group)
        ]
        next(lines for name, lines in groups if name == "Moving").append(TAB_KEYS)
        groups.append(("In the pictures", list(CANVAS_KEYS)))
        title, more = self._more
        if more:
            groups.append((title, list(more)))
        halves: list[list[QWidget]] = [[], []]
        heights = [0, 0]
        for name, lines in groups:
            side = 0 if heights[0] <= heights[1] else 1
            halves[side].append(_group(name, lines))
            heights[side] += len(lines) + 2
        close = button("", "x", "flat", tip="Close")
        close.clicked.connect(self.dismiss)
        head = row(label("All keys", "head"), 1, key_cap("Esc"), close)
        body = row(
            *((column(*half, 1, gap=16), 1) for half in halves),
            gap=32,
        )
        frame = column(head, body, margin=(20, 12, 16, 18), gap=12)
        frame.setProperty("surface", "overlay")
        frame.setFixedWidth(800)
        return frame


def _group(name: str, lines: list[tuple[str, str]]) -> QWidget:
    box = QWidget()
    layout = QVBoxLayout(box)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(6)
    layout.addWidget(label(name, "section"))
    grid = QGridLayout()
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(5)
    grid.setColumnStretch(1, 1)
    for at, (keys, title) in enumerate(lines):
        key = key_cap(keys)
        grid.addWidget(key, at, 0, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(label(title, "2"), at, 1)
    grid.setColumnMinimumWidth(0, 128)
    layout.addLayout(grid)
    return box
