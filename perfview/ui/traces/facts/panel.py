"""The details panel: facts left, attributes in the middle, where the time goes right."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QSplitter, QVBoxLayout, QWidget

from perfview.traces.study import Study
from perfview.ui.traces.database_calls import call_of_span
from perfview.ui.traces.facts.attribute_list import AttributeList
from perfview.ui.traces.facts.span_facts import Fact, Facts, facts_of
from perfview.ui.traces.facts.where_time_goes import WhereTimeGoes
from perfview.ui.traces.wording import words_of
from perfview.ui.widgets.arrange import on_surface, row
from perfview.ui.widgets.background import Background
from perfview.ui.widgets.button import button
from perfview.ui.widgets.label import Elided, Swatch, label
from perfview.ui.widgets.toast import toast
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.selection import Focus

HEIGHT = 200
_SETTLE_MS = 60
_ANY_WIDTH = 16_777_215
_WIDTHS = (262, 278, 310)
_ROOM_FOR_THREE = 740


class Details(QFrame):
    """Follows the selection; everything that takes a pass over the spans runs on another thread."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        on_surface(self, "panel")
        self.setAccessibleName("Details")
        self._document = document
        self._study: Study = document.opened.study
        self._facts: Facts | None = None
        self._background = Background(self)
        self._build()
        # Panning and walking with the arrow keys: what lies between is not worked out.
        self._pause = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._pause.timeout.connect(self._catch_up)
        self._moved_on = False
        document.selection.changed.connect(self._on_focus)
        self._ask()

    @property
    def facts(self) -> Facts | None:
        """What is shown, None until it has been worked out."""
        return self._facts

    def _build(self) -> None:
        self._swatch, self._title = Swatch(), Elided("", "title")
        self._extent = label("", "3")
        whole = words_of(self._study).whole
        self._open = button(f"Open {whole}", "arrow-square-out", "flat", tip=f"Zoom to its {whole}")
        tip = "Show its statement among all of this file: its plan, and indexes that would help"
        self._statement = button("Statement", "database", "flat", tip=tip)
        self._statement.hide()
        self._statement.clicked.connect(self._open_statement)
        self._copy = button("Copy", "copy", "flat", tip="Copy everything here as JSON")
        self._open.clicked.connect(self._open_trace)
        self._copy.clicked.connect(self._copy_json)
        head = row(
            self._swatch,
            (self._title, 1),
            self._extent,
            self._statement,
            self._open,
            self._copy,
            gap=8,
            margin=(12, 5, 8, 3),
        )
        self._grid_home = QWidget()
        self._grid_home.setProperty("role", "inside")
        self._grid = QGridLayout(self._grid_home)
        self._grid.setContentsMargins(12, 0, 4, 6)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(self._grid_home)
        scroll.setAccessibleName("Facts")
        self._attributes = AttributeList(self._document)
        self._where = WhereTimeGoes(words_of(self._study).where)
        self._where.chosen.connect(self._on_part)
        split = QSplitter()
        for part, stretch in ((scroll, 0), (self._attributes, 1), (self._where, 1)):
            split.addWidget(part)
            split.setStretchFactor(split.count() - 1, stretch)
            split.setCollapsible(split.count() - 1, False)
        split.setSizes(_WIDTHS)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(head)
        layout.addWidget(split, 1)

    def _on_focus(self, _focus: Focus, _origin: object) -> None:
        if self._pause.isActive():
            self._moved_on = True
        else:
            self._ask()
            self._pause.start()

    def _catch_up(self) -> None:
        if self._moved_on:
            self._moved_on = False
            self._ask()
            self._pause.start()

    def _ask(self) -> None:
        study, focus = self._study, self._document.selection.focus
        self._background.ask(lambda: facts_of(study, focus), self._show)

    def _show(self, facts: Facts) -> None:
        self._facts = facts
        self._title.setText(facts.title)
        self._extent.setText(facts.extent)
        self._swatch.show_category(facts.category if facts.category >= 0 else None)
        self._open.setVisible(facts.trace >= 0)
        is_call = facts.row >= 0 and self._study.model.db_statement[facts.row] >= 0
        self._statement.setVisible(bool(is_call))
        self._show_facts(facts.facts)
        self._attributes.setVisible(facts.row >= 0)
        self._attributes.show_span(facts.row)
        self._where.show_breakdown(facts.breakdown, narrow=facts.row >= 0)
        self._share_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window a span's facts and attributes have the room for themselves."""
        super().resizeEvent(event)
        self._share_room()

    def _share_room(self) -> None:
        of_span = self._facts is not None and self._facts.row >= 0
        self._where.setVisible(not of_span or self.width() >= _ROOM_FOR_THREE)

    def _show_facts(self, facts: list[Fact]) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for place, fact in enumerate(facts):
            value = self._link(fact) if fact.go >= 0 else Elided(fact.value, fact.role)
            self._grid.addWidget(label(fact.label, "3"), place, 0)
            self._grid.addWidget(value, place, 1, 1, 1 if fact.copy else 2)
            if fact.copy:
                self._grid.addWidget(_copy_button(fact), place, 2)
        self._grid.setRowStretch(len(facts), 1)

    def _link(self, fact: Fact) -> QWidget:
        """The value as something to press: it chooses the slice it names."""
        shown = Elided(fact.value, "link")
        press = button("", kind="link", name=f"{fact.label} {fact.value}")
        press.setMaximumWidth(_ANY_WIDTH)
        layout = QVBoxLayout(press)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(shown)
        shown.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        press.clicked.connect(lambda: self._go(fact.go))
        return press

    def _go(self, row: int) -> None:
        none = np.zeros(0, np.int32)
        self._document.selection.reveal(self, row=row, rows=none, recommendation="")

    def _open_trace(self) -> None:
        if self._facts is None or self._facts.trace < 0:
            return
        structure, trace = self._study.structure, self._facts.trace
        start = int(structure.start_ns[trace])
        self._document.selection.reveal(
            self,
            groups=np.array([trace], np.int32),
            start_ns=start,
            end_ns=start + max(1, int(structure.duration_ns[trace])),
        )

    def _open_statement(self) -> None:
        if self._facts is not None and (call := call_of_span(self._study, self._facts.row)):
            self._document.kind_wanted.emit("queries", call)

    def _on_part(self, operation: int) -> None:
        """Choose the spans of this operation among those that are looked at."""
        facts, study = self._facts, self._study
        if facts is None:
            return
        whole = facts.trace < 0
        among = np.arange(len(study.model)) if whole else study.structure.rows(facts.trace)
        rows = among[study.operations.of_span[among] == operation].astype(np.int32)
        self._document.selection.change(self, rows=rows, operation=operation)

    def _copy_json(self) -> None:
        if self._facts is None:
            return
        said: dict[str, Any] = {"title": self._facts.title}
        said |= {fact.label.lower(): fact.value for fact in self._facts.facts}
        said |= self._attributes.as_dict()
        QGuiApplication.clipboard().setText(json.dumps(said, indent=2, ensure_ascii=False))
        toast(self, "Copied as JSON")


def _copy_button(fact: Fact) -> QWidget:
    made = button("", "copy", "flat", tip=f"Copy the {fact.label.lower()}’s id")

    def take() -> None:
        QGuiApplication.clipboard().setText(fact.copy)
        toast(made, f"Copied {fact.copy}")

    made.clicked.connect(take)
    return made
