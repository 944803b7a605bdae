"""A code listing: before and after with − and +, or plain, in light colours."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QResizeEvent, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy, QWidget

from perfview.findings.finding import Example
from perfview.findings.quantities import MINUS
from perfview.ui.theme import theme
from perfview.ui.theme.tokens import SIZE, Theme
from perfview.ui.widgets.syntax import tokens

Line = tuple[str, str]
"""A mark ("-", "+" or " ") and the code."""

_MOST_LINES = 24
_AROUND = 14


def changed_lines(example: Example) -> list[Line]:
    """The example's before lines marked −, then its after lines marked +."""
    before = [("-", text) for text in example.before.rstrip("\n").split("\n") if example.before]
    after = [("+", text) for text in example.after.rstrip("\n").split("\n") if example.after]
    return before + after


class CodeListing(QPlainTextEdit):
    """Lines as they are, selectable, scrolled sideways when long; tint and sign, not tint only."""

    def __init__(self, lines: list[Line], language: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines, self._language = lines, language
        self.setReadOnly(True)
        self.setFont(theme.font(SIZE.small, mono=True))
        self.setProperty("role", "code")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setVerticalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAsNeeded
            if len(lines) > _MOST_LINES
            else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        )
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setTabChangesFocus(True)
        self.setAccessibleName("code before and after" if self._is_change else "code")
        self.document().setDocumentMargin(4)
        self._write()
        theme.changed.connect(self._write)

    @property
    def _is_change(self) -> bool:
        return any(mark != " " for mark, _ in self._lines)

    def sizeHint(self) -> QSize:
        shown = min(len(self._lines), _MOST_LINES)
        longest = max((len(code) for _, code in self._lines), default=0)
        letter = self.fontMetrics().horizontalAdvance("m")
        room = _AROUND if (longest + 3) * letter > self.viewport().width() else 0
        return QSize(280, shown * self.fontMetrics().lineSpacing() + _AROUND + room)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Lines that no longer fit bring a scroll bar, which needs room of its own.
        self.updateGeometry()

    def _write(self, _theme: object = None) -> None:
        self.clear()
        cursor = QTextCursor(self.document())
        for index, (mark, code) in enumerate(self._lines):
            if index:
                cursor.insertBlock()
            cursor.setBlockFormat(_ground(mark, theme.current()))
            self._write_line(cursor, mark, code)
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def _write_line(self, cursor: QTextCursor, mark: str, code: str) -> None:
        sign = {"-": MINUS, "+": "+"}.get(mark, " ")
        cursor.insertText(f"{sign} ", _ink({"-": "bad", "+": "save"}.get(mark, "text3")))
        at = 0
        for start, length, role in tokens(code, self._language):
            cursor.insertText(code[at:start], _ink("text"))
            cursor.insertText(code[start : start + length], _ink(role))
            at = start + length
        cursor.insertText(code[at:], _ink("text"))


def _ground(mark: str, colours: Theme) -> QTextBlockFormat:
    made = QTextBlockFormat()
    tint = {"-": colours.bad_tint, "+": colours.save_tint}.get(mark)
    if tint:
        made.setBackground(QColor(tint))
    return made


def _ink(role: str) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setForeground(QColor(getattr(theme.current(), role)))
    return made
