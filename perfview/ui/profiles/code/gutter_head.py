"""What the columns left of the code are."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from perfview.ui.canvas.painting import write
from perfview.ui.profiles.code.line_painting import SHARE_PX

HEIGHT = 20
_TIP = "Of everything that counts: while the line and what it calls ran, and while it ran itself"


class GutterHead(QWidget):
    """Stands right over a `CodeArea`."""

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumSize(3 * SHARE_PX, HEIGHT)
        self.setToolTip(_TIP)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for place, title in enumerate(("total", "itself", "line")):
            room = QRectF(3 + place * SHARE_PX, 0, SHARE_PX, self.height())
            write(painter, room, title, "text3", size=10, elide=False)
        painter.end()
