"""A bar beside a canvas that shows how far down it is, and is not there where all is in sight."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollBar

from perfview.ui.canvas.canvas import Canvas


class CanvasScrollBar(QScrollBar):
    """Scrolls its canvas, and follows it."""

    def __init__(self, canvas: Canvas, name: str) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self.setAccessibleName(name)
        self._canvas = canvas
        canvas.viewed.connect(self.follow)
        self.valueChanged.connect(canvas.scroll_to)

    def follow(self) -> None:
        """Say what is to be seen now: another scene may be higher or lower."""
        self.setRange(0, self._canvas.lowest_scroll)
        self.setPageStep(self._canvas.height())
        self.setVisible(self._canvas.lowest_scroll > 0)
        self.setValue(self._canvas.scroll_top)
