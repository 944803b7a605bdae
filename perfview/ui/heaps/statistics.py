"""What the bytes of a heap are: one bar, and a line for each part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QVBoxLayout, QWidget

from perfview.findings.quantities import change_of, number, percent, size
from perfview.heaps.measures.statistics import Statistics, statistics
from perfview.heaps.study import Study
from perfview.kernels.grouping import sum_by
from perfview.ui.heaps.colouring import ARRAYS, NATIVE, OBJECTS, STRINGS
from perfview.ui.heaps.facts.stacked_bar import Part, StackedBar
from perfview.ui.heaps.jumping.ways import bind_keys
from perfview.ui.theme.tokens import CATEGORIES
from perfview.ui.widgets.arrange import column, on_surface, row
from perfview.ui.widgets.background import Background
from perfview.ui.widgets.label import label
from perfview.ui.widgets.splitter import Splitter
from perfview.ui.widgets.table.columns import Column, Look, NumberColumn, TextColumn
from perfview.ui.widgets.table.order import Arrangement
from perfview.ui.widgets.table.view import Table
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.view import View

_CODE, _SYSTEM, _BUFFERS = (CATEGORIES.index(each) for each in ("plum", "slate", "moss"))
_SIZES = (640, 340)


@dataclass(frozen=True)
class _Kinds:
    """By V8's kind of node: what it is called, how many there are, what they take."""

    names: list[str]
    count: NDArray[np.int64]
    bytes: NDArray[np.int64]


@dataclass(frozen=True)
class _Shown:
    parts: list[Part]
    before: list[Part]
    total: int
    kinds: _Kinds


class StatisticsView(View):
    """DevTools' numbers; against an earlier snapshot also what was then."""

    name = "statistics"
    title = "Statistics"
    kind = "heaps"
    position = 70

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(document, parent)
        self.study: Study = document.opened.study
        self.bar = StackedBar()
        self.table, self.kinds = Table((), "What the bytes are"), Table((), "Kinds of nodes")
        self.table.arrange_by(Arrangement(1, descending=True))
        self.kinds.arrange_by(Arrangement(2, descending=True))
        self._total = label("", "head")
        self._work = Background(self)
        head = row(label("All of the heap", "title"), self._total, 1, gap=10)
        upper = column(head, self.bar, gap=10, margin=(16, 14, 16, 14))
        halves = Splitter("statistics", ((self.table, 1), (self.kinds, 1)), _SIZES)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(on_surface(upper, "panel", "bottom"))
        layout.addWidget(halves, 1)
        self.keyboard = self.table
        bind_keys(self)
        self._work.ask(self._measure, self._show)

    @classmethod
    def concerns(cls, document: Document) -> bool:
        """Where there are objects."""
        return len(document.opened.study.graph) > 0

    def _measure(self) -> _Shown:
        study, before = self.study, self.study.baseline
        earlier = _parts(statistics(before)) if before is not None and len(before.graph) else []
        found = statistics(study)
        return _Shown(_parts(found), earlier, found.total_bytes, _kinds(study))

    def _show(self, shown: _Shown) -> None:
        self._total.setText(size(shown.total))
        self.bar.show_parts(shown.parts)
        self.table.set_columns(_part_columns(shown))
        self.kinds.set_columns(_kind_columns(shown.kinds))

    def settle(self) -> None:
        """Wait until everything is there; for pictures and tests."""
        self._work.forget()
        self._show(self._measure())

    def find(self, text: str) -> int:  # type: ignore[override]
        """Mark what is named like `text`."""
        return self.table.mark(text) + self.kinds.mark(text)

    def theme_changed(self) -> None:
        """Draw again in other colours."""
        self.bar.update()


def _parts(found: Statistics) -> list[Part]:
    return [
        Part("Objects", OBJECTS, found.other_managed_bytes, "The program’s own, and closures"),
        Part("Code", _CODE, found.code_bytes, "Compiled functions, sources, bytecode"),
        Part("Strings", STRINGS, found.string_bytes, "Joined ones and slices, too"),
        Part("Arrays", ARRAYS, found.array_bytes, "JavaScript arrays with their elements"),
        Part("Engine", _SYSTEM, found.system_bytes, "What V8 keeps for itself"),
        Part("Typed arrays", _BUFFERS, found.typed_array_bytes, "Contents of array buffers"),
        Part("Native", NATIVE, found.other_native_bytes, "Outside of the engine’s heap"),
    ]


def _kinds(study: Study) -> _Kinds:
    graph = study.graph
    count = np.bincount(graph.nodes.kind, minlength=256).astype(np.int64)
    used = np.flatnonzero(count[: len(graph.node_kinds)])
    bytes_ = sum_by(graph.nodes.kind.astype(np.int32), study.self_bytes, 256)
    return _Kinds([graph.node_kinds[at] for at in used], count[used], bytes_[used])


def _part_columns(shown: _Shown) -> Sequence[Column]:
    parts, whole = shown.parts, max(shown.total, 1)
    numbers = np.arange(len(parts), dtype=np.int32)
    bytes_ = np.array([part.bytes for part in parts], np.int64)
    made: list[Column] = [
        TextColumn(
            "part",
            "Part",
            numbers,
            [part.title for part in parts],
            Look(least=116),
            categories=lambda at: parts[at].category,
        ),
        NumberColumn("bytes", "Size", bytes_, size, Look(116), bar=True),
        NumberColumn("share", "Share", bytes_, lambda value: percent(value / whole), Look(56)),
    ]
    if shown.before:
        change = bytes_ - np.array([part.bytes for part in shown.before], np.int64)
        look = Look(80, tip="Compared with the earlier snapshot")
        written = partial(change_of, unit="bytes")
        made.append(NumberColumn("since", "Since then", change, written, look))
    notes = [part.note for part in parts]
    look = Look(250, spare=1)
    return [*made, TextColumn("note", "What it is", numbers, notes, look, tone="text3")]


def _kind_columns(kinds: _Kinds) -> Sequence[Column]:
    numbers = np.arange(len(kinds.names), dtype=np.int32)
    tip = "V8’s own word for what a node is"
    return (
        TextColumn("kind", "Kind", numbers, kinds.names, Look(tip=tip, least=100)),
        NumberColumn("count", "Count", kinds.count, number, Look(80, spare=1)),
        NumberColumn("bytes", "Itself", kinds.bytes, size, Look(124), bar=True),
    )
