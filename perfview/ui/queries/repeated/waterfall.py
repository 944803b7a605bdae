"""The calls of one request under one another, each where it ran."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from perfview.findings.quantities import duration
from perfview.queries.study import Study
from perfview.ui.canvas.painting import LEFT, RIGHT, colour, write
from perfview.ui.queries.repeated.request import LOOPED, OTHER, SOURCE, Request
from perfview.ui.queries.tables.brief import shortened
from perfview.ui.theme.theme import current
from perfview.ui.theme.tokens import SIZE
from perfview.ui.widgets.table.inked import draw_code_words
from perfview.ui.widgets.table.lettering import Face, draw_line, line_of, width_of

_ROW, _PAD = 20, 10
_TEXT_SHARE, _TIME_ROOM = 0.44, 64
_LETTERS = 400
_FACE = Face(SIZE.small, mono=True)


class Waterfall(QWidget):
    """Paints the calls in sight only. `picked` carries a row of `Calls`."""

    picked = Signal(int)

    def __init__(self, study: Study, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._study = study
        self.request: Request | None = None
        self._chosen = self._hovered = -1
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Calls of the request")

    def show_request(self, request: Request | None) -> None:
        """Show another request."""
        self.request, self._chosen, self._hovered = request, -1, -1
        self.setFixedHeight(self.sizeHint().height())
        self.setAccessibleDescription(f"{len(request)} calls" if request is not None else "")
        self.update()

    def choose(self, call: int) -> None:
        """Mark a call (a row of `Calls`), without telling anybody."""
        request = self.request
        places = (request.calls == call).nonzero()[0] if request is not None else []
        self._chosen = int(places[0]) if len(places) else -1
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(300, (len(self.request) if self.request is not None else 0) * _ROW + 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        request = self.request
        if request is not None and len(request):
            first = max(event.rect().top() // _ROW, 0)
            last = min(event.rect().bottom() // _ROW + 1, len(request))
            for line in range(first, last):
                self._paint_line(painter, request, line)
        painter.end()

    def _paint_line(self, painter: QPainter, request: Request, line: int) -> None:
        theme, top = current(), line * _ROW
        part = int(request.part[line])
        whole = QRectF(0, top, self.width(), _ROW)
        if line == self._chosen:
            painter.fillRect(whole, QColor(theme.selected))
            painter.fillRect(QRectF(0, top, 2, _ROW), QColor(theme.accent))
        elif line == self._hovered:
            painter.fillRect(whole, QColor(theme.hover))
        wide = self.width() * _TEXT_SHARE
        self._write_statement(painter, QRectF(_PAD, top, wide - 2 * _PAD, _ROW), request, line)
        room = self.width() - wide - _TIME_ROOM - _PAD
        span = max(int(request.stop_ns.max()), 1)
        left = wide + int(request.start_ns[line]) / span * room
        lasted = int(request.stop_ns[line] - request.start_ns[line])
        fill = {SOURCE: theme.accent_fill, LOOPED: theme.bad_fill, OTHER: theme.control}[part]
        bar = QRectF(left, top + 5, max(lasted / span * room, 2.0), _ROW - 10)
        painter.fillRect(bar, QColor(fill))
        place = QRectF(self.width() - _TIME_ROOM - _PAD, top, _TIME_ROOM, _ROW)
        role = "text3" if part == OTHER else "text"
        write(painter, place, duration(lasted), role, size=11, align=RIGHT)

    def _write_statement(
        self, painter: QPainter, area: QRectF, request: Request, line: int
    ) -> None:
        statement = int(self._study.model.calls.statement[int(request.calls[line])])
        text = self._study.text_of(statement)[:_LETTERS] if statement >= 0 else ""
        faint, room = int(request.part[line]) == OTHER, int(area.width())
        told = " ".join(text.split())
        if width_of(told, _FACE) > room:
            told = shortened(told)
        written = line_of(told, _FACE, room)
        painter.setPen(colour("text3" if faint else "text"))
        draw_line(painter, area, written, LEFT)
        if not faint:
            draw_code_words(painter, area, written.shown, "sql", _FACE)

    # Hands

    def _line_at(self, y: float) -> int:
        line = int(y // _ROW)
        return line if self.request is not None and 0 <= line < len(self.request) else -1

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pick(self._line_at(event.position().y()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        line = self._line_at(event.position().y())
        if line != self._hovered:
            self._hovered = line
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = -1
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is None or self.request is None or not len(self.request):
            super().keyPressEvent(event)
            return
        self._pick(min(max(self._chosen + step, 0), len(self.request) - 1))

    def _pick(self, line: int) -> None:
        if line < 0 or self.request is None:
            return
        self._chosen = line
        self.update()
        above = self.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if above is not None:
            above.ensureVisible(0, line * _ROW + _ROW // 2, 0, _ROW)
        self.picked.emit(int(self.request.calls[line]))
