"""Where the critical path goes: one bar of all parts, and a table of the same."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from perfview.findings.quantities import duration, percent
from perfview.ui.theme.colours import category_colour
from perfview.ui.theme.theme import current
from perfview.ui.traces.facts.span_facts import Breakdown
from perfview.ui.widgets.arrange import row
from perfview.ui.widgets.gauges import Gauge
from perfview.ui.widgets.table.columns import Look, NumberColumn, TextColumn
from perfview.ui.widgets.table.order import Arrangement
from perfview.ui.widgets.table.view import Table

_TIME = 1


class WhereTimeGoes(QWidget):
    """chosen carries an operation (its index) the user picked."""

    chosen = Signal(int)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self._breakdown: Breakdown | None = None
        self._bar = PartsBar()
        self._table = Table((), title)
        self._table.arrange_by(Arrangement(_TIME, descending=True))
        self._table.chosen.connect(self._on_chosen)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        # As wide as what stands in the table: from the first letter to the last number.
        layout.addWidget(row(self._bar, margin=(8, 0, 16, 0)))
        layout.addWidget(self._table, 1)

    def show_breakdown(self, parts: Breakdown, *, narrow: bool = False) -> None:
        """Show another focus's parts; `narrow` leaves the bars beside the numbers out."""
        self._breakdown = parts
        self._bar.show_breakdown(parts)
        ids = np.arange(len(parts.operation), dtype=np.int32)
        whole = max(1, parts.whole_ns)
        self._table.set_columns(
            (
                TextColumn(
                    "part",
                    self._title,
                    ids,
                    parts.names,
                    categories=lambda part: int(parts.category[part]),
                ),
                NumberColumn(
                    "critical_ns",
                    "Time",
                    parts.time_ns,
                    duration,
                    Look(78 if narrow else 160),
                    bar=not narrow,
                ),
                NumberColumn("share", "Share", parts.time_ns / whole, percent, Look(60)),
            )
        )

    def _on_chosen(self, parts: np.ndarray) -> None:
        if self._breakdown is not None and len(parts) == 1:
            self.chosen.emit(int(self._breakdown.operation[parts[0]]))


class PartsBar(Gauge):
    """All parts side by side in their services' colours, the largest first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 8, "Parts of the critical path", parent)
        self._parts: Breakdown | None = None

    def show_breakdown(self, parts: Breakdown) -> None:
        """Show other parts."""
        self._parts = parts
        self.update()

    def draw(self, painter: QPainter, area: QRectF) -> None:
        theme = current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.fillRect(area, QColor(theme.track))
        parts = self._parts
        if parts is None or not parts.whole_ns:
            return
        left = area.left()
        for time_ns, category in zip(parts.time_ns.tolist(), parts.category.tolist(), strict=True):
            width = time_ns / parts.whole_ns * area.width()
            if width < 0.5:
                break
            place = QRectF(left, area.top(), max(1.0, width - 1), area.height())
            painter.fillRect(place, QColor(category_colour(category, theme)))
            left += width
