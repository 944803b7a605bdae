"""The theme in force, and switching it while the window is open."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from perfview.ui.theme.fonts import font, load_at_start
from perfview.ui.theme.palette import palette
from perfview.ui.theme.sheet import sheet
from perfview.ui.theme.tokens import DARK, LIGHT, SIZE, Theme

__all__ = ["CHOICES", "changed", "choice", "current", "font", "set_theme"]

CHOICES = ("system", "dark", "light")


class _Switch(QObject):
    """Holds what is in force; one for the process."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.theme = DARK
        self.choice = "dark"
        self.follows = False
        self.dressed: QApplication | None = None

    def system_changed(self) -> None:
        """The system went dark or light: go along if that is what was chosen."""
        if self.choice == "system":
            set_theme("system")


_switch = _Switch()
changed = _switch.changed
"""Emitted with the new `Theme` after the application wears it."""


def current() -> Theme:
    """The theme in force."""
    return _switch.theme


def choice() -> str:
    """What was chosen: "dark", "light" or "system"."""
    return _switch.choice


def set_theme(name: str) -> None:
    """Wear "dark", "light" or the "system"'s scheme, now. Raises ValueError for another word."""
    if name not in CHOICES:
        raise ValueError(f"no theme is called “{name}”; there are {', '.join(CHOICES)}")
    _switch.choice = name
    wanted = {"dark": DARK, "light": LIGHT}.get(name) or _of_system()
    app = QApplication.instance()
    if isinstance(app, QApplication) and (wanted != _switch.theme or _switch.dressed is not app):
        _switch.theme = wanted
        _dress(app)
        _switch.changed.emit(wanted)
    _switch.theme = wanted


def _of_system() -> Theme:
    app = QGuiApplication.instance()
    if isinstance(app, QGuiApplication):
        light = app.styleHints().colorScheme() == Qt.ColorScheme.Light
        return LIGHT if light else DARK
    return DARK


def _dress(app: QApplication) -> None:
    load_at_start()
    if _switch.dressed is not app:
        app.setStyle("Fusion")
        app.styleHints().colorSchemeChanged.connect(_switch.system_changed)
        app.setFont(font(SIZE.body))
        _switch.dressed = app
    app.setPalette(palette(_switch.theme))
    app.setStyleSheet(sheet(_switch.theme))
