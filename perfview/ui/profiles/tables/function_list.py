"""The functions a lens lets through, as a table: in a view of its own and under flame graphs."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QVBoxLayout, QWidget

from perfview.filtering.grammar import parse
from perfview.profiles.lens import Lens
from perfview.profiles.measures.function_table import FunctionTable
from perfview.profiles.study import Study
from perfview.ui.profiles.colouring import function_categories
from perfview.ui.profiles.lensing.holder import LensHolder
from perfview.ui.profiles.wording import amount, share
from perfview.ui.widgets.background import Background
from perfview.ui.widgets.table.columns import Column, Look, NumberColumn, Rows, TextColumn
from perfview.ui.widgets.table.order import Arrangement
from perfview.ui.widgets.table.pane import TablePane
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.selection import Focus

_SELF = 2
_BRIEF = 5
"""Columns that fit beside a panel."""
_NO_ROWS = np.zeros(0, np.int32)


class FunctionList(QWidget):
    """Follows the lens and the selection; choosing a row chooses the function everywhere. A brief
    one, under a picture, leaves out where functions stand."""

    def __init__(self, document: Document, holder: LensHolder, *, brief: bool = False) -> None:
        super().__init__()
        self._document, self._holder, self._brief = document, holder, brief
        self._study: Study = document.opened.study
        self.pane = TablePane(
            "Functions",
            "function",
            "name, file=src/* self>10ms …",
            Arrangement(_SELF, descending=True),
        )
        self.pane.read_filter(self._matching)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.pane)
        self._work = Background(self)
        self._present = _NO_ROWS
        self._following = False
        self.pane.table.chosen.connect(self._on_chosen)
        holder.changed.connect(self._ask)
        document.selection.changed.connect(self._on_focus)
        self._ask(holder.lens)

    def _matching(self, text: str) -> NDArray[np.bool_]:
        from perfview.profiles.filtering.tables import FILTERS

        return FILTERS["functions"](self._study, parse(text))

    def _ask(self, lens: Lens) -> None:
        self._work.ask(lambda: self._study.function_table(lens), partial(self._show, lens))

    def _show(self, lens: Lens, table: FunctionTable) -> None:
        count = len(self._study.model.functions)
        self._present = np.flatnonzero(table.present[:count] > 0).astype(np.int32)
        columns = function_columns(self._study, table, lens)[: _BRIEF if self._brief else None]
        self.pane.show_columns(lambda: columns, self._settle)

    def _settle(self) -> None:
        self.pane.table.restrict(self._present)
        self._on_focus(self._document.selection.focus, None)

    def _on_chosen(self, rows: Rows) -> None:
        one = int(rows[0]) if len(rows) == 1 else -1
        self._document.selection.change(self, operation=one, row=-1, rows=_NO_ROWS)

    def _on_focus(self, focus: Focus, origin: object) -> None:
        if origin is self:
            return
        rows = _NO_ROWS
        if focus.operation >= 0:
            rows = np.array([focus.operation], np.int32)
        elif len(focus.groups):
            rows = focus.groups
        self.pane.table.choose(rows, reveal=len(rows) > 0)


def function_columns(study: Study, table: FunctionTable, lens: Lens) -> Sequence[Column]:
    """One row a function, in the order of the model."""
    model = study.model
    functions, count = model.functions, len(model.functions)
    packages, categories = study.packages, function_categories(study)
    unit, whole = model.unit(lens.metric), float(study.call_tree(lens).whole)
    write = partial(amount, unit=unit)
    return (
        TextColumn(
            "function",
            "Function",
            functions.name,
            model.strings,
            absent="(no name)",
            categories=lambda row: int(categories[row]),
        ),
        TextColumn("module", "Module", packages.of_function, packages.names, Look(120)),
        NumberColumn(
            "self",
            "Itself",
            table.own[:count],
            write,
            Look(132, tip="Without what it calls"),
            bar=True,
        ),
        NumberColumn(
            "total",
            "With callees",
            table.total[:count],
            write,
            Look(132, tip="With everything it calls; recursion counts once"),
            bar=True,
        ),
        NumberColumn(
            "self_share",
            "Share",
            table.own[:count],
            lambda value: share(value, whole),
            Look(60, tip="Its own part of everything"),
        ),
        NumberColumn(
            "samples",
            "Calls" if model.counts else "Samples",
            table.count[:count],
            look=Look(76, tip="Samples in which it was on top"),
        ),
        TextColumn("file", "File", functions.file, model.strings, Look(220), tone="text3"),
        NumberColumn("line", "Line", functions.line, look=Look(54), absent=0),
    )
