"""All attributes, events and links of the selected span: filter, copy a value, copy all."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from PySide6.QtWidgets import QVBoxLayout, QWidget

from perfview.findings.quantities import plural
from perfview.ui.widgets.arrange import row
from perfview.ui.widgets.background import Background
from perfview.ui.widgets.label import label
from perfview.ui.widgets.search_field import FilterField
from perfview.ui.widgets.table.columns import Look, Names, TextColumn
from perfview.ui.widgets.table.view import Table
from perfview.ui.workspace.document import Document


@dataclass(frozen=True)
class Entry:
    """One line: what it belongs to ("", resource, event 1 ...), its name and its value as text."""

    of: str
    name: str
    value: str


class AttributeList(QWidget):
    """Attributes stay in the file: they are read and decoded on another thread, span by span."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._row = -1
        self._said: dict[str, Any] = {}
        self._background = Background(self)
        self._count = label("Attributes", "section")
        self._filter = FilterField("Filter attributes", 150)
        self._table = Table((), "Attributes")
        self._filter.filtered.connect(self._table.filter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(row(self._count, 1, self._filter, margin=(8, 0, 8, 0)))
        layout.addWidget(self._table, 1)

    def show_span(self, span: int) -> None:
        """Show another span's, or nothing with −1."""
        if span == self._row:
            return
        self._row = span
        self._said = {}
        self._show_entries([])
        opened = self._document.opened
        if span < 0 or opened is None:
            self._background.forget()
            return
        self._count.setText("Reading attributes …")
        self._background.ask(lambda: read_span(opened, span), self._show, self._tell_failed)

    def as_dict(self) -> dict[str, Any]:
        """What was read, for copying as JSON."""
        return self._said

    def _show(self, said: dict[str, Any]) -> None:
        self._said = said
        entries = list(entries_of(said))
        self._show_entries(entries)
        self._count.setText(_headline(said))

    def _tell_failed(self) -> None:
        self._count.setText("The attributes could not be read from the file")

    def _show_entries(self, entries: Sequence[Entry]) -> None:
        ids = np.arange(len(entries), dtype=np.int32)

        def cells(part: str) -> Names:
            return [getattr(entry, part) for entry in entries]

        names = [f"{e.of} · {e.name}" if e.of else e.name for e in entries]
        self._table.set_columns(
            (
                TextColumn("name", "Name", ids, names, Look(170), tone="text2"),
                TextColumn("value", "Value", ids, cells("value"), Look(mono=True)),
            )
        )


def _headline(said: dict[str, Any]) -> str:
    parts = [plural(len(said["attributes"]), "attribute")]
    parts += [plural(len(said[k]), k[:-1]) for k in ("events", "links") if said[k]]
    return ", ".join(parts)


def read_span(opened: Any, span: int) -> dict[str, Any]:
    """Attributes, resource, events and links of a span, decoded from the file."""
    from perfview.traces.attributes import attributes

    said: dict[str, Any] = attributes(opened.study.model, opened.source, span)
    return said


def entries_of(said: dict[str, Any]) -> list[Entry]:
    """Everything said of a span as lines: its own first, then events, links and the resource."""
    entries = [Entry("", name, as_text(value)) for name, value in said["attributes"].items()]
    for kind in ("event", "link"):
        for number, part in enumerate(said[f"{kind}s"], 1):
            entries += [
                Entry(f"{kind} {number}", name, as_text(value))
                for name, value in _flat(part).items()
            ]
    resource = said["resource"].items()
    return entries + [Entry("resource", name, as_text(value)) for name, value in resource]


def as_text(value: Any) -> str:
    """A value on one line: texts as they are, everything else as JSON."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return " ".join(text.split())


def _flat(part: dict[str, Any]) -> dict[str, Any]:
    own = {name: value for name, value in part.items() if name != "attributes"}
    return {**own, **part.get("attributes", {})}
