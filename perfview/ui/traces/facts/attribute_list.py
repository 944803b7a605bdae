"""All attributes, events and links of the selected span: filter, copy a value, copy all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from PySide6.QtWidgets import QVBoxLayout, QWidget

from perfview.recording.errors import UnreadableInput
from perfview.ui.traces.facts.span_content import (
    Content,
    Line,
    as_dict,
    headline,
    lines_of,
    read_content,
)
from perfview.ui.widgets.arrange import row
from perfview.ui.widgets.background import Background
from perfview.ui.widgets.label import Elided
from perfview.ui.widgets.search_field import FilterField
from perfview.ui.widgets.table.columns import Look, TextColumn
from perfview.ui.widgets.table.view import Table
from perfview.ui.workspace.document import Document

_UNREAD = "The attributes could not be read from the file"


class AttributeList(QWidget):
    """Attributes stay in the file: they are read and decoded on another thread, span by span."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._row = -1
        self._content = Content()
        self._background = Background(self)
        self._head = Elided("", "section")
        self._filter = FilterField("Filter", 130)
        self._table = Table((), "Attributes")
        self._filter.filtered.connect(self._table.filter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(row((self._head, 1), self._filter, margin=(8, 0, 8, 0)))
        layout.addWidget(self._table, 1)

    def show_span(self, span: int) -> None:
        """Show another span's, or nothing with −1."""
        if span == self._row:
            return
        self._row = span
        self._content = Content()
        opened = self._document.opened
        if span < 0 or opened is None:
            self._background.forget()
            self._show_lines([])
            return
        self._head.setText("Reading attributes …")
        self._background.ask(lambda: _read(opened, span), self._show, self._tell_failed)

    def as_dict(self) -> dict[str, Any]:
        """What was read, for copying as JSON."""
        return as_dict(self._content)

    def _show(self, content: Content | UnreadableInput) -> None:
        if isinstance(content, UnreadableInput):
            self._head.setText(str(content))
            self._show_lines([])
            return
        self._content = content
        self._head.setText(headline(content))
        self._show_lines(lines_of(content))

    def _tell_failed(self) -> None:
        self._head.setText(_UNREAD)
        self._show_lines([])

    def _show_lines(self, lines: Sequence[Line]) -> None:
        ids = np.arange(len(lines), dtype=np.int32)
        names, values = [line.name for line in lines], [line.value for line in lines]
        self._table.set_columns(
            (
                TextColumn("name", "Name", ids, names, Look(160), tone="text2"),
                TextColumn("value", "Value", ids, values, Look(mono=True), absent=""),
            )
        )


def _read(opened: Any, span: int) -> Content | UnreadableInput:
    """What the file says, or why it no longer does."""
    try:
        return read_content(opened.study, opened.source, span)
    except UnreadableInput as problem:
        return problem
