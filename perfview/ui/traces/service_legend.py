"""Which colour is which service, in one line."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from perfview.traces.service_graph import ServiceGraph
from perfview.ui.canvas.boxes import QUIET_CATEGORY
from perfview.ui.canvas.painting import category_colour, colour, swatch, write
from perfview.ui.theme import theme
from perfview.ui.traces.service_colours import service_categories

_HEIGHT = 26


class ServiceLegend(QWidget):
    """Services with a colour of their own, in the order of their own time, then the rest as one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Colours of services")
        self._entries: list[tuple[int, str]] = []

    def show_services(self, graph: ServiceGraph, nodes: set[int]) -> None:
        """Explain the colours of these nodes."""
        category = service_categories(graph).tolist()
        order = sorted(nodes, key=lambda node: -int(graph.self_ns[node]))
        coloured = [n for n in order if category[n] != QUIET_CATEGORY]
        self._entries = [(category[n], graph.name[n]) for n in coloured]
        rest = len(order) - len(coloured)
        if rest:
            self._entries.append((QUIET_CATEGORY, f"{rest} more" if coloured else "services"))
        self.setAccessibleDescription(", ".join(name for _, name in self._entries))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour("canvas"))
        metrics = QFontMetrics(theme.font(11))
        x = 10.0
        for category, name in self._entries:
            wide = metrics.horizontalAdvance(name)
            if x + wide + 16 > self.width():
                break
            swatch(painter, x, 8, category_colour(category, "quiet"))
            write(painter, QRectF(x + 15, 4, wide + 4, 18), name, "text3", size=11, elide=False)
            x += wide + 31
        painter.end()
