"""The page as it looked: recorded screenshots above the threads, each at its time."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QLabel, QWidget

from perfview.findings.quantities import plural
from perfview.traces.browser.screenshots import screenshots
from perfview.traces.study import Study
from perfview.ui.canvas.canvas import Canvas
from perfview.ui.canvas.painting import colour, outline, write
from perfview.ui.workspace.selection import Selection

HEIGHT = 66
_PICTURE = 56
_LARGE = 320
_MOST = 400
_GAP = 4
_LONGEST_SIDE = 8192


@dataclass(frozen=True)
class Frame:
    """A decoded picture, at its time, and the event that carries it."""

    row: int
    time_ns: int
    image: QImage


def frames_of(study: Study) -> list[Frame]:
    """All pictures that can be shown; fit for a worker thread."""
    found = []
    for each in screenshots(study, _MOST):
        image = QImage.fromData(each.content)
        if not image.isNull() and max(image.width(), image.height()) <= _LONGEST_SIDE:
            smooth = Qt.TransformationMode.SmoothTransformation
            found.append(Frame(each.row, each.time_ns, image.scaledToHeight(_LARGE, smooth)))
    return found


class Filmstrip(QWidget):
    """As many pictures as have room, each beginning at its time; hovering shows one large."""

    def __init__(
        self, frames: list[Frame], canvas: Canvas, gutter: int, selection: Selection
    ) -> None:
        super().__init__()
        self.setFixedHeight(HEIGHT)
        self.setMouseTracking(True)
        self.setAccessibleName(f"{plural(len(frames), 'screenshot')} of the page")
        self._frames, self._canvas, self._selection = frames, canvas, selection
        self._gutter = gutter
        self._shown: list[tuple[QRectF, Frame]] = []
        self._large = QLabel(None, Qt.WindowType.ToolTip)
        self.destroyed.connect(self._large.deleteLater)
        canvas.viewed.connect(self.update)

    def set_gutter(self, width: int) -> None:
        """How wide the column left of the canvas is."""
        self._gutter = width
        self.update()

    def _laid_out(self) -> list[tuple[QRectF, Frame]]:
        """From left to right; what would cover the one before is left out. The picture that was
        there already when the view begins stands at its left edge."""
        view = self._canvas.viewport
        placed: list[tuple[QRectF, Frame]] = []
        free = 0.0
        before = [f for f in self._frames if f.time_ns <= view.stretch.start]
        after = [f for f in self._frames if view.stretch.start < f.time_ns <= view.stretch.end]
        for frame in [*before[-1:], *after]:
            x = max(0.0, view.stretch.x_of(frame.time_ns, view.width))
            if x < free:
                continue
            wide = frame.image.width() * _PICTURE / frame.image.height()
            placed.append((QRectF(self._gutter + x, 5, wide, _PICTURE), frame))
            free = x + wide + _GAP
        return placed

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), colour("panel"))
        write(painter, QRectF(12, 5, self._gutter - 24, 17), "The page", size=12, weight=600)
        words = plural(len(self._frames), "screenshot")
        write(painter, QRectF(12, 22, self._gutter - 24, 15), words, "text3", size=10)
        painter.setClipRect(QRectF(self._gutter, 0, self.width() - self._gutter, HEIGHT))
        self._shown = self._laid_out()
        for place, frame in self._shown:
            painter.drawImage(place, frame.image)
            chosen = frame.row == self._selection.focus.row
            outline(painter, place, "accent" if chosen else "line", 2 if chosen else 1)
        painter.setClipping(False)
        painter.setPen(colour("line"))
        painter.drawLine(0, HEIGHT - 1, self.width(), HEIGHT - 1)
        painter.end()

    def _at(self, point: QPointF) -> Frame | None:
        return next((frame for place, frame in self._shown if place.contains(point)), None)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        frame = self._at(event.position())
        if frame is None:
            self._large.hide()
            return
        self._large.setPixmap(QPixmap.fromImage(frame.image))
        self._large.adjustSize()
        self._large.move(event.globalPosition().toPoint() + QPointF(12, 24).toPoint())
        self._large.show()

    def leaveEvent(self, _event: object) -> None:
        self._large.hide()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        frame = self._at(event.position())
        if frame is not None:
            self._selection.change(None, row=frame.row)
            self.update()
