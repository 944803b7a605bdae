"""The bytes around the place where a file breaks, drawn as a hex dump."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from perfview.ui.theme import theme
from perfview.ui.theme.fonts import font

_WIDE = 16
_LINE_PX = 19
_BYTE_PX = 23
_LEFT_PX = 112


@dataclass(frozen=True)
class Bytes:
    """`data` starts at `offset` of the file; `bad` is where it breaks, in the same count."""

    offset: int
    data: bytes
    bad: int


def read_around(path: Path, place: int, lines: int = 4) -> Bytes | None:
    """Some lines of the file around `place`; None when the file cannot be read there."""
    start = max(0, place - place % _WIDE - (lines // 2) * _WIDE)
    try:
        with path.open("rb") as file:
            file.seek(start)
            data = file.read(lines * _WIDE)
    except OSError:
        return None
    return Bytes(start, data, place) if data else None


def as_text(shown: Bytes) -> str:
    """The same as plain text, for the clipboard and screen readers."""
    lines = []
    for at in range(0, len(shown.data), _WIDE):
        piece = shown.data[at : at + _WIDE]
        lines.append(f"0x{shown.offset + at:08X}  {piece.hex(' '):<47}  {_letters(piece)}")
    return "\n".join(lines)


class HexDump(QWidget):
    """Offset, sixteen bytes, their letters; what is beyond the break is red."""

    def __init__(self, shown: Bytes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = shown
        self.setAccessibleName("Bytes around the place where the file breaks")
        self.setAccessibleDescription(as_text(shown))
        self.setMinimumSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        """As high as its lines."""
        lines = -(-len(self._shown.data) // _WIDE)
        return QSize(640, lines * _LINE_PX + 12)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the lines."""
        painter = QPainter(self)
        painter.setFont(font(11, mono=True))
        for at in range(0, len(self._shown.data), _WIDE):
            self._line(painter, 6 + at // _WIDE * _LINE_PX, at)
        painter.end()

    def _line(self, painter: QPainter, top: float, at: int) -> None:
        colours = theme.current()
        piece = self._shown.data[at : at + _WIDE]
        start = self._shown.offset + at
        _text(painter, 12, top, 96, f"0x{start:08X}", colours.text3)
        for place, byte in enumerate(piece):
            left = _LEFT_PX + place * _BYTE_PX + (8 if place > 7 else 0)
            bad = start + place >= self._shown.bad
            if bad:
                painter.fillRect(QRectF(left - 4, top, _BYTE_PX, 17), QColor(colours.bad_tint))
            if start + place == self._shown.bad:
                painter.fillRect(QRectF(left - 5, top - 1, 2, 19), QColor(colours.bad_fill))
            _text(painter, left, top, 22, f"{byte:02x}", colours.bad if bad else colours.text2)
        _text(painter, _LEFT_PX + 16 * _BYTE_PX + 28, top, 160, _letters(piece), colours.text2)


def _text(painter: QPainter, left: float, top: float, width: float, text: str, ink: str) -> None:
    painter.setPen(QColor(ink))
    flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    painter.drawText(QRectF(left, top, width, 17), flags, text)


def _letters(piece: bytes) -> str:
    return "".join(chr(byte) if 32 <= byte < 127 else "·" for byte in piece)
