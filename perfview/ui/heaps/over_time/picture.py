"""The picture of a heap over time: series, floors with their line, limits, pauses under it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
    QWheelEvent,
)

from perfview.findings.quantities import duration
from perfview.heaps.series.trend import Shape
from perfview.ui.canvas.painting import colour
from perfview.ui.heaps.over_time.axes import AmountAxis, TimeAxis
from perfview.ui.heaps.over_time.content import USED, Content
from perfview.ui.heaps.over_time.envelope import Envelope, Seen
from perfview.ui.heaps.over_time.hands import Hands
from perfview.ui.heaps.over_time.pointing import Pointing
from perfview.ui.heaps.over_time.tints import series_colour
from perfview.ui.theme import theme
from perfview.ui.theme.colours import mix

_NEAR = 0.6
_PAUSES = 64
_AXIS = 26
_MOST_DOTS = 400
_COARSE = 3
_LIMIT_LOOKS = (
    ("warn", Qt.PenStyle.DashLine),
    ("bad", Qt.PenStyle.DashLine),
    ("bad", Qt.PenStyle.SolidLine),
)
_LEFT = 64
_FAINT = 0.16
_APART = 4
"""Pixels from one value to the next from which on lines are drawn a little wider."""


class HeapPicture(pyqtgraph.GraphicsLayoutWidget):  # type: ignore[misc]
    """Shows a `Content`. `brushed` carries a range in s or None, `picked` a collection (a row of
    the model), `viewed` is emitted when another stretch is seen."""

    brushed = Signal(object)
    picked = Signal(int)
    viewed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Memory over time")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(320, 180)
        self.setMouseTracking(True)
        self.content: Content | None = None
        self.hidden: set[str] = set()
        self.stretch = (0.0, 1.0)
        self.chosen: NDArray[np.int32] = np.zeros(0, np.int32)
        self._pointing = Pointing(self)
        self._hands = Hands(self)
        self.ci.setContentsMargins(0, 8, 12, 4)
        self.ci.setSpacing(2)
        self._axes = (AmountAxis(), TimeAxis("bottom"), AmountAxis(_milliseconds, 26))
        self.upper = self._plot(0, {"left": self._axes[0]}, "bottom")
        self.lower = self._plot(1, {"left": self._axes[2], "bottom": self._axes[1]}, "")
        self.ci.layout.setRowFixedHeight(1, _PAUSES)
        self._curves: dict[str, Any] = {}
        self._items()
        self.wear()

    def _plot(self, row: int, axes: dict[str, Any], hidden: str) -> Any:
        plot = self.addPlot(row=row, col=0, axisItems=axes, enableMenu=False)
        plot.setMenuEnabled(False)
        plot.setMouseEnabled(x=False, y=False)
        plot.hideButtons()
        plot.getViewBox().setDefaultPadding(0)
        plot.getAxis("left").setWidth(_LEFT)
        for side in ("left", "bottom", "right", "top"):
            # It would write its label anew, as HTML, whenever another stretch is seen.
            plot.getAxis(side).enableAutoSIPrefix(False)
        if hidden:
            plot.hideAxis(hidden)
        return plot

    def _items(self) -> None:
        self._area = _curve(self.upper)
        self._area.setPen(None)
        self._area.setFillLevel(0)
        self._grid = _curve(self.upper, "pairs")
        self._grid.setZValue(1)
        self._line, self._low, self._high = (_curve(self.upper) for _ in range(3))
        self._band = pyqtgraph.FillBetweenItem(self._low, self._high)
        self.upper.addItem(self._band)
        self._floors = pyqtgraph.ScatterPlotItem(size=7)
        self._marks = pyqtgraph.ScatterPlotItem(size=11)
        self.upper.addItem(self._floors)
        self.upper.addItem(self._marks)
        self._bars, self._chosen_bars = (_curve(self.lower, "pairs") for _ in range(2))
        self._caption = pyqtgraph.TextItem("pauses", anchor=(0, 0))
        self.lower.addItem(self._caption, ignoreBounds=True)
        self._limits = [pyqtgraph.InfiniteLine(angle=0, movable=False) for _ in _LIMIT_LOOKS]
        for line in self._limits:
            self.upper.addItem(line, ignoreBounds=True)
        self._ranges = [pyqtgraph.LinearRegionItem(movable=False) for _ in range(2)]
        for plot, region in zip((self.upper, self.lower), self._ranges, strict=True):
            region.hide()
            plot.addItem(region, ignoreBounds=True)

    # What is shown

    def show_content(self, content: Content) -> None:
        """Show this heap, all of it."""
        self.content = content
        for curve in self._curves.values():
            self.upper.removeItem(curve)
        has_pauses = len(content.pauses) > 0
        self.ci.layout.setRowFixedHeight(1, _PAUSES if has_pauses else _AXIS)
        self.lower.getAxis("left").setStyle(showValues=has_pauses)
        self._caption.setVisible(has_pauses)
        self._curves = {name: _curve(self.upper) for name in reversed(content.series)}
        self._draw_marks()
        self.wear()
        self.fit()

    def fit(self) -> None:
        """Show the marked range, or everything."""
        if self.content is not None:
            first, last = self._hands.marked or (self.content.start, self.content.end)
            room = 0.02 * (last - first)
            self.look_at(first - room, last + room)

    def look_at(self, first: float, last: float) -> None:
        """Show this stretch, in s, held within the recording."""
        if self.content is None:
            return
        whole = (self.content.end - self.content.start) * 1.04
        wide = min(max(last - first, 1e-6), whole)
        middle = (first + last) / 2
        least = self.content.start - 0.02 * whole + wide / 2
        middle = min(max(middle, least), max(least, self.content.end + 0.02 * whole - wide / 2))
        self.stretch = (middle - wide / 2, middle + wide / 2)
        self._draw()
        self.viewed.emit()

    def show_series(self, name: str, shown: bool) -> None:
        """Show or hide a series."""
        (self.hidden.discard if shown else self.hidden.add)(name)
        self._draw()

    def choose(self, rows: NDArray[np.int32]) -> None:
        """Mark these collections (rows of the model)."""
        self.chosen = rows
        self._draw_marks()

    def mark(self, marked: tuple[float, float] | None) -> None:
        """Show a range as marked, in s."""
        self._hands.marked = marked
        for region in self._ranges:
            region.setVisible(marked is not None)
            if marked is not None:
                region.setRegion(marked)

    def _draw(self) -> None:
        if self.content is None:
            return
        first, last = self.stretch
        pixels, highest = max(1, self.width() - _LEFT), 1.0
        for place, (name, curve) in enumerate(self._curves.items()):
            shown = name not in self.hidden
            curve.setVisible(shown)
            if shown:
                seen = self.content.series[name].seen(first, last, pixels)
                # Wide lines are slow, and say no more where they lie side by side.
                wide = 1.4 if len(seen.time) * _APART < pixels else 1
                curve.setPen(pyqtgraph.mkPen(series_colour(name, place), width=wide))
                curve.setData(*seen.line())
                highest = max(highest, float(seen.high.max(initial=0.0)))
                if name == USED:
                    self._fill_under(self.content.series[name], seen)
        self._area.setVisible(USED not in self.hidden)
        self._draw_floors()
        self._draw_pauses(first, last, pixels)
        bounds = self._draw_limits(highest)
        self.upper.setRange(xRange=self.stretch, yRange=(0, bounds * 1.08), padding=0)
        self.lower.setXRange(first, last, padding=0)
        self._draw_grid(bounds * 1.08)

    def _fill_under(self, series: Envelope, seen: Seen) -> None:
        """Fill what lies under the lowest of a series, coarsely where it is dense: filling takes
        longer the more edges there are."""
        if len(seen.time) * _COARSE > self.width():
            seen = series.seen(*self.stretch, max(1, (self.width() - _LEFT) // _COARSE))
        self._area.setData(seen.time, seen.low)

    def _draw_limits(self, highest: float) -> float:
        """The limits that are near; returns how far up the picture goes."""
        assert self.content is not None
        wanted = self.content.bounds.lines(self.content.limit_bytes)
        for line, limit in zip(self._limits, wanted, strict=True):
            near = 0 < limit * _NEAR <= highest
            line.setVisible(near)
            line.setValue(limit)
            highest = max(highest, limit) if near else highest
        return highest

    def _draw_grid(self, top: float) -> None:
        """Lines at round amounts; an axis' own grid takes a third of a frame."""
        tall = self.upper.getViewBox().height()
        values = np.array(self._axes[0].tickValues(0.0, top, tall)[0][1], np.float64)
        self._grid.setData(np.tile(self.stretch, len(values)), np.repeat(values, 2))

    def _draw_floors(self) -> None:
        assert self.content is not None
        floors, trend = self.content.floors, self.content.trend
        shown = USED not in self.hidden
        time = floors.time_ns / 1e9
        begin, end = np.searchsorted(time, self.stretch).tolist()
        seen = slice(begin, end if shown and end - begin <= _MOST_DOTS else begin)
        self._floors.setData(time[seen], floors.value[seen])
        is_told = trend.shape not in (Shape.UNKNOWN, Shape.BURST)
        has_line = shown and is_told and trend.span_ns > 0
        ends = np.array([time[0], time[0] + trend.span_ns / 1e9]) if has_line else np.zeros(0)
        middle, hours = (trend.first + trend.last) / 2, trend.span_ns / 3.6e12
        self._line.setData(ends, np.array([trend.first, trend.last])[: len(ends)])
        for item, slope in ((self._low, trend.low), (self._high, trend.high)):
            reach = slope * hours / 2
            item.setData(ends, np.array([middle - reach, middle + reach])[: len(ends)])
        self._band.setVisible(has_line)

    def _draw_marks(self) -> None:
        """The chosen collections on the curve and among the pauses."""
        if self.content is None:
            return
        found = self.content.single
        at = np.flatnonzero(np.isin(found.rows, self.chosen))
        after = found.collections.after_bytes[at]
        end = (found.collections.time_ns[at] + found.collections.pause_ns[at]) / 1e9
        known = after >= 0
        self._marks.setData(end[known], after[known].astype(np.float64))
        pairs = np.repeat(found.collections.time_ns[at] / 1e9, 2)
        heights = np.zeros(2 * len(at))
        heights[1::2] = found.collections.pause_ns[at] / 1e6
        self._chosen_bars.setData(pairs, heights)

    def _draw_pauses(self, first: float, last: float, pixels: int) -> None:
        assert self.content is not None
        seen = self.content.pauses.seen(first, last, pixels)
        bars = np.zeros(2 * len(seen.time))
        bars[1::2] = seen.high
        self._bars.setData(np.repeat(seen.time, 2), bars)
        top = max(float(seen.high.max(initial=0.0)) * 1.5, 0.1)
        self.lower.setYRange(0, top, padding=0)
        self._caption.setPos(first, top)

    # Colours

    @property
    def _is_rising(self) -> bool:
        return self.content is not None and self.content.trend.shape in (Shape.RISING, Shape.STEPS)

    def wear(self) -> None:
        """The colours of the theme in force."""
        self.setBackground(theme.current().canvas)
        for axis in self._axes:
            axis.wear()
        for name, curve in self._curves.items():
            curve.setZValue(5 if name == USED else 2)
        # Opaque, as if it let a little of the background through: blending takes a third longer.
        self._area.setBrush(
            pyqtgraph.mkBrush(mix(theme.current().accent, theme.current().canvas, _FAINT))
        )
        self._grid.setPen(pyqtgraph.mkPen(colour("text3", 36), width=1))
        role = "bad" if self._is_rising else "text2"
        self._line.setPen(pyqtgraph.mkPen(colour(role), width=2 if self._is_rising else 1.2))
        self._line.setZValue(8)
        self._caption.setColor(colour("text3"))
        self._caption.setFont(theme.font(10))
        for edge in (self._low, self._high):
            edge.setPen(None)
        self._band.setBrush(pyqtgraph.mkBrush(colour(role, 40)))
        self._band.setZValue(7)
        self._floors.setBrush(pyqtgraph.mkBrush(colour("accent")))
        self._floors.setPen(pyqtgraph.mkPen(colour("canvas"), width=1.5))
        self._floors.setZValue(9)
        self._marks.setBrush(pyqtgraph.mkBrush(colour("find")))
        self._marks.setPen(pyqtgraph.mkPen(colour("ink"), width=1.5))
        self._marks.setZValue(10)
        self._bars.setPen(pyqtgraph.mkPen(colour("text3"), width=1))
        self._chosen_bars.setPen(pyqtgraph.mkPen(colour("accent"), width=3))
        for line, (role, style) in zip(self._limits, _LIMIT_LOOKS, strict=True):
            line.setPen(pyqtgraph.mkPen(colour(role), width=1.2, style=style))
        for region in self._ranges:
            region.setBrush(pyqtgraph.mkBrush(colour("accent", 40)))
            for edge in region.lines:
                edge.setPen(pyqtgraph.mkPen(colour("accent"), width=1))
        self._draw()

    # Hands

    def time_at(self, x: float) -> float:
        """The time at a pixel, s."""
        box = self.upper.getViewBox().sceneBoundingRect()
        across = (x - box.left()) / max(box.width(), 1.0)
        return float(self.stretch[0] + across * (self.stretch[1] - self.stretch[0]))

    def hover(self, x: float, y: float) -> None:
        """Tell the exact values at a place."""
        self._pointing.tell(x, y)

    def pick(self, x: float, y: float) -> None:
        """Choose the collection nearest to a place, -1 where there is none near."""
        row = self._pointing.collection_at(x)
        if row is not None:
            self.picked.emit(row)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._hands.wheel(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._hands.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hands.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._hands.release(event)

    def leaveEvent(self, _event: object) -> None:
        self._pointing.leave()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._hands.key(event):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if hasattr(self, "_hands"):
            self._draw()


def _curve(plot: Any, connect: str = "all") -> Any:
    made = pyqtgraph.PlotCurveItem([], [], connect=connect)
    plot.addItem(made)
    return made


def _milliseconds(value: float) -> str:
    return duration(value * 1e6)
