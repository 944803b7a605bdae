"""The functions of a profile as a table."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from perfview.ui.profiles.lensing.bar import LensBar
from perfview.ui.profiles.lensing.holder import lens_of
from perfview.ui.profiles.lensing.keys import bind_keys
from perfview.ui.profiles.lensing.remains import Remains
from perfview.ui.profiles.tables.function_list import FunctionList
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.view import View


class FunctionsView(View):
    """One row a function; the filter speaks the filter language."""

    name = "functions"
    title = "Functions"
    kind = "profiles"
    position = 40

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(document, parent)
        self._list = FunctionList(document, lens_of(document))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        bar = LensBar(document, shows_stacks=False)
        layout.addWidget(bar)
        self.remains = Remains(document, self._list)
        layout.addWidget(self.remains, 1)
        self.keyboard = self._list.pane.table
        bind_keys(self, bar)

    def find(self, text: str) -> int:  # type: ignore[override]
        """Mark rows named like `text`."""
        return self._list.pane.table.mark(text)

    def find_next(self, step: int = 1) -> None:
        """Choose the next or previous marked row."""
        self._list.pane.table.go_to_mark(step)
