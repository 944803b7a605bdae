"""The column beside the timeline: services with their numbers, or the spans of one trace; folds."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from perfview.ui.canvas.canvas import Canvas
from perfview.ui.canvas.painting import (
    RIGHT,
    category_colour,
    colour,
    fold_arrow,
    outline,
    swatch,
    write,
)
from perfview.ui.lanes.tracks import NO_SWATCH, Track

NARROW, MEDIUM, WIDE = 176, 240, 320
_INDENT = 12
_MOST_INDENT = 8
_TALL = 30
_ARROW_ZONE = 24
_FOLDS = {Qt.Key.Key_Left: True, Qt.Key.Key_Right: False, Qt.Key.Key_Space: None}
"""Keys to whether they leave a track folded (None: the other way round)."""


class LanesHeader(QWidget):
    """Scrolls with the canvas. `folded` carries a track's key, `picked` too.

    By keys: up and down pick, left, right and space fold.
    """

    folded = Signal(int)
    picked = Signal(int)

    def __init__(self, canvas: Canvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(NARROW)
        self.setAccessibleName("Rows of the timeline")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.canvas = canvas
        self.tracks: list[Track] = []
        self.chosen = -1
        canvas.viewed.connect(self.update)

    def set_gutter(self, width: int) -> None:
        """Be this wide."""
        self.setFixedWidth(width)

    def show_tracks(self, tracks: list[Track]) -> None:
        """Say this of the rows."""
        self.tracks = tracks
        self.setAccessibleDescription(", ".join(t.name for t in tracks[:50]))
        self.update()

    def choose(self, key: int) -> None:
        """Mark one track as chosen (-1 none)."""
        self.chosen = key
        self.update()

    def track_at(self, y: float) -> Track | None:
        """The track at a height of this widget."""
        y += self.canvas.scroll_top
        return next((t for t in self.tracks if t.top <= y < t.top + t.height), None)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour("panel"))
        scroll = self.canvas.scroll_top
        for track in self.tracks:
            if track.top + track.height >= scroll and track.top <= scroll + self.height():
                self._paint_track(painter, track, track.top - scroll)
        painter.setPen(colour("line"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.drawLine(self.width() - 1, 0, self.width() - 1, self.height())
        if self.hasFocus():
            outline(painter, QRectF(self.rect()), "accent", 2)
        painter.end()

    def _paint_track(self, painter: QPainter, track: Track, y: float) -> None:
        tall = track.height >= _TALL
        if track.key == self.chosen:
            painter.fillRect(QRectF(0, y, self.width() - 1, track.height), colour("selected"))
            painter.fillRect(QRectF(0, y, 2, track.height), colour("accent"))
        line = 3 + 9 if tall else track.height / 2
        x = 10.0 + min(track.depth, _MOST_INDENT) * _INDENT
        if track.foldable:
            fold_arrow(painter, x, y + line, folded=track.folded)
        x += 15 if track.foldable or track.category != NO_SWATCH else 2
        if track.category != NO_SWATCH:
            swatch(painter, x, y + line - 5, category_colour(track.category))
            x += 16
        value = self._write_value(painter, track, y + line)
        role = "bad" if track.failed and not track.detail else "text" if tall else "text2"
        name = ("✕ " if track.failed and not track.detail else "") + track.name
        room = QRectF(x, y + line - 9, self.width() - x - value - 16, 18)
        write(painter, room, name, role, size=12 if tall else 11, weight=600 if tall else 400)
        if tall and track.detail:
            role = "bad" if track.failed else "text3"
            room = QRectF(x, y + line + 8, self.width() - x - 8, 15)
            write(painter, room, track.detail, role, size=10)
        if tall:
            self._separate(painter, y + track.height + 3)

    def _write_value(self, painter: QPainter, track: Track, middle: float) -> float:
        room = QRectF(self.width() - 90, middle - 9, 80, 18)
        return write(painter, room, track.value, "text3", size=10, align=RIGHT, elide=False)

    def _separate(self, painter: QPainter, y: float) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(colour("line", 170))
        painter.drawLine(QPointF(0, round(y)), QPointF(self.width(), round(y)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        at = next((i for i, t in enumerate(self.tracks) if t.key == self.chosen), -1)
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self.tracks:
            at = max(
                0, min(at + (1 if event.key() == Qt.Key.Key_Down else -1), len(self.tracks) - 1)
            )
            self._reach(self.tracks[at])
            self.picked.emit(self.tracks[at].key)
        elif event.key() in _FOLDS and at >= 0 and self.tracks[at].foldable:
            wanted = _FOLDS[Qt.Key(event.key())]
            if wanted is None or wanted != self.tracks[at].folded:
                self.folded.emit(self.tracks[at].key)
        else:
            super().keyPressEvent(event)

    def _reach(self, track: Track) -> None:
        self.setAccessibleDescription(f"{track.name}, {track.detail} {track.value}")
        self.canvas.bring_into_sight(QRectF(0, track.top, 1, min(track.height, self.height())))

    def focusInEvent(self, _event: QFocusEvent) -> None:
        self.update()

    def focusOutEvent(self, _event: QFocusEvent) -> None:
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        track = self.track_at(event.position().y())
        if track is None or event.button() != Qt.MouseButton.LeftButton:
            return
        arrow = _ARROW_ZONE + min(track.depth, _MOST_INDENT) * _INDENT
        if track.foldable and event.position().x() < arrow:
            self.folded.emit(track.key)
        else:
            self.picked.emit(track.key)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        track = self.track_at(event.position().y())
        if track is not None and track.foldable:
            self.folded.emit(track.key)

    def wheelEvent(self, event: QWheelEvent) -> None:
        turn = event.pixelDelta().y() or event.angleDelta().y() // 2
        self.canvas.scroll_to(self.canvas.scroll_top - turn)

    def event(self, event: object) -> bool:  # type: ignore[override]
        if isinstance(event, QHelpEvent):
            track = self.track_at(event.pos().y())
            words = [w for w in (track.name, track.detail) if w] if track else []
            QToolTip.showText(event.globalPos(), "\n".join(words), self)
            return True
        return super().event(event)  # type: ignore[arg-type]
