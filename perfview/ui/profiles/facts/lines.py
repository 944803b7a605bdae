"""Source lines with what each costs, beside one another: a share, a bar, the number, the code."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QVBoxLayout, QWidget

from perfview.profiles.sources.code_lines import CodeLine
from perfview.ui.canvas.painting import RIGHT, colour, write
from perfview.ui.profiles.wording import amount, share
from perfview.ui.theme import theme
from perfview.ui.theme.colours import mix
from perfview.ui.widgets.label import label

ROW = 18
_SHARE_PX, _NUMBER_PX = 46, 40
_LEAST_SAID = 0.005
_TAB = "    "


class LinesBox(QWidget):
    """A title over the lines; not there without any."""

    def __init__(self) -> None:
        super().__init__()
        self._title = label("", "3")
        self._listing = LineListing()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._title)
        layout.addWidget(self._listing)

    def show_lines(self, lines: list[CodeLine], whole: float, unit: str) -> None:
        """Show others; `whole` is what shares are of."""
        self.setVisible(bool(lines))
        has_text = any(line.text for line in lines)
        what = {"ns": "time", "bytes": "bytes"}.get(unit, "cost")
        self._title.setText(f"Source, {what} by line" if has_text else f"{what.title()} by line")
        self._listing.show_lines(lines, whole, unit)


class LineListing(QWidget):
    """Paints lines of code, a gutter of costs on their left."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Source lines with their costs")
        self._lines: list[CodeLine] = []
        self._whole, self._unit, self._indent = 0.0, "ns", 0

    def show_lines(self, lines: list[CodeLine], whole: float, unit: str) -> None:
        """Show others; what all of them are indented by is taken off."""
        self._lines, self._whole, self._unit = lines, whole, unit
        texts = [line.text.replace("\t", _TAB) for line in lines if line.text.strip()]
        self._indent = min((len(text) - len(text.lstrip()) for text in texts), default=0)
        self.setAccessibleDescription("; ".join(self._words(line) for line in lines if line.total))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, len(self._lines) * ROW + 2)

    def _part(self, line: CodeLine) -> float:
        return line.total / self._whole if self._whole > 0 else 0.0

    def _words(self, line: CodeLine) -> str:
        own, total = amount(line.own, self._unit), amount(line.total, self._unit)
        part = share(line.total, self._whole)
        return f"line {line.number}: {total} ({part}), {own} of it itself"

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour("canvas"))
        first = max(0, event.rect().top() // ROW)
        last = min(len(self._lines), event.rect().bottom() // ROW + 1)
        for at in range(first, last):
            self._paint_line(painter, self._lines[at], 1.0 + at * ROW)
        painter.end()

    def _paint_line(self, painter: QPainter, line: CodeLine, y: float) -> None:
        part, roles = self._part(line), theme.current()
        if not line.follows:
            painter.fillRect(QRectF(0, y, self.width(), 1), colour("line"))
        if part > 0:
            tint = mix(roles.slower, roles.canvas, 0.75)
            wide = max(2.0, min(part, 1.0) * _SHARE_PX)
            painter.fillRect(QRectF(0, y, wide, ROW - 1), QColor(tint))
        if part >= _LEAST_SAID:
            place = QRectF(2, y, _SHARE_PX - 4, ROW)
            write(painter, place, share(part, 1.0), "text", size=10, weight=600)
        place = QRectF(_SHARE_PX, y, _NUMBER_PX - 6, ROW)
        write(painter, place, str(line.number), "text3", size=10, align=RIGHT)
        painter.setFont(theme.font(11, mono=True))
        painter.setPen(colour("text" if part >= _LEAST_SAID else "text2"))
        room = QRectF(_SHARE_PX + _NUMBER_PX, y, self.width() - _SHARE_PX - _NUMBER_PX, ROW)
        text = line.text.replace("\t", _TAB)[self._indent :]
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)

    def event(self, event: object) -> bool:  # type: ignore[override]
        if isinstance(event, QHelpEvent):
            at = event.pos().y() // ROW
            inside = 0 <= at < len(self._lines)
            QToolTip.showText(
                event.globalPos(), self._words(self._lines[at]) if inside else "", self
            )
            return True
        return super().event(event)  # type: ignore[arg-type]
