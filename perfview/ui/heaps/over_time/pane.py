"""The picture of a heap over time with its legend, and what its floors mean in words."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QWidget

from perfview.findings.quantities import change_of, duration, number, plural
from perfview.heaps.series.trend import Shape
from perfview.ui.heaps.over_time.content import USED, Content
from perfview.ui.heaps.over_time.picture import HeapPicture
from perfview.ui.heaps.over_time.standing import stand, words_beside
from perfview.ui.heaps.over_time.tints import series_colour
from perfview.ui.heaps.over_time.words import words_of
from perfview.ui.theme.tokens import ROW
from perfview.ui.widgets.arrange import empty_out, on_surface, row
from perfview.ui.widgets.button import chip
from perfview.ui.widgets.label import label, set_role

_NARROW = 640
_BUFFERS = "arrayBuffers"
_LEAST = 0.01
"""Of what is shown: less would be a line along the bottom."""
_CALLED = {
    USED: "heap in use",
    "heapTotal": "heap reserved",
    "rss": "process (rss)",
    "external": "external",
    "arrayBuffers": "array buffers",
}


class HeapPane(QWidget):
    """One heap at a time of those in a recording."""

    def __init__(self, contents: list[Content], *, timed: bool) -> None:
        super().__init__()
        self._contents, self._timed = contents, timed
        self.picture = HeapPicture()
        self.picture.brushed.connect(self._tell_range)
        self._chips: dict[str, QPushButton] = {}
        self._legend = QHBoxLayout()
        self._legend.setSpacing(6)
        self._told = label("", "3")
        self._owners = self._make_owners()
        self._headline = label("", "strong", wrap=True)
        self._lines = label("", "3", wrap=True)
        self._words = words_beside(self._headline, self._lines)
        stand(self, self._bar(), self.picture, self._words)
        self.show_heap(0)

    def _bar(self) -> QWidget:
        chips = QWidget()
        self._legend.setContentsMargins(0, 0, 0, 0)
        chips.setLayout(self._legend)
        bar = row(self._owners, chips, 1, self._told, margin=(10, 0, 12, 0), gap=8)
        bar.setFixedHeight(ROW.toolbar)
        return on_surface(bar, "panel", "bottom")

    def _make_owners(self) -> QComboBox | None:
        if len(self._contents) < 2:
            return None
        box = QComboBox()
        box.setAccessibleName("Whose heap")
        box.addItems([each.single.owner or "the heap" for each in self._contents])
        box.currentIndexChanged.connect(self.show_heap)
        return box

    def show_heap(self, place: int) -> None:
        """Show the heap at a place among those of the recording."""
        content = self._contents[place]
        empty_out(self._legend)
        self._chips = {}
        self.picture.hidden = {name for name in content.series if name not in _shown(content)}
        for name in content.series:
            made = chip(_CALLED.get(name, name), on=name not in self.picture.hidden)
            made.setToolTip(name)
            made.setFixedWidth(made.width() + 16)
            made.toggled.connect(lambda on, name=name: self.picture.show_series(name, on))
            self._chips[name] = made
            self._legend.addWidget(made)
        self.picture.show_content(content)
        self._say(content)
        self.wear()

    def choose(self, rows: NDArray[np.int32]) -> None:
        """Mark these collections, in the heap whose they are."""
        self._go_to_owner(rows)
        self.picture.choose(rows)

    def go_to(self, collection: int) -> None:
        """Bring a collection into sight."""
        self._go_to_owner(np.array([collection], np.int32))
        content = self.picture.content
        if content is None:
            return
        at = np.flatnonzero(content.single.rows == collection)
        if not len(at):
            return
        time = float(content.single.collections.time_ns[int(at[0])]) / 1e9
        first, last = self.picture.stretch
        if not first <= time <= last:
            half = (last - first) / 2
            self.picture.look_at(time - half, time + half)

    def _go_to_owner(self, rows: NDArray[np.int32]) -> None:
        if self._owners is None or not len(rows):
            return
        places = (i for i, each in enumerate(self._contents) if int(rows[0]) in each.single.rows)
        self._owners.setCurrentIndex(next(places, self._owners.currentIndex()))

    def _say(self, content: Content) -> None:
        words = words_of(content, self._timed)
        self._headline.setText(words.headline)
        set_role(self._headline, words.role)
        self._lines.setText("\n".join(words.lines))
        self._tell_range(None)

    def _tell_range(self, marked: tuple[float, float] | None) -> None:
        content = self.picture.content
        if content is None:
            return
        if marked is None:
            count = len(content.pauses)
            found = f", {plural(count, 'collection')}" if count else ""
            self._told.setText(f"{duration(content.single.lasted_ns)}{found}")
            return
        first, last = marked
        pauses = content.pauses
        inside: NDArray[np.bool_] = (pauses.time >= first) & (pauses.time <= last)
        words = [duration((last - first) * 1e9), f"{number(int(inside.sum()))} collections"]
        words.append(f"{duration(float(pauses.value[inside].sum()) * 1e6)} paused")
        used = content.series.get(USED)
        if used is not None and len(used):
            change = float(used.value[used.at(last)] - used.value[used.at(first)])
            words.append(f"heap {change_of(change, 'bytes')}")
        self._told.setText(", ".join(words))

    def wear(self) -> None:
        """The colours of the theme in force."""
        self.picture.wear()
        names = list(reversed(list(self._chips)))
        for name, made in self._chips.items():
            made.setIconSize(QSize(14, 10))
            made.setIcon(_square(series_colour(name, names.index(name))))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._words.setVisible(self.width() >= _NARROW)


def _shown(content: Content) -> set[str]:
    """What is shown at first: the heap, and what lies outside it; not what dwarfs the heap."""
    used = content.series.get(USED)
    if used is None:
        return set(content.series)
    most = 3 * float(used.value.max(initial=1.0))
    peaks = {name: float(series.value.max(initial=0.0)) for name, series in content.series.items()}
    small = {name for name, peak in peaks.items() if _LEAST * most <= peak <= most}
    risen = {_BUFFERS} if content.outside.shape is Shape.RISING else set()
    wanted = (small | {USED} | risen) & set(content.series)
    # Buffers are a part of what is external.
    return wanted - {"external"} if _BUFFERS in content.series else wanted


def _square(tint: QColor) -> QIcon:
    pixmap = QPixmap(14, 10)
    pixmap.fill(QColor(0, 0, 0, 0))
    painter = QPainter(pixmap)
    painter.fillRect(0, 0, 10, 10, tint)
    painter.end()
    return QIcon(pixmap)
