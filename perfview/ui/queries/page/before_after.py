"""One run of a statement now and with an index, as two bars."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from perfview.findings.quantities import THIN, three_figures
from perfview.ui.canvas.painting import RIGHT, colour, write
from perfview.ui.widgets.gauges import Gauge

_LINE, _BAR = 17, 8


class BeforeAfter(Gauge):
    """Costs of one run in the planner's units, `before` the longer bar."""

    def __init__(self, before: float, after: float, words: str) -> None:
        said = f"now {three_figures(before)}, {words} {three_figures(after)}"
        super().__init__(0, 2 * (_LINE + _BAR + 4) + 2, said)
        self._lines = (("now", before, "text3"), (words, after, "save"))
        self._most = max(before, after, 1e-9)

    def draw(self, painter: QPainter, area: QRectF) -> None:
        top = area.top()
        for words, value, role in self._lines:
            place = QRectF(area.left(), top, area.width(), _LINE)
            write(painter, place, words, "text2", size=11)
            cost = f"cost {three_figures(value)}"
            write(painter, place, cost, "text", size=11, weight=600, align=RIGHT)
            self._bar(painter, QRectF(area.left(), top + _LINE, area.width(), _BAR), value, role)
            top += _LINE + _BAR + 4

    def _bar(self, painter: QPainter, area: QRectF, value: float, role: str) -> None:
        painter.fillRect(area, colour("track"))
        filled = max(3.0, area.width() * min(value / self._most, 1.0))
        painter.fillRect(QRectF(area.left(), area.top(), filled, area.height()), colour(role))


def factor_words(factor: float) -> str:
    """``149 × cheaper``; "" where it hardly is."""
    if factor != factor or factor < 1.05 or factor == float("inf"):
        return ""
    return f"{three_figures(factor)}{THIN}× cheaper"
