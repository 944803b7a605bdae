"""Columns of trees: cells of nodes, each worked out when it is drawn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from perfview.ui.widgets.table.columns import Column, Look, Rows


class NodeColumn(Column):
    """Cells of nodes by function: `write` puts the value in words, `part` (0-1) draws a bar."""

    def __init__(
        self,
        key: str,
        title: str,
        value: Callable[[int], Any],
        write: Callable[[Any], str] = str,
        look: Look | None = None,
        *,
        part: Callable[[int], float] | None = None,
        category: Callable[[int], int | None] | None = None,
        numeric: bool = True,
    ) -> None:
        super().__init__(key, title, look)
        self._value, self._write, self._part, self._category = value, write, part, category
        self.is_number, self.has_bar = numeric, part is not None

    def text(self, row: int) -> str:
        """The cell in words."""
        return self._write(self._value(row))

    def plain(self, rows: Rows) -> list[Any]:
        """The cells as programs read them."""
        return [self._value(int(row)) for row in rows]

    def share(self, row: int) -> float:
        """The length of the bar."""
        return self._part(row) if self._part else 0.0

    def swatch(self, row: int) -> int | None:
        """The function's colour."""
        return self._category(row) if self._category else None
