"""Who refers to the chosen object, and why it is alive."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from perfview.ui.heaps.jumping.ways import bind_keys
from perfview.ui.heaps.retaining.retainer_pane import RetainerPane
from perfview.ui.heaps.retaining.turning import Turning, is_narrow
from perfview.ui.heaps.retaining.why_alive import WhyAlive
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.view import View

_ACROSS, _DOWN = (560, 400), (360, 340)


class RetainersView(View):
    """The tree of all that refers to it and, once there is one, the way that holds it."""

    name = "retainers"
    title = "Retainers"
    kind = "heaps"
    position = 40

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(document, parent)
        self.pane, self.why = RetainerPane(document), WhyAlive(document)
        parts = ((self.pane, 1), (self.why, 0))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(Turning("retainers", parts, _ACROSS, _DOWN, is_narrow))
        self.why.chosen_changed.connect(self.why.setVisible)
        self.why.setVisible(self.why.is_chosen)
        self.keyboard = self.pane.tree
        bind_keys(self)

    @classmethod
    def concerns(cls, document: Document) -> bool:
        """Where there are objects."""
        return len(document.opened.study.graph) > 0

    def settle(self) -> None:
        """Wait until everything is there; for pictures and tests."""
        self.pane.settle()
        self.why.settle()

    def find(self, text: str) -> int:  # type: ignore[override]
        """Mark what is named like `text`."""
        return self.pane.find(text)

    def find_next(self, step: int = 1) -> None:
        """Go to the next match."""
        self.pane.tree.find_next(step)
