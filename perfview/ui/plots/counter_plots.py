"""Counters under the timeline, on the same axis: a page's heap, and whatever else was counted."""

from __future__ import annotations

import numpy as np
import pyqtgraph
from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from perfview.findings.quantities import plural, quantity
from perfview.traces.measures.counter_series import Counted
from perfview.ui.canvas.canvas import Canvas
from perfview.ui.canvas.painting import RIGHT, colour, write
from perfview.ui.theme import theme
from perfview.ui.widgets.label import label

ROW = 46
_MOST_SHOWN = 3
_MOST = 40
_FOR_LANES = 360
_HEADROOM = 0.12


class _Head(QWidget):
    """The name of a counter, whose it is, and its value where the pointer or the view ends."""

    def __init__(self, counted: Counted, width: int) -> None:
        super().__init__()
        self.setFixedSize(width, ROW)
        self._counted = counted
        self._value = float(counted.value[-1])
        lowest, highest = (
            quantity(float(f(counted.value)), counted.unit) for f in (np.min, np.max)
        )
        self._range = f"{lowest} to {highest}"
        self.setToolTip(f"{counted.name}\n{counted.place}".strip())
        self.setAccessibleName(f"{counted.name} {self._range}")

    def show_at(self, time_ns: int) -> None:
        """Show the value that held at a time."""
        at = int(np.searchsorted(self._counted.time_ns, time_ns, "right")) - 1
        self._value = float(self._counted.value[max(at, 0)])
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour("panel"))
        wide = self.width() - 22
        value = quantity(self._value, self._counted.unit)
        write(
            painter, QRectF(12, 5, wide - 70, 17), self._counted.name, "text", size=11, weight=600
        )
        write(painter, QRectF(12, 5, wide, 17), value, "text2", size=11, align=RIGHT)
        under = self._counted.place or self._range
        write(painter, QRectF(12, 23, wide, 15), under, "text3", size=10)
        painter.setPen(colour("line"))
        painter.drawLine(self.width() - 1, 0, self.width() - 1, ROW)
        painter.drawLine(0, ROW - 1, self.width(), ROW - 1)
        painter.end()


class _Plot(pyqtgraph.PlotWidget):  # type: ignore[misc]
    """One counter as steps; the canvas above it has the wheel and the keys."""

    def __init__(self, counted: Counted, canvas: Canvas, origin_ns: int) -> None:
        super().__init__()
        self._canvas, self._origin = canvas, origin_ns
        self.setFixedHeight(ROW)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMenuEnabled(False)
        self.setMouseEnabled(x=False, y=False)
        self.hideButtons()
        item = self.getPlotItem()
        for axis in ("left", "bottom", "right", "top"):
            # Hidden axes write themselves new labels at every step of a pan.
            self.hideAxis(axis)
            item.getAxis(axis).unlinkFromView()
        item.setContentsMargins(0, 0, 0, 0)
        item.getViewBox().setDefaultPadding(0)
        low, high = float(counted.value.min()), float(counted.value.max())
        low = min(low, 0.0) if low < 0.5 * high else low
        room = (high - low) * _HEADROOM
        self.setYRange(low - room / 2, high + room, padding=0)
        time = (counted.time_ns - origin_ns).astype(np.float64)
        # A step's last value holds to the end of the recording, and its last edge is out of sight.
        beyond = 0.01 * (canvas.bounds[1] - canvas.bounds[0])
        time = np.append(time, float(canvas.bounds[1] - origin_ns) + beyond)
        self._curve = self.plot(time, np.append(counted.value, counted.value[-1]), stepMode="right")
        self._curve.setDownsampling(auto=True, method="peak")
        self._curve.setClipToView(True)
        self._floor = low - room / 2
        self.wear()

    def wear(self) -> None:
        """The colours of the theme in force."""
        self.setBackground(theme.current().canvas)
        self._curve.setPen(pyqtgraph.mkPen(colour("accent"), width=1.2))
        self._curve.setFillLevel(self._floor)
        self._curve.setBrush(pyqtgraph.mkBrush(colour("accent", 44)))

    def follow(self) -> None:
        """Show what the canvas shows."""
        stretch = self._canvas.stretch
        self.setXRange(stretch.start - self._origin, stretch.end - self._origin, padding=0)

    def wheelEvent(self, event: QWheelEvent) -> None:
        x = event.position().x()
        self._canvas.zoom(0.82 ** (event.angleDelta().y() / 120), x)


class CounterPlots(QScrollArea):
    """All counters of a recording under one another; a few are seen at once, the rest by scrolling.

    Stands below `canvas` with a gutter as wide as the canvas' own.
    """

    def __init__(self, counted: list[Counted], canvas: Canvas, gutter: int, origin_ns: int) -> None:
        super().__init__()
        self.setAccessibleName("Counters")
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._count = len(counted)
        self.setFixedHeight(min(self._count, _MOST_SHOWN) * ROW)
        self._canvas = canvas
        self._rows: list[tuple[_Head, _Plot]] = []
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for each in counted[:_MOST]:
            head, plot = _Head(each, gutter), _Plot(each, canvas, origin_ns)
            side = QHBoxLayout()
            side.setContentsMargins(0, 0, 0, 0)
            side.setSpacing(0)
            side.addWidget(head)
            side.addWidget(plot, 1)
            layout.addLayout(side)
            self._rows.append((head, plot))
        if len(counted) > _MOST:
            more = plural(len(counted) - _MOST, "more counter")
            layout.addWidget(label(f"{more} with fewer points, not shown", "3"))
        layout.addStretch(1)
        self.setWidget(inside)
        canvas.viewed.connect(self.follow)
        self.verticalScrollBar().valueChanged.connect(self.follow)
        self.follow()

    def set_gutter(self, width: int) -> None:
        """How wide the column left of the canvas is."""
        for head, _ in self._rows:
            head.setFixedWidth(width)

    def share_room(self, height: int) -> None:
        """Take a fitting part of a timeline of this height (px): the lanes come first."""
        rows = min(max((height - _FOR_LANES) // ROW, 1), _MOST_SHOWN, self._count)
        self.setFixedHeight(rows * ROW)

    def follow(self) -> None:
        """Show what the canvas shows, and the values at its right end, as far as they are seen."""
        end = self._canvas.stretch.end
        first = self.verticalScrollBar().value() // ROW
        for head, plot in self._rows[first : first + _MOST_SHOWN + 1]:
            plot.follow()
            head.show_at(end)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            for _, plot in getattr(self, "_rows", ()):
                plot.wear()
