"""Bars over time with their legend, what they mean in words, and the way to their objects."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from perfview.findings.quantities import duration, size
from perfview.ui.heaps.over_time.bar_picture import BarPicture
from perfview.ui.heaps.over_time.bars import Bars
from perfview.ui.heaps.over_time.standing import stand, words_beside
from perfview.ui.theme.tokens import ROW
from perfview.ui.widgets.arrange import on_surface, row
from perfview.ui.widgets.button import button
from perfview.ui.widgets.label import Elided, Icon, label

_NARROW = 640


class BarPane(QWidget):
    """`filter_asked` carries what the objects of the marked bars are filtered by."""

    filter_asked = Signal(str)

    def __init__(self, bars: Bars) -> None:
        super().__init__()
        self.picture = BarPicture(bars)
        self.picture.brushed.connect(self._tell_marked)
        self._bars = bars
        self._told = Elided("", "3")
        self.show_objects = button("Show these objects", "funnel-simple")
        self.show_objects.clicked.connect(self._ask)
        self._words = words_beside(
            label(bars.headline, "strong", wrap=True),
            label("\n".join(bars.lines), "3", wrap=True),
        )
        stand(self, self._bar(), self.picture, self._words)
        self._tell_marked(None)

    def _bar(self) -> QWidget:
        roles = ("text3", "accent")
        legend: list[QWidget] = []
        for words, role in zip(self._bars.legend, roles, strict=True):
            legend += (
                [row(Icon("circle-fill", role, 10), label(words, "2"), gap=6)] if words else []
            )
        bar = row(*legend, (self._told, 1), self.show_objects, margin=(12, 0, 12, 0), gap=14)
        bar.setFixedHeight(ROW.toolbar)
        return on_surface(bar, "panel", "bottom")

    def _tell_marked(self, marked: tuple[int, int] | None) -> None:
        bars = self._bars
        self.show_objects.setVisible(marked is not None)
        if marked is None:
            has_ids = len(bars.id_last) > 0
            self._told.setText("Drag over bars to see what was allocated then" if has_ids else "")
            return
        first, last = marked
        lasts = duration(float(bars.end[last] - bars.start[first]) * 1e9)
        amount = size(int(bars.over[first : last + 1].sum()))
        self._told.setText(f"{amount} allocated in {lasts} are alive at the end")

    def _ask(self) -> None:
        if self.picture.marked is not None:
            self.filter_asked.emit(self._bars.filter_for(*self.picture.marked))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow window keeps its room for the picture."""
        super().resizeEvent(event)
        self._words.setVisible(self.width() >= _NARROW)
