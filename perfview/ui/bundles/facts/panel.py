"""The details panel: facts left, exports in the middle, what the bundler says right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from perfview.bundles.study import Study
from perfview.findings.quantities import plural
from perfview.ui.bundles.facts.chunk_strip import ChunkStrip
from perfview.ui.bundles.facts.thing_facts import Facts, facts_of
from perfview.ui.widgets.arrange import column, on_surface, row
from perfview.ui.widgets.background import Background
from perfview.ui.widgets.label import Elided, Swatch, breakable, label
from perfview.ui.widgets.splitter import Splitter
from perfview.ui.workspace.document import Document

_SETTLE_MS = 60
_COLUMNS = 2
_LEAST_FACTS = {1: 210, 2: 390}
"""Px in which so many columns of names and values can be read."""
_MOST_NAMES = 60
_BAILOUT, _WARNING = "bailout", "warning"


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
        self._swatch, self._title = Swatch(), Elided("", "title", Qt.TextElideMode.ElideMiddle)
        self._place = Elided("", "3", Qt.TextElideMode.ElideMiddle)
        self._place.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._grid_home = QWidget()
        self._grid = QGridLayout(self._grid_home)
        self._grid.setContentsMargins(12, 0, 8, 6)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(3)
        self._exports = label("", "2", wrap=True, selectable=True)
        self._notes = label("", "2", wrap=True, selectable=True)
        self._exports_head, self._notes_head = label("", "section"), label("", "section")
        self.chunks = ChunkStrip(document)
        self._build()
        self._pause = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._pause.timeout.connect(self._ask)
        document.selection.changed.connect(lambda _focus, _origin: self._pause.start())
        self._ask()

    def settle(self) -> None:
        """Wait until everything is there; for pictures and tests."""
        self._work.forget()
        self._show(facts_of(self._study, self._document.selection.focus))
        self.chunks.settle()

    def _build(self) -> None:
        head = row(self._swatch, (self._title, 2), (self._place, 1), gap=8, margin=(12, 6, 12, 4))
        self._facts_part = facts = _scrolled(self._grid_home, "Facts")
        self._exports_part = _scrolled(_told(self._exports_head, self._exports), "Exports")
        self._notes_part = _scrolled(_told(self._notes_head, self._notes), "What the bundler says")
        parts = ((facts, 1), (self.chunks, 3), (self._exports_part, 1), (self._notes_part, 1))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(head)
        layout.addWidget(Splitter("bundle-details-chunks", parts, (260, 680, 300, 240)), 1)

    def _ask(self) -> None:
        study, focus = self._study, self._document.selection.focus
        self._work.ask(lambda: facts_of(study, focus), self._show)

    def _show(self, facts: Facts) -> None:
        self.facts = facts
        self._swatch.show_category(facts.category)
        self._title.setText(facts.title)
        self._place.setText(facts.place)
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        self.chunks.setVisible(facts.among_chunks)
        columns = 1 if facts.among_chunks else _COLUMNS
        self._facts_part.setMinimumWidth(_LEAST_FACTS[columns])
        rows = -(-len(facts.lines) // columns)
        for at, (name, value) in enumerate(facts.lines):
            across, down = divmod(at, rows)
            self._grid.addWidget(label(name, "3"), down, 2 * across)
            self._grid.addWidget(Elided(value, "strong"), down, 2 * across + 1)
        for across in range(_COLUMNS):
            self._grid.setColumnStretch(2 * across + 1, int(across < columns))
        self._grid.setRowStretch(rows, 1)
        self._show_exports(facts)
        is_told = bool(facts.notes) and not (facts.among_chunks and _only_warned(facts))
        self._notes_part.setVisible(is_told)
        self._notes_head.setText("What the bundler says")
        self._notes.setText("\n".join(_note(kind, text) for kind, text in facts.notes))

    def _show_exports(self, facts: Facts) -> None:
        self._exports_part.setVisible(bool(facts.unused or facts.used))
        count = len(facts.unused) + len(facts.used)
        self._exports_head.setText(f"{plural(count, 'export')}, {len(facts.unused)} unused")
        said = [
            f"{word}: {_listed(names)}"
            for word, names in (("Unused", facts.unused), ("Used", facts.used))
            if names
        ]
        self._exports.setText("\n".join(said))


def _only_warned(facts: Facts) -> bool:
    """Whether the bundler found nothing wrong; what it warns of are sizes, mostly, and those are
    there to see."""
    return all(kind == _WARNING for kind, _ in facts.notes)


def _note(kind: str, text: str) -> str:
    """What the bundler says; of most notes it says itself what they are."""
    said = text if kind == _BAILOUT else f"{kind}: {text}"
    return breakable(said)


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return ", ".join(names[:_MOST_NAMES]) + more


def _told(head: QWidget, said: QWidget) -> QWidget:
    return column(head, said, 1, gap=4, margin=(8, 0, 8, 6))


def _scrolled(inside: QWidget, name: str) -> QScrollArea:
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    inside.setProperty("role", "inside")
    scroll.setWidget(inside)
    scroll.setAccessibleName(name)
    return scroll
