"""One line of code as it is drawn: costs in a gutter, its number, the code in light colours."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from perfview.profiles.sources.code_lines import CodeLine
from perfview.ui.canvas.painting import RIGHT, colour, write
from perfview.ui.profiles.wording import share
from perfview.ui.theme import theme
from perfview.ui.theme.colours import mix
from perfview.ui.widgets.syntax import tokens

ROW = 18
CODE_PX = 11
LEAST_SAID = 0.005
LONGEST = 2_000
"""Characters of a line that are drawn."""

SHARE_PX = 46
_DIGIT_PX = 7
_TAB = "    "
_LANGUAGES = {
    "py": "python",
    "pyx": "python",
    **dict.fromkeys(("js", "mjs", "cjs", "jsx", "ts", "mts", "cts", "tsx"), "javascript"),
}


@dataclass(frozen=True)
class Gutter:
    """What stands left of the code: shares of `whole`, one column for totals and, when
    `shows_own`, one for what the line costs itself; then numbers of up to `digits` digits."""

    whole: float
    digits: int = 3
    shows_own: bool = False

    @property
    def width(self) -> int:
        """Where code begins, in px."""
        return self.numbers_from + self.digits * _DIGIT_PX + 18

    @property
    def numbers_from(self) -> int:
        """Where the room for numbers begins, in px."""
        return SHARE_PX * (2 if self.shows_own else 1)

    def part(self, value: float) -> float:
        """A cost as a part of the whole."""
        return value / self.whole if self.whole > 0 else 0.0

    def paint(self, painter: QPainter, line: CodeLine, y: float) -> None:
        """Draw the costs and the number of a line whose top is `y`."""
        self._paint_share(painter, line.total, 0, y)
        if self.shows_own:
            self._paint_share(painter, line.own, SHARE_PX, y)
        place = QRectF(self.numbers_from, y, self.width - self.numbers_from - 10, ROW)
        write(painter, place, str(line.number), "text3", size=10, align=RIGHT, elide=False)

    def _paint_share(self, painter: QPainter, value: float, x: float, y: float) -> None:
        part, roles = self.part(value), theme.current()
        if part > 0:
            wide = max(2.0, min(part, 1.0) * (SHARE_PX - 4))
            tint = QColor(mix(roles.slower, roles.canvas, 0.6))
            painter.fillRect(QRectF(x, y + 1, wide, ROW - 2), tint)
        if part >= LEAST_SAID:
            place = QRectF(x + 3, y, SHARE_PX - 7, ROW)
            write(painter, place, share(part, 1.0), "text", size=10, weight=600, elide=False)


def shown_text(line: CodeLine) -> str:
    """A line's code as it is drawn: tabs as blanks, what is too long cut."""
    text = line.text.replace("\t", _TAB)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def letter_width() -> float:
    """How wide a letter of code is, in px."""
    return QFontMetricsF(theme.font(CODE_PX, mono=True)).horizontalAdvance("m")


def language_of_file(file: str) -> str:
    """Which words of a file are coloured."""
    return _LANGUAGES.get(file.partition("?")[0].rpartition(".")[2].lower(), "")


def paint_code(
    painter: QPainter, text: str, x: float, y: float, language: str, *, loud: bool = True
) -> None:
    """Draw code from x on in a row whose top is `y`; quieter where it costs nothing."""
    painter.setFont(theme.font(CODE_PX, mono=True))
    metrics = QFontMetricsF(painter.font())
    base = y + (ROW + metrics.ascent() - metrics.descent()) / 2
    # Letters of code are equally wide; what is not ASCII may not be.
    letter = metrics.horizontalAdvance("m") if text.isascii() else 0.0
    for start, stop, role in _pieces(text, language):
        painter.setPen(colour(role or ("text" if loud else "text2")))
        at = start * letter if letter else metrics.horizontalAdvance(text[:start])
        painter.drawText(QPointF(x + at, base), text[start:stop])


@lru_cache(maxsize=2048)
def _pieces(text: str, language: str) -> list[tuple[int, int, str]]:
    """Stretches of a line and their roles, "" for plain ones; blanks alone are left out."""
    found, at = [], 0
    for start, length, role in tokens(text, language):
        found += [(at, start, ""), (start, start + length, role)]
        at = start + length
    found.append((at, len(text), ""))
    return [piece for piece in found if text[piece[0] : piece[1]].strip()]
