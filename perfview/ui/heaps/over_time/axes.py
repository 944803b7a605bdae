"""Axes of memory over time: round times and sizes, in the words of the rest of the program."""

from __future__ import annotations

import math
from typing import Any

import pyqtgraph

from perfview.findings.quantities import size
from perfview.ui.canvas.painting import colour
from perfview.ui.heaps.over_time.amounts import APART, round_amounts, short_amount
from perfview.ui.lanes.ruler import tick_step, tick_words
from perfview.ui.theme import theme

_HALF_LINE = 7


class _Axis(pyqtgraph.AxisItem):  # type: ignore[misc]
    """An axis in the theme's colours, without a line of its own."""

    def wear(self) -> None:
        """The colours of the theme in force."""
        self.setPen(pyqtgraph.mkPen(colour("line")))
        self.setTextPen(pyqtgraph.mkPen(colour("text3")))
        self.setTickFont(theme.font(10))
        self.setStyle(tickLength=0, tickTextOffset=6)


class TimeAxis(_Axis):
    """Seconds, written as `200 ms`, `1 min 30 s`."""

    def tickValues(self, least: float, most: float, pixels: float) -> list[tuple[float, Any]]:
        """Round times between two."""
        step = tick_step((most - least) * 1e9, pixels) / 1e9
        first = math.ceil(least / step)
        return [(step, [k * step for k in range(first, math.floor(most / step) + 1)])]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """Their words."""
        return [tick_words(round(value * 1e9), max(1, round(spacing * 1e9))) for value in values]


class AmountAxis(_Axis):
    """Amounts from zero up, at 1, 2 and 5 times powers of ten; `write` puts one in words."""

    def __init__(self, write: Any = size, apart: int = APART) -> None:
        super().__init__("left")
        self._write, self._apart = write, apart

    def tickValues(self, least: float, most: float, pixels: float) -> list[tuple[float, Any]]:
        """Round amounts between two."""
        # A number right at the top would lie over the lowest of the picture above.
        reach = most - _HALF_LINE * (most - least) / max(pixels, 1)
        for apart in (self._apart, self._apart / 2):
            step, values = round_amounts(least, most, pixels, apart)
            values = [value for value in values if value <= reach]
            if len(values) > 1:
                break
        return [(step, values)]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """Their words, without trailing zeros."""
        return ["0" if not value else short_amount(self._write(value)) for value in values]
