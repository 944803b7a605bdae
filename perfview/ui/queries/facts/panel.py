"""The details panel: numbers of the chosen statement left, of the chosen call right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from perfview.queries.study import Study
from perfview.ui.queries.facts.statement_facts import Facts, facts_of
from perfview.ui.widgets.arrange import column, on_surface, row
from perfview.ui.widgets.background import Background
from perfview.ui.widgets.label import Elided, label
from perfview.ui.widgets.splitter import Splitter
from perfview.ui.workspace.document import Document

_SETTLE_MS = 60
_COLUMNS = 3


class Details(QFrame):
    """Follows the selection; facts are worked out on another thread."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        on_surface(self, "panel")
        self.setAccessibleName("Details")
        self._document = document
        self._study: Study = document.opened.study
        self.facts: Facts | None = None
        self._work = Background(self)
        self._title = Elided("", "title")
        self._kind = Elided("", "3")
        self._kind.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._grid, grid_home = _grid()
        self._call_grid, call_home = _grid()
        self._call = column(label("The chosen call", "section"), call_home, 1, gap=4)
        self._build(grid_home)
        self._pause = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._pause.timeout.connect(self._ask)
        document.selection.changed.connect(lambda _focus, _origin: self._pause.start())
        self._ask()

    def settle(self) -> None:
        """Wait until everything is there; for pictures and tests."""
        self._work.forget()
        self._show(facts_of(self._study, self._document.selection.focus))

    def _build(self, grid_home: QWidget) -> None:
        head = row((self._title, 3), (self._kind, 1), gap=8, margin=(12, 6, 12, 4))
        self._call_part = _scrolled(self._call, "The chosen call")
        parts = ((_scrolled(grid_home, "Facts"), 2), (self._call_part, 1))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(head)
        layout.addWidget(Splitter("query-details", parts, (620, 320)), 1)

    def _ask(self) -> None:
        study, focus = self._study, self._document.selection.focus
        self._work.ask(lambda: facts_of(study, focus), self._show)

    def _show(self, facts: Facts) -> None:
        self.facts = facts
        self._title.setText(facts.title)
        self._kind.setText(facts.place)
        _fill(self._grid, facts.lines, _COLUMNS)
        _fill(self._call_grid, facts.call, 1)
        self._call_part.setVisible(bool(facts.call))


def _grid() -> tuple[QGridLayout, QWidget]:
    home = QWidget()
    grid = QGridLayout(home)
    grid.setContentsMargins(12, 0, 8, 6)
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(3)
    return grid, home


def _fill(grid: QGridLayout, lines: Sequence[tuple[str, str]], columns: int) -> None:
    while (item := grid.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
    rows = max(-(-len(lines) // columns), 1)
    for at, (name, value) in enumerate(lines):
        across, down = divmod(at, rows)
        grid.addWidget(label(name, "3"), down, 2 * across)
        grid.addWidget(Elided(value, "strong"), down, 2 * across + 1)
    for across in range(columns):
        grid.setColumnStretch(2 * across + 1, 1)
    grid.setRowStretch(rows, 1)


def _scrolled(inside: QWidget, name: str) -> QScrollArea:
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    inside.setProperty("role", "inside")
    scroll.setWidget(inside)
    scroll.setAccessibleName(name)
    return scroll
