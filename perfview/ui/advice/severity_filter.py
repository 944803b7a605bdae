"""Leaving out recommendations below a severity."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from perfview.findings.finding import Severity
from perfview.ui.theme import icons
from perfview.ui.widgets.button import button, set_icon

_CHOICES = (
    ("Everything", Severity.INFO),
    ("Warnings and worse", Severity.WARNING),
    ("Critical only", Severity.CRITICAL),
)


class SeverityFilter(QWidget):
    """A button with a menu; `least` is what a recommendation must reach to be shown."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.least = Severity.INFO
        self._button = button("", "funnel", "flat", tip="Show by severity")
        self._menu = QMenu(self)
        self._actions: dict[Severity, QAction] = {}
        group = QActionGroup(self)
        for text, severity in _CHOICES:
            action = QAction(icons.icon(*icons.SEVERITY[severity.value]), text, self)
            action.setCheckable(True)
            action.setChecked(severity is self.least)
            action.triggered.connect(lambda _=False, s=severity: self.choose(s))
            group.addAction(action)
            self._menu.addAction(action)
            self._actions[severity] = action
        self._button.setMenu(self._menu)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._button)

    def choose(self, least: Severity) -> None:
        """Leave out what is less severe."""
        self.least = least
        self._actions[least].setChecked(True)
        is_on = least is not Severity.INFO
        set_icon(self._button, "funnel", "accent" if is_on else "text2")
        self.changed.emit()

    def lets(self, severity: Severity) -> bool:
        """Whether something this severe is shown."""
        return severity.rank >= self.least.rank
