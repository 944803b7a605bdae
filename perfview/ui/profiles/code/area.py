"""A file of source code, scrolled both ways, with what its lines cost in a gutter."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QMenu, QToolTip

from perfview.profiles.sources.code_lines import CodeLine
from perfview.ui.canvas.painting import colour
from perfview.ui.profiles.code.line_painting import (
    LEAST_SAID,
    ROW,
    Gutter,
    letter_width,
    paint_code,
    shown_text,
)
from perfview.ui.profiles.code.selecting import NOTHING, Place, Stretch, word_at
from perfview.ui.profiles.wording import amount, share
from perfview.ui.widgets.toast import toast

_ABOVE = 6
"""Rows left over one that is gone to."""

_ROWS_A_STEP = 3
_KEYS = {Qt.Key.Key_N: 1, Qt.Key.Key_P: -1}
_MORE = 24


class CodeArea(QAbstractScrollArea):
    """`chosen` carries the row that was clicked. Arrows scroll, N and P go to the next and previous
    line that costs something, Ctrl+C copies what is chosen."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Source code with the costs of its lines")
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.gutter = Gutter(0.0)
        self.lines: list[CodeLine] = []
        self.row = -1
        """The row that is chosen, -1 for none."""
        self._unit, self._language = "ns", ""
        self._stretch = NOTHING
        self.hits: list[int] = []
        """The rows that contain what was looked for."""
        self._begins = -1

    def show_lines(
        self, lines: list[CodeLine], gutter: Gutter, unit: str, language: str, begins: int = 0
    ) -> None:
        """Show others; `begins` is the number of the line to set off, 0 for none."""
        self.lines, self.gutter, self._unit, self._language = lines, gutter, unit, language
        self.row, self._stretch, self.hits = -1, NOTHING, []
        self._begins = self.row_of(begins) if begins else -1
        self.setAccessibleDescription("; ".join(self._costliest()))
        self._fit()
        self.viewport().update()

    def show_gutter(self, gutter: Gutter) -> None:
        """Show the costs in another way."""
        self.gutter = gutter
        self._fit()
        self.viewport().update()

    def row_of(self, number: int) -> int:
        """The row of a line by its number, -1 when it is not shown."""
        at = number - 1
        if 0 <= at < len(self.lines) and self.lines[at].number == number:
            return at
        return next((r for r, line in enumerate(self.lines) if line.number == number), -1)

    # Going places

    def go_to(self, row: int, *, choose: bool = False) -> None:
        """Bring a row into sight, near the top unless it is in sight already."""
        if not 0 <= row < len(self.lines):
            return
        top = self.verticalScrollBar().value()
        if not top <= row * ROW <= top + self.viewport().height() - 2 * ROW:
            self.verticalScrollBar().setValue(max(0, row - _ABOVE) * ROW)
            self.horizontalScrollBar().setValue(0)
        if choose:
            self.choose(row)
        self.viewport().update()

    def choose(self, row: int) -> None:
        """Choose a row, and tell."""
        self.row = row
        self.chosen.emit(row)
        self.viewport().update()

    def step(self, by: int) -> None:
        """Go to the next costly row, or with −1 to the one before, round and round."""
        costly = [r for r, line in enumerate(self.lines) if self._says_something(line)]
        self._step_in(costly, by)

    def find(self, text: str) -> int:  # type: ignore[override]
        """Mark the rows that contain a text, case ignored; how many there are."""
        wanted = text.casefold()
        rows = enumerate(self.lines)
        self.hits = [r for r, line in rows if wanted in line.text.casefold()] if wanted else []
        self.viewport().update()
        return len(self.hits)

    def find_next(self, step: int) -> int:
        """Go to the next row that was found; which of them it is, -1 for none."""
        self._step_in(self.hits, step)
        return self.hits.index(self.row) if self.row in self.hits else -1

    def _step_in(self, rows: list[int], by: int) -> None:
        if not rows:
            return
        from_row = self.row if self.row >= 0 else self._begins - (by > 0)
        ahead = [r for r in rows if (r > from_row if by > 0 else r < from_row)]
        found = (ahead or rows)[0 if by > 0 else -1]
        self.go_to(found, choose=True)

    def _says_something(self, line: CodeLine) -> bool:
        return self.gutter.part(line.total) >= LEAST_SAID

    # Words

    def words(self, row: int) -> str:
        """What a row costs, in words."""
        line = self.lines[row]
        if not line.total and not line.own:
            return f"line {line.number}: nothing was seen here"
        own, total = amount(line.own, self._unit), amount(line.total, self._unit)
        part = share(line.total, self.gutter.whole)
        return f"line {line.number}: {total} ({part}) with what it calls, {own} itself"

    def _costliest(self) -> list[str]:
        ranked = sorted(range(len(self.lines)), key=lambda row: -self.lines[row].total)
        return [self.words(row) for row in ranked[:10] if self.lines[row].total > 0]

    def copy(self) -> None:
        """Put what is chosen on the clipboard; without a stretch of text the chosen row."""
        texts = [line.text for line in self.lines]
        text = self._stretch.text(texts)
        if not text and 0 <= self.row < len(texts):
            text = texts[self.row]
        if text:
            QGuiApplication.clipboard().setText(text)
            toast(self, "Copied the code")

    # Geometry

    def _fit(self) -> None:
        longest = max((len(shown_text(line)) for line in self.lines), default=0)
        wide = self.gutter.width + longest * letter_width() + _MORE
        view = self.viewport()
        for bar, size, room in (
            (self.horizontalScrollBar(), int(wide), view.width()),
            (self.verticalScrollBar(), len(self.lines) * ROW + _MORE, view.height()),
        ):
            bar.setRange(0, max(0, size - room))
            bar.setPageStep(max(room, 1))
        self.verticalScrollBar().setSingleStep(ROW * _ROWS_A_STEP)
        self.horizontalScrollBar().setSingleStep(int(4 * letter_width()))

    def _row_at(self, place: QPoint) -> int:
        return (place.y() + self.verticalScrollBar().value()) // ROW

    def _place_at(self, place: QPoint) -> Place:
        row = min(max(self._row_at(place), 0), max(len(self.lines) - 1, 0))
        x = place.x() - self.gutter.width + self.horizontalScrollBar().value()
        text = self.lines[row].text if self.lines else ""
        shown = min(max(round(x / letter_width()), 0), len(shown_text(self.lines[row])))
        # A tab is drawn as several blanks.
        at = 0
        while at < len(text) and shown > 0:
            shown -= 4 if text[at] == "\t" else 1
            at += 1
        return row, at

    # Drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), colour("canvas"))
        top, part = self.verticalScrollBar().value(), event.rect()
        first = max(0, (top + part.top()) // ROW)
        last = min(len(self.lines), (top + part.bottom()) // ROW + 1)
        hits = set(self.hits)
        for row in range(first, last):
            self._paint_row(painter, row, row * ROW - top, row in hits)
        painter.end()

    def _paint_row(self, painter: QPainter, row: int, y: int, is_hit: bool) -> None:
        line, width = self.lines[row], self.viewport().width()
        if row == self.row:
            painter.fillRect(QRect(0, y, width, ROW), colour("selected"))
        elif row == self._begins:
            painter.fillRect(QRect(0, y, width, ROW), colour("hover"))
        if not line.follows:
            painter.fillRect(QRect(0, y, width, 1), colour("line"))
        self.gutter.paint(painter, line, y)
        if is_hit:
            painter.fillRect(QRectF(self.gutter.width - 7, y + 2, 3, ROW - 4), colour("find"))
        painter.save()
        painter.setClipRect(QRect(self.gutter.width - 2, y, width, ROW))
        x = self.gutter.width - self.horizontalScrollBar().value()
        self._paint_stretch(painter, row, x, y)
        paint_code(painter, shown_text(line), x, y, self._language, loud=line.total > 0)
        painter.restore()

    def _paint_stretch(self, painter: QPainter, row: int, x: float, y: int) -> None:
        text = self.lines[row].text
        part = self._stretch.in_row(row, len(text))
        if part is not None:
            begin, stop = (len(text[:at].replace("\t", "    ")) for at in part)
            wide = max((stop - begin) * letter_width(), 3.0)
            painter.fillRect(QRectF(x + begin * letter_width(), y, wide, ROW), colour("accent", 90))

    # The pointer and the keyboard

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.lines:
            place = self._place_at(event.position().toPoint())
            is_more = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self._stretch = Stretch(self._stretch.anchor if is_more else place, place)
            if self._row_at(event.position().toPoint()) < len(self.lines):
                self.choose(place[0])

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton and self.lines:
            place = event.position().toPoint()
            self._stretch = Stretch(self._stretch.anchor, self._place_at(place))
            beyond = place.y() - min(max(place.y(), 0), self.viewport().height())
            self.verticalScrollBar().setValue(self.verticalScrollBar().value() + beyond)
            self.viewport().update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.lines:
            place = self._place_at(event.position().toPoint())
            self._stretch = word_at(self.lines[place[0]].text, place)
            self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar, key = self.verticalScrollBar(), event.key()
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.SelectAll) and self.lines:
            self._stretch = Stretch((0, 0), (len(self.lines) - 1, len(self.lines[-1].text)))
            self.viewport().update()
        elif plain and key in _KEYS:
            self.step(_KEYS[Qt.Key(key)])
        elif plain and key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            bar.setValue(0 if key == Qt.Key.Key_Home else bar.maximum())
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.addAction("Copy").triggered.connect(self.copy)
        menu.addAction("Next costly line\tN").triggered.connect(lambda: self.step(1))
        menu.addAction("Previous costly line\tP").triggered.connect(lambda: self.step(-1))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(event.globalPos())

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        # Up and down what is drawn moves along, and only what comes into sight is drawn.
        if dx:
            self.viewport().update()
        else:
            self.viewport().scroll(0, dy)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def viewportEvent(self, event: object) -> bool:  # type: ignore[override]
        if isinstance(event, QHelpEvent):
            row = self._row_at(event.pos())
            QToolTip.showText(
                event.globalPos(), self.words(row) if 0 <= row < len(self.lines) else "", self
            )
            return True
        return super().viewportEvent(event)  # type: ignore[arg-type]
