"""A widget that is made when it is first shown, so that its view need not wait for it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget


class Later(QWidget):
    """Stands where the widget will be, `least` px wide."""

    def __init__(self, make: Callable[[], QWidget], least: int) -> None:
        super().__init__()
        self._make = make
        self.made: QWidget | None = None
        self.setMinimumWidth(least)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)

    def showEvent(self, event: QShowEvent) -> None:
        """Make it, the first time."""
        if self.made is None:
            self.made = self._make()
            layout = self.layout()
            assert layout is not None
            layout.addWidget(self.made)
        super().showEvent(event)
