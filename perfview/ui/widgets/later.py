"""A widget that is made when it is first shown, so that its view need not wait for it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget


class Later(QWidget):
    """Stands where the widget will be, `least` px wide. If it `waits`, what is shown along with it
    is drawn first."""

    def __init__(self, make: Callable[[], QWidget], least: int, *, waits: bool = False) -> None:
        super().__init__()
        self._make, self._waits = make, waits
        self.made: QWidget | None = None
        self.setMinimumWidth(least)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)

    def showEvent(self, event: QShowEvent) -> None:
        """Make it, the first time."""
        if self.made is None and self._waits:
            QTimer.singleShot(0, self, self.make)
        else:
            self.make()
        super().showEvent(event)

    def make(self) -> QWidget:
        """The widget, made now if it was not yet."""
        if self.made is None:
            self.made = self._make()
            layout = self.layout()
            assert layout is not None
            layout.addWidget(self.made)
        return self.made
