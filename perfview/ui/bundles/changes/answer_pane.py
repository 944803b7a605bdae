"""What the changes that are ticked would bring: the new size, the budget, and what moves."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from perfview.bundles.scenarios.sizes import Outcome, Size
from perfview.bundles.study import Study
from perfview.findings.quantities import MINUS, change_of, growth, size
from perfview.ui.bundles.changes.budget import StartLimit, start_limit
from perfview.ui.bundles.changes.moved_columns import moved_columns, moved_modules
from perfview.ui.bundles.changes.size_bar import Bar, SizeBar
from perfview.ui.widgets.arrange import column, on_surface, row
from perfview.ui.widgets.empty import Empty
from perfview.ui.widgets.label import Icon, label, set_role
from perfview.ui.widgets.table.columns import Rows
from perfview.ui.widgets.table.order import Arrangement
from perfview.ui.widgets.table.view import Table

MEASURES = ("raw", "gzip", "brotli")
_WORDS = {"raw": "as written", "gzip": "gzip", "brotli": "brotli"}


class AnswerPane(QWidget):
    """`picked` carries a module that was chosen, `opened` one given Enter or a double click;
    `menu_asked` a menu about to be shown for one."""

    picked = Signal(int)
    opened = Signal(int)
    menu_asked = Signal(object, int)

    def __init__(self, study: Study, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._study = study
        self._modules: NDArray[np.int32] = np.zeros(0, np.int32)
        self._moved: Outcome | None = None
        self._of, self.verdict, self._share = (
            label("", "2"),
            label("", "verdict"),
            label("", "head"),
        )
        self.bar = SizeBar()
        self._budget_icon, self._budget = Icon("check-circle-fill", "save"), label("")
        self._all = label("", "2")
        self._fit = row(self._budget_icon, self._budget, 1, gap=8)
        head = column(
            self._of,
            row(self.verdict, 1, self._share),
            self.bar,
            self._fit,
            self._all,
            gap=6,
            margin=(16, 12, 16, 12),
        )
        self._title, self._count = label("What moves", "title"), label("", "3")
        self.table = Table((), "Modules that move")
        self.table.arrange_by(Arrangement(3, descending=True))
        self.table.chosen.connect(self._on_chosen)
        self.table.opened.connect(lambda at: self.opened.emit(int(self._modules[at])))
        self.table.menu_asked.connect(
            lambda menu, at: self.menu_asked.emit(menu, int(self._modules[at]))
        )
        below = row(self._title, 1, self._count, margin=(16, 6, 12, 6))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(on_surface(head, "canvas"))
        layout.addWidget(on_surface(below, "panel", "top"))
        self._pile = QStackedLayout()
        self._pile.addWidget(self.table)
        self._pile.addWidget(Empty("Nothing moves yet", "Tick a change to see what leaves."))
        layout.addLayout(self._pile, 1)

    def show_outcome(self, found: Outcome, measure: str, *, is_waiting: bool) -> None:
        """Show what changes bring in a measure (of `MEASURES`), as written where that is not known
        (yet: `is_waiting`)."""
        now, then = _of(found.before.initial, measure), _of(found.after.initial, measure)
        shown = measure
        if now is None or then is None:
            now, then, shown = found.before.initial.raw, found.after.initial.raw, "raw"
        waiting = f", {measure} is being worked out …" if is_waiting and shown != measure else ""
        self._of.setText(f"JavaScript at start, {_WORDS[shown]}{waiting}")
        self._tell(now, then)
        limit = start_limit(self._study, shown)
        self.bar.show_bar(Bar(now, then, limit.bytes if limit else 0, limit.words if limit else ""))
        self._tell_budget(limit, then)
        self._tell_all(found, shown)
        if found is not self._moved:
            self._show_moved(found)

    def _tell(self, now: int, then: int) -> None:
        is_same = now == then
        self.verdict.setText(size(now) if is_same else f"{size(now)} → {size(then)}")
        self._share.setText("" if is_same or not now else growth((then - now) / now))
        set_role(self._share, "saving" if then < now else "warn")

    def _tell_budget(self, limit: StartLimit | None, then: int) -> None:
        self._fit.setVisible(limit is not None)
        if limit is None:
            return
        spare = limit.bytes - then
        fits = spare >= 0
        self._budget_icon.show_icon(
            "check-circle-fill" if fits else "warning-fill", "save" if fits else "warn"
        )
        said = f"Fits the {limit.words}, {size(spare)} to spare"
        self._budget.setText(said if fits else f"{size(-spare)} over the {limit.words}")

    def _tell_all(self, found: Outcome, shown: str) -> None:
        now, then = _of(found.before.total, shown), _of(found.after.total, shown)
        if now is None or then is None:
            self._all.setText("")
            return
        more = "" if now == then else f" → {size(then)}, {change_of(then - now, 'bytes')}"
        between = ""
        if found.low != found.high:
            low, high = f"{MINUS}{size(found.low)}", f"{MINUS}{size(found.high)}"
            between = f". As the source changes, too, it saves between {low} and {high}"
        self._all.setText(f"All JavaScript: {size(now)}{more}{between}")

    def _show_moved(self, found: Outcome) -> None:
        self._moved = found
        self._modules = moved_modules(found)
        self.table.set_columns(moved_columns(self._study, found, self._modules))
        self._pile.setCurrentIndex(0 if len(self._modules) else 1)
        parts = (
            (len(found.leaves), "leaves the start", "leave the start"),
            (len(found.gone), "is gone", "are gone"),
            (len(found.joins), "joins the start", "join the start"),
        )
        said = [f"{count:,} {one if count == 1 else many}" for count, one, many in parts if count]
        self._count.setText(", ".join(said) or "nothing")

    def _on_chosen(self, rows: Rows) -> None:
        if len(rows) == 1:
            self.picked.emit(int(self._modules[rows[0]]))


def _of(sizes: Size, measure: str) -> int | None:
    """The number of a measure, None where it is not known."""
    found: int | None = getattr(sizes, measure)
    return found
