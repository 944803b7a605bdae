"""Drawing a table's cells: number, bar beside it, swatch, hit, the chosen row."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from perfview.ui.theme.colours import category_colour, mix, text_on
from perfview.ui.theme.theme import current
from perfview.ui.theme.tokens import ROW, SIZE
from perfview.ui.widgets.table.columns import Column
from perfview.ui.widgets.table.inked import draw_code_words, draw_pills
from perfview.ui.widgets.table.lettering import Face, draw_line, line_of, width_of
from perfview.ui.widgets.table.model import TableModel

_PAD = 8
_SWATCH = 10
_NUMBER_ROOM = 72
_USUAL_TONE = "text3"
_MOST_LETTERS = 500
"""More than fits into any cell; measuring a document of a megabyte would take a while."""
_ONE_LINE = str.maketrans(dict.fromkeys("\t\n\v\f\r\x1c\x1d\x1e\x85\u2028\u2029", " "))
"""What would begin another line in a cell."""
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class Cells(QStyledItemDelegate):
    """Paints cells of a `TableModel`. `hovered` is the position under the mouse, `hit` what is
    searched for (marked where it stands)."""

    hovered = -1
    hit = ""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(60, ROW.table)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        found = self.cell(index)
        if found is None:
            return
        column, row = found
        painter.save()
        area = QRectF(option.rect)  # type: ignore[attr-defined]
        self._ground(painter, area, option, index)
        inner = area.adjusted(_PAD, 0, -_PAD, 0)
        if column.diverges:
            inner = _diverging_bar(painter, inner, column.share(row))
        elif column.has_bar:
            inner = _bar(painter, inner, column.share(row), column.bar_tone(row))
        inner = _swatch(painter, inner, column.swatch(row))
        curve, pills = column.curve(row), column.pills(row)
        if pills:
            draw_pills(painter, inner, pills)
        elif curve is None:
            self._text(painter, inner, column, row)
        else:
            _curve(painter, inner, curve, column.bar_tone(row))
        painter.restore()

    def cell(self, index: QModelIndex | QPersistentModelIndex) -> tuple[Column, int] | None:
        """The column and the row (as columns number them) of an index, None for another model's."""
        model = index.model()
        if not isinstance(model, TableModel):
            return None
        return model.columns[index.column()], int(model.shown[index.row()])

    def is_hovered(self, index: QModelIndex | QPersistentModelIndex) -> bool:
        """Whether the pointer is over the row of an index."""
        return index.row() == self.hovered

    def _ground(
        self,
        painter: QPainter,
        area: QRectF,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        theme = current()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        if chosen:
            painter.fillRect(area, QColor(theme.selected))
        elif self.is_hovered(index):
            painter.fillRect(area, QColor(theme.hover))
        # A filled rectangle: Qt takes a hundred times as long for a line with a translucent pen.
        below = QRectF(area.left(), area.bottom() - 1, area.width(), 1)
        painter.fillRect(below, QColor(mix(theme.line, theme.panel, 0.45)))
        if chosen and index.column() == 0:
            painter.fillRect(
                QRectF(area.left(), area.top(), 2, area.height()), QColor(theme.accent)
            )

    def _text(self, painter: QPainter, area: QRectF, column: Column, row: int) -> None:
        look = column.look
        face = _face(look.mono, look.strong)
        text, room = _one_line(column.text(row)), int(area.width())
        brief = column.brief(row)
        if brief and width_of(text, face) > room:
            text = _one_line(brief)
        line = line_of(text, face, room, look.ends)
        painter.setPen(QColor(getattr(current(), column.tone(row))))
        draw_line(painter, area, line, _RIGHT if column.is_number else _LEFT)
        if look.language:
            draw_code_words(painter, area, line.shown, look.language, face)
        if self.hit and not column.is_number:
            _mark(painter, area, line.shown, self.hit)


@lru_cache(maxsize=8)
def _face(mono: bool, strong: bool) -> Face:
    return Face(SIZE.small if mono else SIZE.body, 600 if strong else 400, mono)


def _one_line(text: str) -> str:
    return text[:_MOST_LETTERS].translate(_ONE_LINE)


def _bar(painter: QPainter, area: QRectF, share: float, tone: str) -> QRectF:
    """Draw a bar at the left of a cell, none below 0; returns what is left for the number."""
    room = area.width() - _NUMBER_ROOM
    if room < 16 or share < 0:
        return area
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    top = area.center().y() - 4
    painter.setBrush(QColor(current().track))
    painter.drawRoundedRect(QRectF(area.left(), top, room, 8), 2, 2)
    painter.setBrush(QColor(getattr(current(), tone)))
    if share > 0:
        filled = max(2.0, room * min(1.0, share))
        painter.drawRoundedRect(QRectF(area.left(), top, filled, 8), 2, 2)
    return area.adjusted(room, 0, 0, 0)


def _diverging_bar(painter: QPainter, area: QRectF, share: float) -> QRectF:
    """Draw a bar to one side of a middle line; returns what is left for the number."""
    room = area.width() - _NUMBER_ROOM
    if room < 32:
        return area
    middle, top = area.left() + room / 2, area.center().y() - 4
    painter.fillRect(QRectF(round(middle), top - 4, 1, 16), QColor(current().control))
    wide = min(1.0, abs(share)) * room / 2
    if wide >= 0.5:
        left = middle - wide if share < 0 else middle + 1
        fill = current().faster if share < 0 else current().slower
        painter.fillRect(QRectF(left, top, max(wide, 1.0), 8), QColor(fill))
    return area.adjusted(room, 0, 0, 0)


def _curve(painter: QPainter, area: QRectF, curve: NDArray[np.float64], tone: str) -> None:
    """Draw a small area with its edge, a dot at its end; in a tone that bars are not usually in all
    of it."""
    theme = current()
    line, dot, ground = theme.text2, theme.text, theme.track
    if tone != _USUAL_TONE:
        line = dot = getattr(theme, tone)
        ground = mix(line, theme.panel, 0.25)
    low, high = area.bottom() - 4, area.top() + 4
    wide = area.width() / max(len(curve) - 1, 1)
    points = [
        QPointF(area.left() + at * wide, low - part * (low - high))
        for at, part in enumerate(curve.tolist())
    ]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ground))
    painter.drawPolygon([QPointF(area.left(), low), *points, QPointF(area.right(), low)])
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(line), 1))
    painter.drawPolyline(points)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(dot))
    painter.drawEllipse(points[-1], 1.8, 1.8)


def _swatch(painter: QPainter, area: QRectF, category: int | None) -> QRectF:
    if category is None:
        return area
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(category_colour(category, current())))
    side = QRectF(area.left(), area.center().y() - _SWATCH / 2, _SWATCH, _SWATCH)
    painter.drawRoundedRect(side, 2, 2)
    return area.adjusted(_SWATCH + 7, 0, 0, 0)


def _mark(painter: QPainter, area: QRectF, shown: str, hit: str) -> None:
    """Draw the first place of `hit` (lower case) in a text again, on the colour of a find."""
    at = shown.casefold().find(hit)
    if at < 0:
        return
    metrics = painter.fontMetrics()
    left = area.left() + metrics.horizontalAdvance(shown[:at])
    width = metrics.horizontalAdvance(shown[at : at + len(hit)])
    place = QRectF(left, area.center().y() - 8, width, 16)
    painter.fillRect(place, QColor(current().find))
    painter.setPen(QColor(text_on(current().find)))
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, shown[at : at + len(hit)])
