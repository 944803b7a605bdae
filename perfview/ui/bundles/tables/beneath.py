"""What stands under a table: the modules of what is chosen there, and who imports it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from perfview.bundles.study import Study
from perfview.findings.quantities import plural, size
from perfview.ui.bundles.colouring import module_categories
from perfview.ui.bundles.tables.import_columns import import_columns, imports_into
from perfview.ui.widgets.arrange import column, on_surface, row
from perfview.ui.widgets.background import Background
from perfview.ui.widgets.label import Elided, label
from perfview.ui.widgets.splitter import Splitter
from perfview.ui.widgets.table.columns import Column, Look, NumberColumn, Rows, TextColumn
from perfview.ui.widgets.table.order import Arrangement
from perfview.ui.widgets.table.view import Table


class Beneath(QWidget):
    """`picked` carries a module that was chosen, `opened` one that was given Enter or a double
    click; `menu_asked` a menu about to be shown for one."""

    picked = Signal(int)
    opened = Signal(int)
    menu_asked = Signal(object, int)

    def __init__(self, study: Study, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._study = study
        self._shown: NDArray[np.int32] = np.zeros(0, np.int32)
        self._importers: NDArray[np.int32] = np.zeros(0, np.int32)
        self._work = Background(self)
        self.modules = Table((), "Its modules")
        self.modules.arrange_by(Arrangement(1, descending=True))
        self.importers = Table((), "Who imports it")
        self._title, self._count = Elided("", "title"), label("", "3")
        self._who, self._times = label("Imported by", "title"), label("", "3")
        left = _titled(self._title, self._count, self.modules)
        right = _titled(self._who, self._times, self.importers)
        split = Splitter(f"{name}-beneath", ((left, 1), (right, 1)), (600, 600))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(split)
        for table, module in ((self.modules, self._module), (self.importers, self._importer)):
            self._connect(table, module)

    def show_modules(self, title: str, modules: NDArray[np.int32]) -> None:
        """Show modules (int32) and who imports them from outside."""
        study = self._study
        self._title.setText(title)

        def work() -> tuple[Sequence[Column], NDArray[np.int32], Sequence[Column]]:
            rows = imports_into(study, modules)
            return _columns(study, modules), rows, import_columns(study, rows)

        def arrived(found: tuple[Sequence[Column], NDArray[np.int32], Sequence[Column]]) -> None:
            self._shown, self._importers = modules, study.model.imports.source[found[1]]
            self.modules.set_columns(found[0])
            self.importers.set_columns(found[2])
            total = int(study.weights.of_module[modules].sum())
            self._count.setText(f"{plural(len(modules), 'module')}, {size(total)}")
            self._times.setText(plural(len(found[1]), "import"))

        self._work.ask(work, arrived)

    def _connect(self, table: Table, module: Callable[[int], int]) -> None:
        table.chosen.connect(lambda rows: self._on_chosen(rows, module))
        table.opened.connect(lambda at: self.opened.emit(module(at)))
        table.menu_asked.connect(lambda menu, at: self.menu_asked.emit(menu, module(at)))

    def _on_chosen(self, rows: Rows, module: Callable[[int], int]) -> None:
        if len(rows) == 1:
            self.picked.emit(module(int(rows[0])))

    def _module(self, at: int) -> int:
        return int(self._shown[at])

    def _importer(self, at: int) -> int:
        return int(self._importers[at])


def _titled(title: QWidget, count: QWidget, table: Table) -> QWidget:
    head = row((title, 1), count, margin=(12, 6, 12, 6))
    return column(on_surface(head, "panel", "top"), (table, 1), gap=0)


def _columns(study: Study, modules: NDArray[np.int32]) -> Sequence[Column]:
    names = study.model.modules.name[modules]
    categories = module_categories(study)[modules]
    start = study.weights.at_start[modules]
    return (
        TextColumn("name", "Module", names, study.model.strings, Look(least=140, ends=True),
                   categories=lambda row: int(categories[row])),
        NumberColumn("initial_bytes", "At start", start, size, Look(130), bar=True, absent=0),
        NumberColumn("bytes", "Shipped", study.weights.of_module[modules], size,
                     Look(84, spare=1), absent=0),
    )  # fmt: skip
