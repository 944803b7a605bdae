"""Which colour a series has."""

from __future__ import annotations

from PySide6.QtGui import QColor

from perfview.ui.canvas.painting import category_colour, colour
from perfview.ui.heaps.over_time.content import USED

_CATEGORIES = {"rss": 4, "external": 5, "arrayBuffers": 2}
_OTHERS = (1, 3, 6, 0)


def series_colour(name: str, place: int) -> QColor:
    """The colour of a series, the same in every recording for those of Node."""
    if name == USED:
        return colour("accent")
    if name == "heapTotal":
        return colour("text3", 170)
    return category_colour(_CATEGORIES.get(name, _OTHERS[place % len(_OTHERS)]))
