"""Texts drawn once by Qt and kept as coverage masks, for a kernel to write in microseconds."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QTextLayout, QTextLine

_LONGEST = 96
_ROOM = 1 << 16
_MOST_COLUMNS = 1 << 21


class Atlas:
    """Masks of texts in one font at one device pixel ratio, side by side.

    `mask` uint8 (height, any); `entries` int32 (k, 4) and `places` int32 as `kernels.texts` wants
    them. `generation` grows when everything was thrown away to make room: entries are then void.
    """

    def __init__(self, font: QFont, ratio: float) -> None:
        self.ratio = ratio
        self._font = QFont(font)
        self._font.setPixelSize(max(1, round(font.pixelSize() * ratio)))
        self._metrics = QFontMetricsF(self._font)
        self.height = int(np.ceil(self._metrics.height()))
        self.generation = 0
        self._clear()

    def _clear(self) -> None:
        self.mask = np.zeros((self.height, _ROOM), np.uint8)
        self.entries = np.zeros((1024, 4), np.int32)
        self.places = np.zeros(1 << 14, np.int32)
        self._ids: dict[str, int] = {}
        self._column = self._letter = 0
        self.ellipsis = self.entry("…")

    def make_room(self) -> None:
        """Start afresh when the atlas has grown beyond what is worth keeping."""
        if self._column > _MOST_COLUMNS:
            self.generation += 1
            self._clear()

    def entry(self, text: str) -> int:
        """The entry of a text, drawn now if it is new. Long texts are cut."""
        text = text[:_LONGEST].replace("\n", " ")
        known = self._ids.get(text)
        return self._draw(text) if known is None else known

    def _draw(self, text: str) -> int:
        layout = QTextLayout(text, self._font)
        layout.beginLayout()
        line = layout.createLine()
        line.setLineWidth(1e6)
        layout.endLayout()
        width = int(np.ceil(line.naturalTextWidth())) + 1
        self._grow(width, len(text))
        image = QImage(width, self.height, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(0)
        painter = QPainter(image)
        painter.setPen(QColor(Qt.GlobalColor.white))
        layout.draw(painter, QPointF(0, 0))
        painter.end()
        pixels = np.frombuffer(image.constBits(), np.uint8).reshape(self.height, -1)
        at = self._column
        self.mask[:, at : at + width] = pixels[:, 3 : 4 * width : 4]
        self.places[self._letter : self._letter + len(text)] = _ends(line, len(text))
        index = len(self._ids)
        self.entries[index] = (at, width, self._letter, self._letter + len(text))
        self._ids[text] = index
        self._column += width
        self._letter += len(text)
        return index

    def _grow(self, width: int, letters: int) -> None:
        if self._column + width > self.mask.shape[1]:
            self.mask = np.ascontiguousarray(np.pad(self.mask, ((0, 0), (0, self.mask.shape[1]))))
        if self._letter + letters > len(self.places):
            self.places = np.concatenate([self.places, np.zeros_like(self.places)])
        if len(self._ids) + 1 > len(self.entries):
            self.entries = np.concatenate([self.entries, np.zeros_like(self.entries)])


def _ends(line: QTextLine, letters: int) -> NDArray[np.float64]:
    """Where each letter ends, whole pixels, float64 (letters): in one go, as half of what a new
    text takes would go into asking one by one."""
    ends = np.array([line.cursorToX(letter) for letter in range(1, letters + 1)], np.float64)
    # Some versions of Qt for Python also tell the letter.
    return np.rint(ends if ends.ndim == 1 else ends[:, 0])


def no_entries(count: int) -> NDArray[np.int32]:
    """A cache of entries for `count` labels, all unknown (-1)."""
    return np.full(count, -1, np.int32)
