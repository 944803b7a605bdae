"""How a statement would be answered with an index, where no planner was asked: one box in words."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from perfview.queries.indexes.suggestion import Helped, Suggestion
from perfview.ui.canvas.painting import colour, write
from perfview.ui.theme.tokens import RADIUS
from perfview.ui.widgets.gauges import Gauge

_HEIGHT, _MARGIN = 42, 12
_WAYS = {
    "index only": ("Index only scan", "everything asked for is in the index"),
    "order": ("Index scan", "rows come in the order asked for, nothing is sorted"),
    "lookup": ("Index lookups", "one for each row of the other table"),
    "range": ("Index scan", "only the range asked for is read"),
    "seek": ("Index scan", "only rows with the value asked for are read"),
}


class PathBox(Gauge):
    """Dashed, because nobody but the estimate says so."""

    def __init__(self, suggestion: Suggestion, helped: Helped) -> None:
        self.title, self.under = path_words(suggestion, helped)
        super().__init__(0, _HEIGHT, f"{self.title}: {self.under}")
        self.setToolTip(f"{self.title}\n{self.under}")

    def draw(self, painter: QPainter, area: QRectF) -> None:
        pen = QPen(colour("control"), 1)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.setBrush(colour("raised"))
        area = area.adjusted(_MARGIN, 0, -_MARGIN, 0)
        box = area.adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, RADIUS.control, RADIUS.control)
        painter.setPen(Qt.PenStyle.NoPen)
        inner = area.width() - 20
        write(painter, QRectF(area.left() + 10, area.top() + 3, inner, 19), self.title, weight=600)
        below = QRectF(area.left() + 10, area.top() + 21, inner, 17)
        write(painter, below, self.under, "text2", size=11)


def path_words(suggestion: Suggestion, helped: Helped) -> tuple[str, str]:
    """``Index scan using orders_user_id_idx on orders`` and what that spares."""
    way, spares = _WAYS.get(helped.how, _WAYS["seek"])
    return f"{way} using {suggestion.name()} on {suggestion.table}", f"estimated: {spares}"
