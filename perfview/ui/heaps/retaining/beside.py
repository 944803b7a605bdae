"""A view with the chosen object's panel beside it, once something is chosen."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from perfview.heaps.study import Study
from perfview.ui.heaps.choosing import chosen_class
from perfview.ui.heaps.retaining.turning import Turning, is_narrow
from perfview.ui.heaps.retaining.why_alive import NARROWEST, WhyAlive
from perfview.ui.widgets.later import Later
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.selection import Focus

_ACROSS, _DOWN = (640, 340), (420, 300)


class Beside(QWidget):
    """`main` and, right of it or where it is narrow below, `WhyAlive` as long as an object or a
    class is chosen. `name` is unique among splitters."""

    def __init__(self, name: str, main: QWidget, document: Document) -> None:
        super().__init__()
        self._study: Study = document.opened.study
        self.panel = Later(lambda: WhyAlive(document), NARROWEST)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        parts = ((main, 1), (self.panel, 0))
        layout.addWidget(Turning(name, parts, _ACROSS, _DOWN, is_narrow))
        document.selection.changed.connect(self._on_focus)
        self._on_focus(document.selection.focus, None)

    def _on_focus(self, focus: Focus, _origin: object) -> None:
        self.panel.setVisible(chosen_class(self._study, focus) >= 0)

    def settle(self) -> None:
        """Wait until everything is there; for pictures and tests."""
        if isinstance(self.panel.made, WhyAlive):
            self.panel.made.settle()
