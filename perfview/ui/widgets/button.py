"""Buttons: the one main button, ordinary, flat and link-like ones; filter chips; one of few."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from perfview.ui.theme import icons
from perfview.ui.theme.theme import font
from perfview.ui.theme.tokens import SIZE

_ICON = 15
_CHIP_ICON = 13


def button(
    text: str = "",
    icon: str = "",
    kind: str = "",
    *,
    tip: str = "",
    name: str = "",
    role: str = "",
    checkable: bool = False,
) -> QPushButton:
    """A button; `kind` is "" (ordinary), primary, flat or link, `role` the icon's colour.

    A button without text needs `tip`, which is its accessible name too unless `name` is given.
    """
    made = QPushButton(text)
    made.setProperty("role", kind)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.setAutoDefault(False)
    made.setCheckable(checkable)
    if icon:
        tint = role or ("on_accent" if kind == "primary" else "text2")
        set_icon(made, icon, tint, _CHIP_ICON if kind == "chip" else _ICON)
    if not text:
        made.setFixedWidth(28)
    if tip:
        made.setToolTip(tip)
    if name or not text:
        made.setAccessibleName(name or tip)
    return made


def set_icon(made: QPushButton, icon: str, role: str = "text2", size: int = _ICON) -> None:
    """Give a button another icon."""
    made.setIcon(icons.icon(icon, role, size))
    made.setIconSize(QSize(size, size))


def chip(text: str, icon: str = "", *, on: bool = False, tip: str = "") -> QPushButton:
    """A filter that is on or off."""
    made = button(text, icon, "chip", tip=tip, checkable=True)
    made.setChecked(on)
    # The state is drawn heavier: room for it, so that neighbours do not move.
    room = QFontMetrics(font(SIZE.small, 600)).horizontalAdvance(text)
    made.setFixedWidth(room + 20 + (_CHIP_ICON + 6 if icon else 0))
    return made


class Segmented(QWidget):
    """One of few: exactly one is on. `chosen` carries its index when a user changes it."""

    chosen = Signal(int)

    def __init__(
        self, options: Sequence[str], on: int = 0, name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._group = QButtonGroup(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for index, text in enumerate(options):
            part = button(text, kind="seg", checkable=True)
            part.setProperty("first", index == 0)
            part.setProperty("last", index == len(options) - 1)
            part.setFixedWidth(QFontMetrics(font(SIZE.body, 600)).horizontalAdvance(text) + 22)
            self._group.addButton(part, index)
            layout.addWidget(part)
        self._group.button(on).setChecked(True)
        self._group.idClicked.connect(self.chosen)

    @property
    def index(self) -> int:
        """Which one is on."""
        return self._group.checkedId()

    def choose(self, index: int) -> None:
        """Turn one on without telling anybody."""
        self._group.button(index).setChecked(True)

    def allow(self, index: int, on: bool, reason: str = "") -> None:
        """Let one be chosen, or say why it cannot be."""
        part = self._group.button(index)
        part.setEnabled(on)
        part.setToolTip(reason)
