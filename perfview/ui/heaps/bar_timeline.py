"""Bars over time of recordings with objects: allocations that stayed, or snapshots of a series."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from perfview.heaps.study import Study
from perfview.ui.widgets.background import Background
from perfview.ui.widgets.empty import Empty
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.view import View

if TYPE_CHECKING:
    from perfview.ui.heaps.over_time.bar_pane import BarPane
    from perfview.ui.heaps.over_time.bars import Bars

_LEAST = 2
"""Moments that there is something between."""


class BarTimeline(View):
    """The timeline of what `HeapTimeline` is not for: nothing in it was measured over time, but
    objects tell when they came by their numbers."""

    name = "timeline"
    title = "Timeline"
    kind = "heaps"
    position = 60

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(document, parent)
        self._background = Background(self)
        self.pane: BarPane | None = None
        self._wait = Empty("Looking at when objects came …")
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(self._wait)
        self._background.ask(self._bars, self._show)

    @classmethod
    def concerns(cls, document: Document) -> bool:
        """Where allocations were tracked, or there are snapshots from before."""
        study: Study = document.opened.study
        if len(study.model.moments) or len(study.model.collections) or not len(study.graph):
            return False
        held = study.baseline is not None and len(study.baseline.graph) > 0
        return held or len(study.graph.samples) >= _LEAST

    def _bars(self) -> Bars:
        from perfview.ui.heaps.over_time.bars import allocation_bars, snapshot_bars

        opened = self.document.opened
        study: Study = opened.study
        if study.baseline is None:
            return allocation_bars(study)
        series = [opened.baseline, *opened.between, opened]
        return snapshot_bars(study, [_short(each.path.name) for each in series])

    def _show(self, bars: Bars) -> None:
        from perfview.ui.heaps.over_time.bar_pane import BarPane

        self.pane = BarPane(bars)
        self.pane.filter_asked.connect(
            lambda text: self.document.filter_wanted.emit("classes", text)
        )
        self._wait.hide()
        self._layout.addWidget(self.pane, 1)
        self.keyboard = self.pane.picture

    def settle(self) -> None:
        """Wait until everything is there; for pictures and tests."""
        self._background.forget()
        if self.pane is None:
            self._show(self._bars())

    def fit(self) -> None:
        """Let go of what is marked."""
        if self.pane is not None:
            self.pane.picture.mark(None)


def _short(name: str) -> str:
    """Without the ending, which all of them have."""
    return name.partition(".heapsnapshot")[0] or name
