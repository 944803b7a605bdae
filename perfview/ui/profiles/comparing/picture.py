"""One flame graph of a comparison: zoom, hover, choose, the chosen function outlined."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRectF, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGridLayout, QWidget

from perfview.ui.canvas.canvas import Canvas
from perfview.ui.canvas.painting import outline
from perfview.ui.canvas.scene import Hit, Viewport
from perfview.ui.canvas.scroll_bar import CanvasScrollBar
from perfview.ui.canvas.tip import TipText
from perfview.ui.profiles.comparing.scene import ALL, DifferenceScene
from perfview.ui.widgets.label import label

_MOST_OUTLINES = 2000
_WHOLE = 0.999


class DifferencePicture(QWidget):
    """`chosen` carries a common function and one of its paths, (-1, -1) for none; `moved` says
    that another part is in sight; `menu_asked` a function and a place on screen."""

    chosen = Signal(int, int)
    moved = Signal()
    menu_asked = Signal(int, QPoint)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.canvas = Canvas()
        self.canvas.setAccessibleName(name)
        self.canvas.setAccessibleDescription("The table holds the same numbers.")
        self.scene: DifferenceScene | None = None
        self.function = -1
        self._path = ALL
        self.title = label("", "2")
        self.title.setContentsMargins(10, 3, 10, 3)
        self._scroll_bar = CanvasScrollBar(self.canvas, "Scroll the calls")
        body = QGridLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        body.addWidget(self.title, 0, 0, 1, 2)
        body.addWidget(self.canvas, 1, 0)
        body.addWidget(self._scroll_bar, 1, 1)
        body.setRowStretch(1, 1)
        self.title.hide()
        self._connect()

    def _connect(self) -> None:
        canvas = self.canvas
        canvas.describe = self._describe
        canvas.overlays.append(self._paint_over)
        canvas.viewed.connect(self.moved)
        canvas.clicked.connect(self._on_clicked)
        canvas.activated.connect(self._on_activated)
        canvas.walked.connect(self._on_walked)
        canvas.escaped.connect(self._step_back)
        canvas.fit_asked.connect(self.fit)
        canvas.entered.connect(self.fit)
        canvas.menu_asked.connect(self._on_menu)

    def show_scene(self, scene: DifferenceScene, end: int, title: str = "") -> None:
        """Show another one, as much of it as of the one before when that was as wide; `end` is how
        far one can see."""
        stretch, same = self.canvas.stretch, self.canvas.bounds == (0, max(end, 1))
        self.scene, self._path = scene, ALL
        self.canvas.show_scene(scene)
        self.canvas.set_bounds(0, end)
        if same:
            self.canvas.zoom_to(stretch.start, stretch.end, margin=0.0, animate=False)
        self.title.setText(title)
        self.title.setVisible(bool(title))

    def follow(self, other: DifferencePicture) -> None:
        """Show the same part as another picture."""
        seen = other.canvas.stretch
        if seen != self.canvas.stretch:
            self.canvas.zoom_to(seen.start, seen.end, margin=0.0, animate=False)
        self.canvas.scroll_to(other.canvas.scroll_top)

    def choose(self, function: int, path: int = ALL) -> None:
        """Outline every place of a common function, -1 for none, and one path in particular."""
        self.function, self._path = function, path
        self.canvas.update()

    def reveal(self) -> None:
        """Bring the chosen function's widest place into sight, out as far as it takes."""
        scene = self.scene
        places = self._places()
        if scene is None or not len(places):
            return
        wide = scene.stop[places] - scene.start[places]
        self._path = int(places[np.argmax(wide)])
        start, end = int(scene.start[self._path]), int(scene.stop[self._path])
        stretch = self.canvas.stretch
        if start < stretch.start or end > stretch.end or end - start < stretch.width / 300:
            around = 4 * (end - start)
            self.canvas.zoom_to(max(0, start - around), end + around)
        place = scene.place_of_path(self._path, self.canvas.viewport)
        top = place.top() + self.canvas.scroll_top
        self.canvas.bring_into_sight(QRectF(0, top, 1, place.height() + 8))

    def fit(self) -> None:
        """Zoom into the chosen path; everything when none is chosen."""
        if self.scene is None or self._path == ALL:
            self.canvas.show_all()
        else:
            start, end = int(self.scene.start[self._path]), int(self.scene.stop[self._path])
            self.canvas.zoom_to(start, end, margin=0.0)

    def _places(self) -> NDArray[np.intp]:
        if self.scene is None or self.function < 0:
            return np.zeros(0, np.intp)
        return np.flatnonzero(self.scene.tree.function == self.function)

    # What hands do

    def _select(self, path: int) -> None:
        if self.scene is not None:
            function = int(self.scene.tree.function[path]) if path != ALL else -1
            self.choose(function, path)
            self.chosen.emit(function, path)

    def _on_clicked(self, hit: Hit | None) -> None:
        self._select(hit.item if hit is not None else ALL)

    def _on_menu(self, hit: Hit | None, place: QPoint) -> None:
        if hit is not None and hit.item != ALL and self.scene is not None:
            self._select(hit.item)
            self.menu_asked.emit(self.function, place)

    def _on_activated(self, hit: Hit | None) -> None:
        if hit is not None:
            boxes = hit.layer.boxes
            self.canvas.zoom_to(int(boxes.start[hit.box]), int(boxes.end[hit.box]), margin=0.0)

    def _on_walked(self, where: str) -> None:
        if self.scene is None or not len(self.scene.tree):
            return
        step = self.scene.step(self._path, where) if self._path != ALL else 0
        if step >= 0:
            self._select(step)
            place = self.scene.place_of_path(step, self.canvas.viewport)
            top = place.top() + self.canvas.scroll_top
            self.canvas.bring_into_sight(QRectF(0, top, 1, place.height()))

    def _step_back(self) -> None:
        if self.canvas.stretch.width < self.canvas.bounds[1] * _WHOLE:
            self.canvas.show_all()
        else:
            self._select(ALL)

    def _describe(self, hit: Hit) -> TipText | None:
        return self.scene.tip(hit.item) if self.scene is not None else None

    def _paint_over(self, painter: QPainter, view: Viewport) -> None:
        if self.scene is None:
            return
        self.scene.paint_new(painter, view)
        for path in self._places()[:_MOST_OUTLINES].tolist():
            place = self.scene.place_of_path(path, view)
            if place.width() >= 2:
                outline(painter, QRectF(place), "accent", 2 if path == self._path else 1)
