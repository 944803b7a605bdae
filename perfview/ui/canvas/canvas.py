"""The canvas: shows a scene over a stretch of time, zooms, pans, hovers, selects, marks."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import (
    QEasingCurve,
    QEvent,
    QPoint,
    QPointF,
    QRectF,
    QSize,
    Qt,
    QTimer,
    QVariantAnimation,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QHideEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QStyle, QWidget

from perfview.ui.canvas.atlas import Atlas
from perfview.ui.canvas.boxes import Layer
from perfview.ui.canvas.colours import packed
from perfview.ui.canvas.gestures import Gestures
from perfview.ui.canvas.painting import colour, outline
from perfview.ui.canvas.scene import Hit, Scene, Viewport
from perfview.ui.canvas.stretch import Stretch
from perfview.ui.canvas.tip import Tip, TipText
from perfview.ui.theme import theme

_LONGEST_MOTION_MS = 120
_LABEL_PX = 11


class Canvas(QWidget):
    """Re-rasters only when scene, stretch, scroll, size or theme change; the rest is drawn on top.

    `describe` gives a hit's tooltip. Each of `underlays` is called with (pixels, viewport) before
    the picture is drawn, each of `overlays` with (painter, viewport) on every paint. Signals carry
    a `Hit` or None; `marked` a (start, end, done) range in ns, `menu_asked` also the place on the
    screen.
    """

    viewed = Signal()
    clicked = Signal(object)
    activated = Signal(object)
    hovered = Signal(object)
    marked = Signal(object, object, bool)
    menu_asked = Signal(object, object)
    walked = Signal(str)
    fit_asked = Signal()
    mark_asked = Signal()
    entered = Signal()
    escaped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.bounds = (0, 1)
        self.stretch = Stretch.between(0, 1)
        self.scroll_top = 0
        self.scene = Scene()
        self.selected: set[int] = set()
        self.range_ns: tuple[int, int] | None = None
        self.describe: Callable[[Hit], TipText | None] = lambda hit: None
        self.overlays: list[Callable[[QPainter, Viewport], None]] = []
        self.underlays: list[Callable[[NDArray[np.uint32], Viewport], None]] = []
        self.draws_shapes = False
        """Whether boxes are painted as shapes, which a picture of vectors wants, not as pixels."""
        self.hit: Hit | None = None
        self._gestures = Gestures(self)
        self._tip: Tip | None = None
        self._atlas: Atlas | None = None
        self._pixels = np.zeros((1, 1), np.uint32)
        self._image = QImage()
        self._drawn: object = None
        self._found: list[tuple[Layer, int]] | None = None
        self._motion = QVariantAnimation(self, easingCurve=QEasingCurve(QEasingCurve.Type.OutCubic))
        self._motion.valueChanged.connect(self._on_motion)
        self._way = (self.stretch, self.stretch)

    # What is shown

    def show_scene(self, scene: Scene) -> None:
        """Show another scene over the same stretch."""
        self.scene = scene
        self.scroll_top = min(self.scroll_top, self.lowest_scroll)
        self.redraw()

    def set_bounds(self, start: int, end: int) -> None:
        """How far one can see, ns. The whole of it is shown."""
        self.bounds = (start, max(end, start + 1))
        self._see(Stretch.between(*self.bounds))

    def redraw(self) -> None:
        """Forget the picture: the scene or the theme has changed."""
        self._drawn = self._found = self.hit = None
        if self._tip:
            self._tip.hide()
        self.update()

    def select(self, items: set[int]) -> None:
        """Outline these items."""
        self.selected, self._found = items, None
        self.update()

    @property
    def viewport(self) -> Viewport:
        """What is visible now."""
        size = max(self.width(), 1), max(self.height(), 1)
        return Viewport(self.stretch, *size, self.scroll_top, self.devicePixelRatioF())

    @property
    def lowest_scroll(self) -> int:
        """The furthest down one can scroll."""
        return max(0, self.scene.height - self.height())

    # Moving

    def _see(self, stretch: Stretch) -> None:
        self.stretch = stretch.within(*self.bounds)
        self.update()
        self.viewed.emit()

    def zoom(self, factor: float, x: float | None = None) -> None:
        """Wider by `factor` around x (the pointer when it is here, else the middle)."""
        self._motion.stop()
        if x is None:
            pointer = self.mapFromGlobal(self.cursor().pos())
            x = pointer.x() if self.rect().contains(pointer) else self.width() / 2
        widest = float(self.bounds[1] - self.bounds[0])
        self._see(self.stretch.zoomed(factor, x, max(self.width(), 1), widest))

    def pan(self, by_pixels: int) -> None:
        """Later by whole pixels (earlier when negative)."""
        self._motion.stop()
        if by_pixels:
            ratio = self.devicePixelRatioF()
            self._see(self.stretch.panned(round(by_pixels * ratio), self.width() * ratio))

    def scroll_to(self, top: int) -> None:
        """Show the content from this height on."""
        top = max(0, min(int(top), self.lowest_scroll))
        if top != self.scroll_top:
            self.scroll_top = top
            self.update()
            self.viewed.emit()

    def zoom_to(self, start: int, end: int, *, margin: float = 0.05, animate: bool = True) -> None:
        """Show start to end ns with some air around, moving there unless motion is unwanted."""
        air = round((end - start) * margin)
        goal = Stretch.between(start - air, end + air).within(*self.bounds)
        self._motion.stop()
        duration = self._motion_ms()
        if not animate or duration <= 0:
            self._see(goal)
            return
        self._way = (self.stretch, goal)
        self._motion.setDuration(duration)
        self._motion.setStartValue(0.0)
        self._motion.setEndValue(1.0)
        self._motion.start()

    def _motion_ms(self) -> int:
        """How long moving takes: not at all when the system or the style wants no motion, or when
        nobody sees it (a picture is taken)."""
        unseen = self.window().testAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        if unseen or not self.isVisible():
            return 0
        wished = self.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, self)
        return min(wished, _LONGEST_MOTION_MS)

    def _on_motion(self, share: float) -> None:
        self._see(self._way[0].between_this_and(self._way[1], float(share)))

    def show_all(self) -> None:
        """Zoom out to everything."""
        self.zoom_to(*self.bounds, margin=0.0)

    def go_home(self) -> None:
        """To the beginning, at the same zoom."""
        self._see(Stretch(self.bounds[0], 0.0, self.stretch.width))

    def go_end(self) -> None:
        """To the end, at the same zoom."""
        end = Stretch(self.bounds[1], 0.0, self.stretch.width)
        self._see(end.moved(-self.stretch.width))

    def bring_into_sight(self, place: QRectF) -> None:
        """Scroll until a height of the content (logical pixels, unscrolled) is visible."""
        if place.top() < self.scroll_top:
            self.scroll_to(int(place.top()) - 8)
        elif place.bottom() > self.scroll_top + self.height():
            self.scroll_to(int(place.bottom()) - self.height() + 8)

    # Asked by gestures

    def hover(self, place: QPointF | None) -> None:
        """Point at what is here, and tell about it."""
        hit = self.scene.hit(place.x(), place.y(), self.viewport) if place else None
        if (hit and (hit.layer, hit.box)) != (self.hit and (self.hit.layer, self.hit.box)):
            self.hit = hit
            self.hovered.emit(hit)
            self.update()
        told = self._words_for(hit, place) if place else None
        if told and place:
            self._tell(*told, place)
        elif self._tip:
            self._tip.hide()

    def _words_for(self, hit: Hit | None, place: QPointF) -> tuple[TipText, QRectF] | None:
        if hit is None:
            return self.scene.tell(place.x(), place.y(), self.viewport)
        text = self.describe(hit)
        return (text, hit.place) if text else None

    def _tell(self, text: TipText, box: QRectF, place: QPointF) -> None:
        host = self.window()
        if self._tip is None or self._tip.parentWidget() is not host:
            self._tip = Tip(host)
            self.destroyed.connect(self._tip.deleteLater)
        origin = self.mapTo(host, place.toPoint()) - place.toPoint()
        self._tip.show_beside(text, box.toRect().translated(origin), place.toPoint() + origin)

    def click(self, place: QPointF) -> None:
        """Choose what is here (None: nothing)."""
        self.clicked.emit(self.scene.hit(place.x(), place.y(), self.viewport))

    def mark_between(self, x0: float, x1: float, *, done: bool) -> None:
        """Mark the range between two places."""
        times = [self.stretch.time_at(x, max(self.width(), 1)) for x in sorted((x0, x1))]
        self.marked.emit(max(times[0], self.bounds[0]), min(times[1], self.bounds[1]), done)

    def set_range(self, range_ns: tuple[int, int] | None) -> None:
        """Show a marked range (start, end ns), or none."""
        self.range_ns = range_ns
        self.update()

    # Painting

    def raster(self) -> None:
        """Bring the picture up to date with what is to be seen."""
        view = self.viewport
        wearing = theme.current()
        key = (self.scene, view, wearing)
        if key == self._drawn:
            return
        size = round(view.height * view.ratio), round(view.width * view.ratio)
        if self._pixels.shape != size:
            self._pixels = np.zeros(size, np.uint32)
            height, width = size
            data = self._pixels.data.cast("B")
            self._image = QImage(data, width, height, width * 4, QImage.Format.Format_RGB32)
            self._image.setDevicePixelRatio(view.ratio)
        if self._atlas is None or self._atlas.ratio != view.ratio:
            self._atlas = Atlas(theme.font(_LABEL_PX, 500), view.ratio)
        self._pixels.fill(packed(wearing.canvas))
        for paint in self.underlays:
            paint(self._pixels, view)
        self.scene.draw(self._pixels, view, self._atlas)
        self._drawn = key
        if self.scene.is_unfinished:
            self._drawn = None
            QTimer.singleShot(0, self, self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, view = QPainter(self), self.viewport
        if self.draws_shapes:
            painter.fillRect(self.rect(), colour("canvas"))
        if not (self.draws_shapes and self.scene.paint_shapes(painter, view)):
            self.raster()
            painter.drawImage(0, 0, self._image)
        for paint in self.overlays:
            paint(painter, view)
        self._paint_range(painter, view)
        self._paint_outlines(painter, view)
        painter.end()

    def _paint_range(self, painter: QPainter, view: Viewport) -> None:
        if self.range_ns is None:
            return
        x0, x1 = (view.stretch.x_of(t, view.width) for t in self.range_ns)
        x0, x1 = max(x0, -2.0), min(x1, view.width + 2.0)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.fillRect(QRectF(x0, 0, x1 - x0, view.height), colour("accent", 26))
        for x in (x0, x1):
            painter.fillRect(QRectF(round(x), 0, 1, view.height), colour("accent"))

    def _paint_outlines(self, painter: QPainter, view: Viewport) -> None:
        if self._found is None:
            self._found = self.scene.find(self.selected) if self.selected else []
        limits = QRectF(-4, -4, view.width + 8, view.height + 8)
        if self.hit:
            place = self.scene.place(self.hit.layer, self.hit.box, view)
            outline(painter, self._whole(place) & limits, "text2", 1)
        for layer, box in self._found:
            place = self.scene.place(layer, box, view)
            if place.intersects(limits):
                outline(painter, self._whole(place).adjusted(-1, -1, 1, 1) & limits, "accent", 2)

    @staticmethod
    def _whole(place: QRectF) -> QRectF:
        x0, x1 = round(max(place.left(), -9.0)), round(min(place.right(), 1e6))
        return QRectF(x0, place.top(), max(x1 - x0, 2), place.height())

    # Events

    def sizeHint(self) -> QSize:
        return QSize(900, 480)

    def resizeEvent(self, _event: QResizeEvent) -> None:
        self.scroll_top = min(self.scroll_top, self.lowest_scroll)
        self.viewed.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._gestures.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._gestures.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._gestures.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        place = event.position()
        self.activated.emit(self.scene.hit(place.x(), place.y(), self.viewport))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        place = event.pos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            place = self._place_of_choice() or place
        hit = self.scene.hit(place.x(), place.y(), self.viewport)
        self.menu_asked.emit(hit, self.mapToGlobal(place))

    def _place_of_choice(self) -> QPoint | None:
        """Where the chosen box begins, as far as it is in sight."""
        for layer, box in self.scene.find(self.selected)[:1]:
            seen = self.scene.place(layer, box, self.viewport) & QRectF(self.rect())
            if not seen.isEmpty():
                return QPoint(round(seen.left() + seen.width() / 2), round(seen.top()) + 3)
        return None

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._gestures.wheel(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._gestures.key(event):
            super().keyPressEvent(event)

    def hideEvent(self, _event: QHideEvent) -> None:
        self._motion.stop()
        self.hover(None)

    def leaveEvent(self, _event: QEvent) -> None:
        self.hover(None)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QNativeGestureEvent) and self._gestures.pinch(event):
            return True
        return super().event(event)
