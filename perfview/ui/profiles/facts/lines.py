"""The costliest lines of a function under one another: a share, the number, the code."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QVBoxLayout, QWidget

from perfview.profiles.sources.code_lines import CodeLine
from perfview.ui.canvas.painting import colour, outline
from perfview.ui.profiles.code.line_painting import (
    ROW,
    Gutter,
    letter_width,
    paint_code,
    shown_text,
)
from perfview.ui.profiles.wording import amount, share
from perfview.ui.widgets.label import label

_EDGE = 4


class LinesBox(QWidget):
    """A title over the lines; not there without any. `picked` carries a line's number."""

    picked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._title = label("", "section")
        self._listing = LineListing()
        self._listing.picked.connect(self.picked)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._title)
        layout.addWidget(self._listing)

    def show_lines(self, lines: list[CodeLine], whole: float, unit: str, language: str) -> None:
        """Show others; `whole` is what shares are of."""
        self.setVisible(bool(lines))
        has_text = any(line.text for line in lines)
        what = {"ns": "time", "bytes": "bytes"}.get(unit, "cost")
        self._title.setText(f"Source, {what} by line" if has_text else f"{what.title()} by line")
        self._listing.show_lines(lines, whole, unit, language)


class LineListing(QWidget):
    """Paints lines of code, a gutter of costs on their left; those without code as words."""

    picked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Source lines with their costs")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._lines: list[CodeLine] = []
        self._gutter = Gutter(0.0)
        self._unit, self._language, self._indent = "ns", "", 0
        self._has_code = False

    def show_lines(self, lines: list[CodeLine], whole: float, unit: str, language: str) -> None:
        """Show others; what all of them are indented by is taken off."""
        self._lines, self._unit, self._language = lines, unit, language
        self._has_code = any(line.text for line in lines)
        digits = max((len(str(line.number)) for line in lines), default=1)
        self._gutter = Gutter(whole, max(digits, 2))
        texts = [shown_text(line) for line in lines if line.text.strip()]
        self._indent = min((len(text) - len(text.lstrip()) for text in texts), default=0)
        self.setAccessibleDescription("; ".join(self._words(line) for line in lines if line.total))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, len(self._lines) * ROW + 2 * _EDGE)

    def _words(self, line: CodeLine) -> str:
        own, total = amount(line.own, self._unit), amount(line.total, self._unit)
        part = share(line.total, self._gutter.whole)
        return f"line {line.number}: {total} ({part}), {own} of it itself"

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour("canvas"))
        outline(painter, QRectF(self.rect()), "line", 1)
        painter.setClipRect(self.rect().adjusted(1, 1, -2, -1))
        for at, line in enumerate(self._lines):
            self._paint_line(painter, line, _EDGE + at * ROW)
        painter.end()

    def _paint_line(self, painter: QPainter, line: CodeLine, y: int) -> None:
        if not line.follows:
            painter.fillRect(QRectF(0, y, self.width(), 1), colour("line"))
        self._gutter.paint(painter, line, y)
        text = (
            shown_text(line)[self._indent :] if self._has_code else amount(line.total, self._unit)
        )
        room = int((self.width() - self._gutter.width - _EDGE) / letter_width())
        text = text if len(text) <= room else f"{text[: max(room - 1, 0)]}…"
        loud = self._gutter.part(line.total) > 0
        language = self._language if self._has_code else ""
        paint_code(painter, text, self._gutter.width, y, language, loud=loud)

    def _at(self, y: float) -> CodeLine | None:
        at = int(y - _EDGE) // ROW
        return self._lines[at] if 0 <= at < len(self._lines) else None

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        line = self._at(event.position().y())
        if line is not None and event.button() == Qt.MouseButton.LeftButton:
            self.picked.emit(line.number)

    def event(self, event: object) -> bool:  # type: ignore[override]
        if isinstance(event, QHelpEvent):
            line = self._at(event.pos().y())
            QToolTip.showText(event.globalPos(), self._words(line) if line else "", self)
            return True
        return super().event(event)  # type: ignore[arg-type]
