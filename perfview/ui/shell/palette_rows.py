"""How a line of the palette is drawn: icon, name with the letters that matched, detail, keys."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from perfview.ui.shell.palette_entries import Entry
from perfview.ui.theme import icons, theme
from perfview.ui.theme.fonts import font

ENTRY = int(Qt.ItemDataRole.UserRole)
LETTERS = int(Qt.ItemDataRole.UserRole) + 1
_ROW_PX = 32
_HEAD_PX = 24
Index = QModelIndex | QPersistentModelIndex


class PaletteRows(QStyledItemDelegate):
    """Paints entries and the heads of their groups."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """A head is lower than an entry."""
        return QSize(200, _HEAD_PX if index.data(ENTRY) is None else _ROW_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one line."""
        entry = index.data(ENTRY)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box: QRect = option.rect  # type: ignore[attr-defined]
        if isinstance(entry, Entry):
            state = option.state  # type: ignore[attr-defined]
            on = bool(state & QStyle.StateFlag.State_Selected)
            self._entry(painter, box, entry, index.data(LETTERS) or (), on)
        else:
            painter.setFont(font(11, 600))
            painter.setPen(QColor(theme.current().text3))
            left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(box.adjusted(6, 2, 0, 0), left, str(index.data()))
        painter.restore()

    def _entry(
        self, painter: QPainter, box: QRect, entry: Entry, letters: tuple[int, ...], on: bool
    ) -> None:
        colours = theme.current()
        if on:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.selected))
            painter.drawRoundedRect(QRectF(box).adjusted(0, 1, 0, -1), 5, 5)
        tint = "accent" if on else "text2"
        icon = QRect(box.left() + 10, box.top() + 8, 16, 16)
        icons.icon(entry.icon, tint, 16).paint(painter, icon)
        right = self._keys(painter, box, entry.keys or ("Enter" if on else ""))
        left = self._title(painter, box, entry.title, letters, right)
        painter.setFont(font(11))
        painter.setPen(QColor(colours.text3))
        room = QRectF(left + 10, box.top(), right - left - 16, box.height())
        shown = QFontMetricsF(painter.font()).elidedText(
            entry.detail, Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)

    @staticmethod
    def _keys(painter: QPainter, box: QRect, keys: str) -> float:
        """Draw the keys on the right; returns where the rest must end."""
        if not keys:
            return box.right() - 8.0
        colours = theme.current()
        painter.setFont(font(10))
        wide = QFontMetricsF(painter.font()).horizontalAdvance(keys) + 10
        cap = QRectF(box.right() - wide - 9, box.center().y() - 7.5, wide, 16)
        painter.setPen(QColor(colours.line))
        painter.setBrush(QColor(colours.raised))
        painter.drawRoundedRect(cap, 3, 3)
        painter.setPen(QColor(colours.text2))
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, keys)
        return cap.left() - 6

    @staticmethod
    def _title(
        painter: QPainter, box: QRect, title: str, letters: tuple[int, ...], right: float
    ) -> float:
        """Draw the name, matched letters in accent; returns where it ends."""
        colours = theme.current()
        plain, bold = font(12), font(12, 600)
        left = box.left() + 36.0
        # Runs of letters of one kind are drawn at once.
        marks = set(letters)
        start = 0
        while start < len(title):
            end = start + 1
            while end < len(title) and (end in marks) == (start in marks):
                end += 1
            face = bold if start in marks else plain
            painter.setFont(face)
            painter.setPen(QColor(colours.accent if start in marks else colours.text))
            metrics = QFontMetricsF(face)
            piece = title[start:end]
            room = right - left - 60
            if room <= 0:
                break
            shown = metrics.elidedText(piece, Qt.TextElideMode.ElideRight, room)
            wide = metrics.horizontalAdvance(shown)
            place = QRectF(left, box.top(), wide + 2, box.height())
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, shown)
            left += wide
            start = end
        return left
