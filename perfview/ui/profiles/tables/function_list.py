"""The functions a lens lets through, as a table: in a view of its own and under flame graphs."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from perfview.profiles.lens import EVERYTHING, Lens
from perfview.profiles.measures.function_table import FunctionTable
from perfview.profiles.study import Study
from perfview.ui.profiles.lensing.chosen import Chosen, choose
from perfview.ui.profiles.lensing.holder import LensHolder
from perfview.ui.profiles.lensing.menu import fill
from perfview.ui.profiles.tables.function_columns import curves_of, function_columns
from perfview.ui.profiles.tables.function_filter import shown_functions_that
from perfview.ui.widgets.background import Background
from perfview.ui.widgets.table.columns import Column, Rows, SparkColumn
from perfview.ui.widgets.table.order import Arrangement
from perfview.ui.widgets.table.pane import TablePane
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.selection import Focus

_ALL = ("function", "module", "self")
"""The first columns when all are wanted."""

_NO_ROWS = np.zeros(0, np.int32)
_EXAMPLES = {"ns": "10ms", "bytes": "1MB"}


class FunctionList(QWidget):
    """Follows the lens and the selection; choosing a row chooses the function everywhere. `keys`
    are the columns wanted, all for none; a `compact` list leaves names room."""

    def __init__(
        self,
        document: Document,
        holder: LensHolder,
        keys: Sequence[str] = (),
        *,
        compact: bool = False,
    ) -> None:
        super().__init__()
        self._compact = compact
        self._document, self._holder, self._keys = document, holder, keys
        self._study: Study = document.opened.study
        self.pane = TablePane(
            "Functions",
            "function",
            f"name, file=src/* self>{_EXAMPLES.get(self._study.model.unit(), '100')} …",
            Arrangement(self._place_of("self"), descending=True),
        )
        self.pane.read_filter(self._matching)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.pane)
        self._work, self._draw = Background(self), Background(self)
        self._curves: Column | None = None
        self._shown: tuple[Lens, FunctionTable] | None = None
        self._present = _NO_ROWS
        self.pane.table.chosen.connect(self._on_chosen)
        self.pane.table.opened.connect(self._on_opened)
        self.pane.table.menu_asked.connect(self._on_menu)
        holder.changed.connect(self._ask)
        document.selection.changed.connect(self._on_focus)
        self._ask(holder.lens)

    def _place_of(self, key: str) -> int:
        return list(self._keys).index(key) if self._keys else _ALL.index(key)

    def _matching(self, text: str) -> NDArray[np.bool_]:
        lens, table = self._shown or (EVERYTHING, self._study.functions)
        return shown_functions_that(self._study, text, table, self._study.model.unit(lens.metric))

    def _ask(self, lens: Lens) -> None:
        self._work.ask(lambda: self._study.function_table(lens), partial(self._show, lens))

    def _show(self, lens: Lens, table: FunctionTable) -> None:
        self._shown = lens, table
        count = len(self._study.model.functions)
        self._present = np.flatnonzero(table.present[:count] > 0).astype(np.int32)
        made = function_columns(self._study, table, lens, compact=self._compact)
        columns = [made[key] for key in self._keys or made if self._has(key)]
        self._curves = made["over_time"]
        self.pane.show_columns(lambda: columns, self._settle)
        self._draw.ask(lambda: curves_of(self._study, table, lens), self._show_curves)

    def _has(self, key: str) -> bool:
        return key != "over_time" or self._study.model.has_times

    def _show_curves(self, curves: dict[int, NDArray[np.float64]]) -> None:
        if isinstance(self._curves, SparkColumn):
            self._curves.curves = curves
            self.pane.table.viewport().update()

    def _settle(self) -> None:
        self.pane.table.restrict(self._present)
        self._on_focus(self._document.selection.focus, None)

    def _on_chosen(self, rows: Rows) -> None:
        choose(self._document, self, int(rows[0]) if len(rows) == 1 else -1)

    def _on_opened(self, row: int) -> None:
        choose(self._document, self, row)
        self._document.view_wanted.emit("sandwich")

    def _on_menu(self, menu: QMenu, row: int) -> None:
        chosen = Chosen(self._study, self._study.shape, row)
        fill(menu, self, self._document, chosen)

    def _on_focus(self, focus: Focus, origin: object) -> None:
        if origin is self:
            return
        rows = _NO_ROWS
        if len(focus.groups):
            rows = focus.groups
        elif focus.operation >= 0:
            rows = np.array([focus.operation], np.int32)
        self.pane.table.choose(rows, reveal=len(rows) > 0)
