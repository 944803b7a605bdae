"""The whole recording in a strip: requests, p95 latency, errors, and the window of the canvas."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QPolygonF, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from perfview.findings.quantities import duration, number, three_figures
from perfview.traces.model import SpanStatus
from perfview.traces.study import Study
from perfview.ui.canvas.canvas import Canvas
from perfview.ui.canvas.painting import CENTRE, RIGHT, colour, write
from perfview.ui.canvas.scene import Viewport
from perfview.ui.canvas.stretch import Stretch
from perfview.ui.lanes.ruler import ticks
from perfview.ui.traces.wording import REQUESTS, Words

HEIGHT = 68
BINS = 240
_REQUESTS_A_P95, _FEWEST_P95 = 8, 24
"""Of fewer requests a p95 is only the slowest one; so few steps still show a course."""
_BASE = 46
_EDGE = 6
_RIGHT = 12


@dataclass(frozen=True)
class Overview:
    """The recording in equal bins: requests a second, their p95 ns, errors; by when they began.

    p95_ns has bins of its own, wide enough for a few requests each; NaN where none began. Of
    threads `rate` is how busy the main one is and `p95_ns` how many are busy; then `said` has for
    each of the two its name and its value in words.
    """

    start_ns: int
    end_ns: int
    rate: NDArray[np.float64]
    p95_ns: NDArray[np.float64]
    errors: NDArray[np.int64]
    said: tuple[tuple[str, str], ...] = ()


def overview_of(study: Study, start_ns: int, end_ns: int, bins: int = BINS) -> Overview:
    """Traces by when they began, and errors by when the failed span began. p95 is nearest rank."""
    whole = max(end_ns - start_ns, bins)

    def bin_of(times: NDArray[np.int64], bins: int) -> NDArray[np.int64]:
        return np.clip(((times - start_ns) / whole * bins).astype(np.int64), 0, bins - 1)

    structure = study.structure
    count = np.bincount(bin_of(structure.start_ns, bins), minlength=bins)
    wide = int(np.clip(structure.traces // _REQUESTS_A_P95, min(bins, _FEWEST_P95), bins))
    p95 = _p95_of(structure.duration_ns, bin_of(structure.start_ns, wide), wide)
    failed = study.model.start_ns[study.model.status == SpanStatus.ERROR]
    errors = np.bincount(bin_of(failed, bins), minlength=bins)
    return Overview(start_ns, end_ns, count / (whole / bins / 1e9), p95, errors)


def _p95_of(
    duration_ns: NDArray[np.int64], at: NDArray[np.int64], bins: int
) -> NDArray[np.float64]:
    order = np.lexsort((duration_ns, at))
    count = np.bincount(at, minlength=bins)
    rank = np.cumsum(count) - count + np.maximum(np.ceil(count * 0.95).astype(np.int64), 1) - 1
    p95 = np.full(bins, np.nan)
    p95[count > 0] = duration_ns[order].astype(np.float64)[rank[count > 0]]
    return p95


class Minimap(QWidget):
    """Drag the window, its edges, or draw a new one; the wheel zooms as on the canvas."""

    def __init__(
        self,
        canvas: Canvas,
        gutter: int,
        words: Words = REQUESTS,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Overview of the recording")
        self.setMouseTracking(True)
        self.canvas = canvas
        self._gutter = gutter
        self._words = words
        self._overview: Overview | None = None
        self._picture: QPixmap | None = None
        self._grip = ""
        self._from = 0.0
        self._began = (0, 0)
        canvas.viewed.connect(self.update)

    def show_overview(self, overview: Overview) -> None:
        """Show this recording."""
        self._overview = overview
        self.theme_changed()

    def set_gutter(self, width: int) -> None:
        """How wide the column left of the canvas is."""
        if width != self._gutter:
            self._gutter = width
            self.theme_changed()

    def theme_changed(self) -> None:
        """Draw again, everything is different."""
        self._picture = None
        self.update()

    @property
    def _wide(self) -> float:
        return max(1.0, self.width() - self._gutter - _RIGHT)

    def _x(self, time_ns: int) -> float:
        assert self._overview is not None
        whole = max(self._overview.end_ns - self._overview.start_ns, 1)
        return self._gutter + (time_ns - self._overview.start_ns) / whole * self._wide

    def _time(self, x: float) -> int:
        assert self._overview is not None
        whole = self._overview.end_ns - self._overview.start_ns
        share = min(max((x - self._gutter) / self._wide, 0.0), 1.0)
        return self._overview.start_ns + round(share * whole)

    # Painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        ratio = self.devicePixelRatioF()
        if self._picture is None or self._picture.size() != self.size() * ratio:
            self._picture = QPixmap(self.size() * ratio)
            self._picture.setDevicePixelRatio(ratio)
            painter = QPainter(self._picture)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.fillRect(self.rect(), colour("panel"))
            if self._overview is not None:
                self._paint_words(painter, self._overview)
                self._paint_series(painter, self._overview)
            painter.end()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture)
        if self._overview is not None:
            self._paint_window(painter)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(colour("line"))
        painter.drawLine(0, HEIGHT - 1, self.width(), HEIGHT - 1)
        painter.end()

    def _paint_words(self, painter: QPainter, overview: Overview) -> None:
        errors = int(overview.errors.sum())
        (rate, most), (slow, slowest) = overview.said or self._measured(overview)
        rows = (
            (rate, "text2", 400, most),
            (slow, "text", 600, slowest),
            ("errors", "bad" if errors else "text3", 600, number(errors)),
        )
        for i, (name, role, weight, value) in enumerate(rows):
            room = QRectF(12, 7 + 17 * i, self._gutter - 22, 16)
            taken = write(painter, room, value, "text3", size=10, align=RIGHT)
            left = room.adjusted(0, 0, -taken - 8, 0)
            write(painter, left, name, role, size=11, weight=weight)

    def _measured(self, overview: Overview) -> tuple[tuple[str, str], tuple[str, str]]:
        slowest = float(np.nanmax(overview.p95_ns)) if len(overview.p95_ns) else 0.0
        most = three_figures(float(overview.rate.max()))
        return (self._words.rate, f"max {most}"), (self._words.slow, f"max {duration(slowest)}")

    def _paint_series(self, painter: QPainter, overview: Overview) -> None:
        bins = len(overview.rate)
        step = self._wide / bins
        bar = colour("control", 150)
        tall = overview.rate / max(float(overview.rate.max()), 1e-9) * 32
        for i in np.flatnonzero(tall > 0).tolist():
            height = max(float(tall[i]), 1.0)
            painter.fillRect(QRectF(self._gutter + i * step, _BASE - height, step - 1, height), bar)
        self._paint_latency(painter, overview)
        most = max(int(overview.errors.max(initial=0)), 1)
        for i in np.flatnonzero(overview.errors).tolist():
            red = colour("bad_fill", 90 + 165 * int(overview.errors[i]) // most)
            place = QRectF(self._gutter + i * step, 48, max(1.5, step - 1.5), 4)
            painter.fillRect(place, red)
        whole = Stretch.between(overview.start_ns, overview.end_ns)
        for x, words in ticks(Viewport(whole, int(self._wide), 1, 0, 1.0), overview.start_ns)[0]:
            room = QRectF(self._gutter + x - 40, 53, 80, 14)
            at_edge = x > self._wide - 24
            room = QRectF(self._gutter + self._wide - 76, 53, 80, 14) if at_edge else room
            align = RIGHT if at_edge else CENTRE
            write(painter, room, words, "text3", size=10, align=align, elide=False)

    def _paint_latency(self, painter: QPainter, overview: Overview) -> None:
        """In steps: nothing is drawn that was not measured. Where nothing began it holds."""
        known = np.flatnonzero(~np.isnan(overview.p95_ns))
        if len(known) < 2:
            return
        bins = np.arange(len(overview.p95_ns))
        held = known[np.maximum(np.searchsorted(known, bins, "right") - 1, 0)]
        heights = overview.p95_ns[held]
        y = np.repeat(45 - heights / max(float(heights.max()), 1.0) * 35, 2)
        x = self._gutter + np.repeat(np.arange(len(bins) + 1), 2)[1:-1] * (self._wide / len(bins))
        points = [QPointF(*point) for point in zip(x.tolist(), y.tolist(), strict=True)]
        painter.setPen(QPen(colour("text"), 1.4))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(points))

    def _paint_window(self, painter: QPainter) -> None:
        stretch = self.canvas.stretch
        x0, x1 = self._x(stretch.start), self._x(stretch.end)
        if x1 - x0 > self._wide * 0.995:
            return
        if x1 - x0 < 6:
            x0, x1 = (x0 + x1) / 2 - 3, (x0 + x1) / 2 + 3
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(QRectF(x0, 4, x1 - x0, 49), colour("accent", 60))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("accent"))
        for x in (x0, x1):
            painter.drawRoundedRect(QRectF(x - 1, 3, 2, 51), 1, 1)
        painter.drawRoundedRect(QRectF((x0 + x1) / 2 - 8, 0, 16, 5), 2, 2)

    # Hands

    def _grip_at(self, x: float) -> str:
        x0, x1 = self._x(self.canvas.stretch.start), self._x(self.canvas.stretch.end)
        if abs(x - x0) <= _EDGE and x1 - x0 > 3 * _EDGE:
            return "start"
        if abs(x - x1) <= _EDGE and x1 - x0 > 3 * _EDGE:
            return "end"
        whole = x1 - x0 > self._wide * 0.995
        return "window" if x0 - _EDGE <= x <= x1 + _EDGE and not whole else "new"

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._overview is None or event.position().x() < self._gutter:
            return
        self._from = event.position().x()
        self._grip = self._grip_at(self._from)
        self._began = (self.canvas.stretch.start, self.canvas.stretch.end)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        if self._overview is None:
            return
        if not self._grip:
            edge = self._grip_at(x) in ("start", "end") and x >= self._gutter
            shape = Qt.CursorShape.SizeHorCursor if edge else Qt.CursorShape.ArrowCursor
            self.setCursor(shape)
            return
        start, end = self._began
        if self._grip == "window":
            shift = self._time(x) - self._time(self._from)
            start, end = start + shift, end + shift
        elif self._grip == "start":
            start = min(self._time(x), end - 1)
        elif self._grip == "end":
            end = max(self._time(x), start + 1)
        elif abs(x - self._from) > 3:
            start, end = sorted((self._time(self._from), self._time(x)))
        self.canvas.zoom_to(start, end, margin=0.0, animate=False)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._grip == "new" and abs(event.position().x() - self._from) <= 3:
            stretch = self.canvas.stretch
            middle = self._time(event.position().x())
            half = int(stretch.width / 2)
            self.canvas.zoom_to(middle - half, middle + half, margin=0.0)
        self._grip = ""

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        self.canvas.show_all()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self._overview is None:
            return
        view = self.canvas.viewport
        x = view.stretch.x_of(self._time(event.position().x()), view.width)
        self.canvas.zoom(0.82 ** (event.angleDelta().y() / 120), min(max(x, 0.0), view.width))
