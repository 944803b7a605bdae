"""A treemap's boxes as shapes and letters instead of pixels, for SVG."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from perfview.ui.canvas.painting import LEFT, hatch
from perfview.ui.canvas.tile_words import HEADER
from perfview.ui.canvas.tiles import DrawnTiles, Tiles
from perfview.ui.canvas.vector import MOST_SHAPES
from perfview.ui.theme import theme

_LABEL_PX, _PAD, _NARROWEST, _LINE = 11, 4, 26, 15


def paint_tiles(painter: QPainter, tiles: Tiles, drawn: DrawnTiles) -> None:
    """Paint boxes over those they are in, each with its name and weight where they fit."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setFont(theme.font(_LABEL_PX, 500))
    for k in range(min(len(drawn.boxes), MOST_SHAPES)):
        place = QRectF(*drawn.places[k].tolist())
        fill, line, head = (QColor.fromRgba(int(each)) for each in drawn.colours[k])
        painter.fillRect(place, line)
        painter.fillRect(place.adjusted(0, 0, -1, -1), fill)
        if drawn.headed[k]:
            painter.fillRect(QRectF(place.x(), place.y(), place.width() - 1, HEADER), head)
        if drawn.striped[k]:
            hatch(painter, place, "canvas", 140)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        if place.width() >= _NARROWEST and place.height() >= _LINE:
            painter.setPen(QColor.fromRgba(int(drawn.inks[k])))
            _write(painter, tiles, int(drawn.boxes[k]), place)


def _write(painter: QPainter, tiles: Tiles, box: int, place: QRectF) -> None:
    row = QRectF(place.x() + _PAD, place.y(), place.width() - 2 * _PAD, min(HEADER, place.height()))
    words = f"{tiles.text(box)}  {tiles.note(box)}"
    metrics = painter.fontMetrics()
    if metrics.horizontalAdvance(words) > row.width():
        words = tiles.text(box)
    shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, int(row.width()))
    painter.drawText(row, LEFT, shown)
