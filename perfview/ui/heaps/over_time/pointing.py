"""What stands under the pointer of a picture over time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRect, QRectF

from perfview.findings.quantities import duration, size
from perfview.ui.canvas.tip import Tip, TipText
from perfview.ui.heaps.over_time.content import Content
from perfview.ui.lanes.ruler import exact_words

if TYPE_CHECKING:
    from perfview.ui.heaps.over_time.picture import HeapPicture

_NEAR = 8
"""Pixels from a collection at which a click still means it."""


class Pointing:
    """Tells the values at the pointer, and which collection is meant."""

    def __init__(self, picture: HeapPicture) -> None:
        self._picture = picture
        self._tip = Tip(picture)

    def leave(self) -> None:
        """The pointer is elsewhere."""
        self._tip.hide()

    def tell(self, x: float, y: float) -> None:
        """Show the values at a place; over the pauses that of the nearest one."""
        content, box = self._picture.content, self._box
        if content is None or not box.left() <= x <= box.right():
            self._tip.hide()
            return
        time = self._picture.time_at(x)
        rows = [
            (name, size(float(series.value[series.at(time)])))
            for name, series in content.series.items()
            if name not in self._picture.hidden and len(series)
        ]
        if y > box.bottom() and len(content.pauses):
            place = _nearest(content, time)
            time = float(content.pauses.time[place])
            rows = [("pause", duration(float(content.pauses.value[place]) * 1e6)), *rows]
        title = exact_words(max(0, round(time * 1e9)), max(1, round(1e9 / self._pixels_a_second)))
        spot = QRect(round(x) - 2, round(y) - 2, 4, 4)
        self._tip.show_beside(TipText(title, "", tuple(rows)), spot, spot.center())

    def collection_at(self, x: float) -> int | None:
        """The row of the nearest collection, -1 where none is near, None where there are none."""
        content = self._picture.content
        if content is None or not len(content.pauses):
            return None
        time = self._picture.time_at(x)
        place = _nearest(content, time)
        away = abs(float(content.pauses.time[place]) - time) * self._pixels_a_second
        return int(content.single.rows[place]) if away <= _NEAR else -1

    @property
    def _box(self) -> QRectF:
        box: QRectF = self._picture.upper.getViewBox().sceneBoundingRect()
        return box

    @property
    def _pixels_a_second(self) -> float:
        first, last = self._picture.stretch
        return max(self._box.width(), 1.0) / (last - first)


def _nearest(content: Content, time: float) -> int:
    times = content.pauses.time
    after = min(int(np.searchsorted(times, time)), len(times) - 1)
    before = max(0, after - 1)
    return before if time - times[before] < times[after] - time else after
