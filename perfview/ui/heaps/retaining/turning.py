"""Two parts side by side, or one below the other where that gives both more room."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from perfview.ui.widgets.splitter import Splitter

_ACROSS, _DOWN = 1000, 520
"""A table narrower than this has no room beside it, a place lower than this none below."""

_WIDE, _FLAT = 560, 1.3


class Turning(Splitter):
    """`is_down` says of a width and a height whether the parts belong below each other; `across`
    and `down` are the sizes to begin with either way."""

    def __init__(
        self,
        name: str,
        parts: Sequence[tuple[QWidget, int]],
        across: Sequence[int],
        down: Sequence[int],
        is_down: Callable[[int, int], bool],
    ) -> None:
        super().__init__(name, parts, across)
        self._sizes, self._is_down = (across, down), is_down

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Turn when the room asks for it."""
        super().resizeEvent(event)
        down = self._is_down(self.width(), self.height())
        self.turn(self._sizes[down], down=down)


def is_narrow(width: int, height: int) -> bool:
    """Whether there is more room below a table than beside it."""
    return width < _ACROSS and height >= _DOWN


def is_upright(width: int, height: int) -> bool:
    """Whether a panel is rather high than wide."""
    return width < max(_WIDE, _FLAT * height)
