"""Columns of trees: cells of nodes, each worked out when it is drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perfview.ui.widgets.table.columns import Column, Look, Rows


@dataclass(frozen=True)
class Paint:
    """How nodes' cells are drawn, each by node: `part` (0-1) draws a bar in the role `bar_tone`,
    `category` a swatch, `tone` is the role of the text, `curve` (float64, 0-1) stands in its
    place. Bars of parts below 0 go to the left where they diverge."""

    part: Callable[[int], float] | None = None
    category: Callable[[int], int | None] | None = None
    tone: Callable[[int], str] | None = None
    bar_tone: Callable[[int], str] | None = None
    curve: Callable[[int], NDArray[np.float64] | None] | None = None
    diverges: bool = False


_PLAIN = Paint()


class NodeColumn(Column):
    """Cells of nodes by function: `write` puts the value in words."""

    def __init__(
        self,
        key: str,
        title: str,
        value: Callable[[int], Any],
        write: Callable[[Any], str] = str,
        look: Look | None = None,
        paint: Paint = _PLAIN,
        *,
        numeric: bool = True,
    ) -> None:
        super().__init__(key, title, look)
        self._value, self._write, self._paint = value, write, paint
        self.is_number, self.has_bar = numeric, paint.part is not None
        self.diverges = paint.diverges

    def text(self, row: int) -> str:
        """The cell in words."""
        return self._write(self._value(row))

    def plain(self, rows: Rows) -> list[Any]:
        """The cells as programs read them."""
        return [self._value(int(row)) for row in rows]

    def share(self, row: int) -> float:
        """The length of the bar."""
        return self._paint.part(row) if self._paint.part else 0.0

    def swatch(self, row: int) -> int | None:
        """The node's colour."""
        return self._paint.category(row) if self._paint.category else None

    def tone(self, row: int) -> str:
        """The role of the text."""
        return self._paint.tone(row) if self._paint.tone else "text"

    def bar_tone(self, row: int) -> str:
        """The role of the bar."""
        return self._paint.bar_tone(row) if self._paint.bar_tone else super().bar_tone(row)

    def curve(self, row: int) -> NDArray[np.float64] | None:
        """What is drawn in place of the text."""
        return self._paint.curve(row) if self._paint.curve else None
