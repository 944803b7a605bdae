"""What pictures of a tree of boxes do with them: choose, go in, walk, find, frame."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QGuiApplication, QPainter, QPen
from PySide6.QtWidgets import QGridLayout, QWidget

from perfview.ui.canvas.boxes import Layer
from perfview.ui.canvas.canvas import Canvas
from perfview.ui.canvas.painting import colour, outline
from perfview.ui.canvas.scene import Hit, Viewport
from perfview.ui.canvas.scroll_bar import CanvasScrollBar
from perfview.ui.canvas.tip import TipText
from perfview.ui.widgets.toast import toast

NONE = -1
"""No box."""
TOP = 0
"""The box over everything."""

_MOST_OUTLINES = 500
_FRAME = 2
_DASH = (4.0, 3.0)


class BoxTree(Protocol):
    """Boxes in boxes; box 0 is over all."""

    @property
    def weight(self) -> NDArray[Any]:
        """What boxes weigh, (k)."""

    def step(self, box: int, where: str) -> int:
        """The box above ("parent"), the heaviest below ("child"), or the one beside ("previous",
        "next"); -1 when there is none."""


class BoxWords(Protocol):
    """What there is to say of boxes."""

    def tip(self, box: int) -> TipText:
        """What hovering over a box tells."""


class BoxTreePicture(QWidget):
    """`chosen` and `entered` (to be looked at alone) carry a box, `NONE` for none; `menu_asked`
    also the place on screen; `left` asks to go back to what was looked at before."""

    chosen = Signal(int)
    entered = Signal(int)
    left = Signal()
    menu_asked = Signal(int, QPoint)

    def __init__(self, canvas: Canvas, name: str, table: str) -> None:
        super().__init__()
        self.canvas = canvas
        canvas.setAccessibleName(name)
        canvas.setAccessibleDescription(table)
        self.boxes: BoxTree | None = None
        self.words: BoxWords | None = None
        self.box = NONE
        self.framed: list[int] = []
        self.marked: list[int] = []
        self._found: list[tuple[Layer, int]] = []
        self._hits = np.zeros(0, np.int32)
        self.scroll_bar = CanvasScrollBar(canvas, "Scroll the levels")
        body = QGridLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        body.addWidget(canvas, 0, 0)
        body.addWidget(self.scroll_bar, 0, 1)
        self._connect()

    def _connect(self) -> None:
        canvas = self.canvas
        canvas.describe = self._describe
        canvas.overlays.append(self._paint_marks)
        canvas.clicked.connect(lambda hit: self.select(hit.item if hit else NONE))
        canvas.activated.connect(lambda hit: self.entered.emit(hit.item) if hit else None)
        canvas.walked.connect(self._on_walked)
        canvas.fit_asked.connect(self.fit)
        canvas.entered.connect(lambda: self.entered.emit(self.box))
        canvas.escaped.connect(self.step_back)
        canvas.menu_asked.connect(self._on_menu)

    # What is shown; subclasses say how

    def place_of(self, box: int, view: Viewport) -> QRectF:
        """Where a box with all below it is, in logical pixels of the picture."""
        raise NotImplementedError

    def look(self, found: NDArray[np.bool_] | None) -> None:
        """Show these boxes (bool (k)) as found."""
        raise NotImplementedError

    def reveal(self) -> None:
        """Bring the chosen box into sight."""

    def fit(self) -> None:
        """Zoom into the chosen box; everything when none is chosen."""

    def step_back(self) -> None:
        """Esc: first what is chosen, then what is looked at."""
        if self.box != NONE:
            self.select(NONE)
        else:
            self.left.emit()

    # Choosing

    def select(self, box: int) -> None:
        """Choose a box and tell."""
        self.point_at(box)
        self.chosen.emit(box)

    def point_at(self, box: int) -> None:
        """Outline a box, `NONE` for none, without telling."""
        self.box = box
        self.canvas.select({box} if box != NONE else set())

    def mark(self, framed: list[int], marked: list[int]) -> None:
        """Draw a dashed frame around these boxes and all below them, and outline others."""
        self.framed, self.marked = framed, marked[:_MOST_OUTLINES]
        self._found = self.canvas.scene.find(set(self.marked)) if self.marked else []
        self.canvas.update()

    # Finding

    def show_hits(self, found: NDArray[np.bool_] | None) -> int:
        """Show these boxes (bool (k)) as found; how many there are."""
        self._hits = np.zeros(0, np.int32)
        if found is not None and self.boxes is not None:
            places = np.flatnonzero(found).astype(np.int32)
            self._hits = places[np.argsort(-self.boxes.weight[places], kind="stable")]
        self.look(found)
        self.canvas.redraw()
        return len(self._hits)

    def find_next(self, step: int = 1) -> tuple[int, int]:
        """Go to the next box found, heaviest first; how many there are, and which one it is."""
        hits, at = len(self._hits), -1
        if hits:
            here = np.flatnonzero(self._hits == self.box)
            start = 0 if step > 0 else hits - 1
            at = (int(here[0]) + step) % hits if len(here) else start
            self.select(int(self._hits[at]))
            self.reveal()
        return hits, at

    # What hands do

    def _on_menu(self, hit: Hit | None, place: QPoint) -> None:
        if hit is not None:
            self.select(hit.item)
            self.menu_asked.emit(hit.item, place)

    def _on_walked(self, where: str) -> None:
        if self.boxes is None:
            return
        step = self.boxes.step(self.box, where) if self.box != NONE else TOP
        if step >= 0:
            self.select(step)
            self.reveal()

    def _describe(self, hit: Hit) -> TipText | None:
        return self.words.tip(hit.item) if self.words else None

    def _paint_marks(self, painter: QPainter, view: Viewport) -> None:
        scene = self.canvas.scene
        for layer, box in self._found:
            place = scene.place(layer, box, view)
            if place.width() >= _FRAME and place.right() > 0 and place.left() < view.width:
                outline(painter, place, "accent", 1)
        if self.framed:
            self.paint_frames(painter, self.frames_in_sight(view), view)

    def frames_in_sight(self, _view: Viewport) -> list[int]:
        """Of what is framed all that may be seen; thousands of others cost a frame its time."""
        return self.framed

    def paint_frames(self, painter: QPainter, boxes: list[int], view: Viewport) -> None:
        """Paint the frames of boxes."""
        dashed(painter, [self.place_of(box, view) for box in boxes], view)


def dashed(painter: QPainter, places: list[QRectF], view: Viewport) -> None:
    """Dashed red frames around what is wrong, drawn as far as they are in sight: in one go, for
    while a file is read each call into Qt may cost this thread its turn."""
    limits = QRectF(-4, -4, view.width + 8, view.height + 8)
    # Outside of the box, where the line around a chosen one does not cover it.
    around = (place.adjusted(-_FRAME, -_FRAME, _FRAME, _FRAME) & limits for place in places)
    frames = [_whole(each) for each in around if not each.isEmpty()]
    if not frames:
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    pen = QPen(colour("bad"), _FRAME)
    pen.setDashPattern(list(_DASH))
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    painter.setPen(pen)
    painter.drawRects(frames)


def _whole(shown: QRectF) -> QRectF:
    """A frame on whole pixels, within its place by half of how wide its line is."""
    x0, y0 = round(shown.left()), round(shown.top())
    x1, y1 = round(shown.right()), round(shown.bottom())
    return QRectF(x0 + 1, y0 + 1, max(x1 - x0 - 2, 2), max(y1 - y0 - 2, 2))


def copy_picture(canvas: Canvas) -> None:
    """Put the picture on the clipboard as it stands."""
    QGuiApplication.clipboard().setPixmap(canvas.grab())
    toast(canvas, "Copied the picture")
