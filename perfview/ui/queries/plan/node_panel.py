"""Everything known of one step of a plan."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from perfview.queries.study import Study
from perfview.ui.queries.plan.words import detail_lines, node_facts, title_of
from perfview.ui.widgets.label import label

_LONG = 26


class NodePanel(QWidget):
    """Names and values; what is long stands in lines of its own."""

    def __init__(self, study: Study) -> None:
        super().__init__()
        self._study = study
        self._title = label("", "title", wrap=True)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 12, 12)
        layout.setSpacing(10)
        layout.addWidget(self._title)
        layout.addLayout(self._grid)
        layout.addStretch(1)
        self.show_node(-1)

    def show_node(self, node: int) -> None:
        """Show a row of `PlanNodes`; -1 shows a hint."""
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        if node < 0:
            self._title.setText("Choose a step")
            self._add(0, "", "Arrow keys walk, Enter looks into a step, Esc goes back.")
            return
        self._title.setText(title_of(self._study, node))
        down = 0
        for name, value in node_facts(self._study, node):
            down = self._add(down, name, value)
        for line in detail_lines(self._study, node):
            name, colon, value = line.partition(":")
            down = self._add(down, name if colon else "", value.strip() if colon else line)

    def _add(self, down: int, name: str, value: str) -> int:
        """One fact; returns the next free line."""
        told = label(value, "2", wrap=True, selectable=True)
        told.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        if not name or len(value) > _LONG:
            if name:
                self._grid.addWidget(label(name, "3"), down, 0, 1, 2)
                down += 1
            self._grid.addWidget(told, down, 0, 1, 2)
        else:
            self._grid.addWidget(label(name, "3"), down, 0)
            self._grid.addWidget(told, down, 1)
        return down + 1
