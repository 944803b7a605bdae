"""A filter over frames in the filter language: typed, completed, counted, then part of the lens."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from perfview.filtering.grammar import FilterError, parse
from perfview.findings.quantities import number, percent
from perfview.profiles.lens import Lens
from perfview.profiles.study import Study
from perfview.profiles.transforms.transform import Change, Transform
from perfview.ui.profiles.lensing.completing import completions
from perfview.ui.profiles.lensing.holder import LensHolder
from perfview.ui.profiles.wording import samples
from perfview.ui.widgets.arrange import empty_out, on_surface, row
from perfview.ui.widgets.background import Background
from perfview.ui.widgets.button import Segmented, button
from perfview.ui.widgets.label import label, set_role, set_tip

_WITH, _WITHOUT, _ONLY = range(3)
_PAUSE_MS = 150
_MOST_HINTS = 7
_LONGEST_HINT = 34
_MARGIN, _GAP = 8, 4
_HELP = """words in a function’s name or file
file=src/*   kind=own   package=lodash
name~"^parse[A-Z]"  a regular expression
line>100   not kind=library   (a or b)"""


@dataclass(frozen=True)
class _Answer:
    """What a filter would leave; `why` it makes no sense, "" when it does."""

    words: str
    why: str = ""


class FilterRow(QWidget):
    """`left` says that it is done with. Enter applies, Tab takes the first hint, Esc leaves."""

    left = Signal()

    def __init__(self, study: Study, holder: LensHolder) -> None:
        super().__init__()
        self._study, self._holder = study, holder
        self._how = Segmented(
            ["With", "Without", "Only these frames"], name="What is done with frames that match"
        )
        self.field = QLineEdit()
        self.field.setPlaceholderText('name, file=src/*, kind=own, name~"^parse" …')
        self.field.setAccessibleName("Filter by frames")
        self.field.setClearButtonEnabled(True)
        set_tip(self.field, _HELP)
        self.field.installEventFilter(self)
        self.said = label("", "3")
        self._apply = button("Filter", "", "primary", tip="Take it into account (Enter)")
        away = button("", "x", "flat", tip="Leave the filter (Esc)")
        self._work = Background(self)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        parts = (self._how, (self.field, 1), self.said, self._apply, away)
        first = row(*parts, margin=(_MARGIN, 4, _MARGIN, 2))
        self._hints = QHBoxLayout()
        self._hints.setContentsMargins(_MARGIN, 0, _MARGIN, 5)
        self._hints.setSpacing(_GAP)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(first)
        layout.addLayout(self._hints)
        on_surface(self, "panel", "bottom")
        self.field.textChanged.connect(self._typed)
        self._pause.timeout.connect(self._ask)
        self._how.chosen.connect(lambda _: self._ask())
        self._apply.clicked.connect(self.apply)
        away.clicked.connect(self.left)
        self._show_hints()

    def open(self) -> None:
        """Begin with the filter there is, and take the keyboard."""
        if not self.field.text():
            self.field.setText(self._holder.lens.where)
        self.field.setFocus()
        self.field.selectAll()

    def choose(self, how: str) -> None:
        """Do "with", "without" or "only" with frames that match."""
        self._how.choose(("with", "without", "only").index(how))
        self._ask()

    # What it would do

    def filtered(self) -> Lens:
        """The lens as the filter would have it. Raises FilterError."""
        text, lens = self.field.text().strip(), self._holder.lens
        parse(text)
        if self._how.index == _ONLY:
            change = Transform(Change.ONLY_MATCHING, text=text)
            return replace(lens, transforms=(*lens.transforms, change))
        where = f"not ({text})" if self._how.index == _WITHOUT else text
        self._study.stacks_where(where)
        return replace(lens, where=where)

    def apply(self) -> None:
        """Look through the filter from now on."""
        if not self.field.text().strip():
            self._holder.change(where="")
            self.left.emit()
            return
        try:
            lens = self.filtered()
            self._study.shape_through(lens)
        except FilterError as error:
            self._tell(_Answer("", error.why))
            return
        self._holder.change(where=lens.where, transforms=lens.transforms)
        self.field.clear()
        self.left.emit()

    def settle(self) -> None:
        """Tell at once what the filter would leave; for pictures and tests."""
        self._pause.stop()
        self._work.forget()
        self._tell(self._answer())
        self._show_hints()

    def _typed(self) -> None:
        self._pause.start()

    def _ask(self) -> None:
        self._show_hints()
        self._work.ask(self._answer, self._tell)

    def _answer(self) -> _Answer:
        if not self.field.text().strip():
            return _Answer("")
        try:
            lens = self.filtered()
            if self._how.index == _ONLY:
                return _Answer(self._frames_left(lens))
            left = int(self._study.weigh(lens).count.sum())
            all_in_all = int(self._study.weigh(replace(lens, where="")).count.sum())
        except FilterError as error:
            return _Answer("", error.why)
        part = f", {percent(left / all_in_all)}" if all_in_all else ""
        return _Answer(f"{samples(left)}{part}")

    def _frames_left(self, lens: Lens) -> str:
        seen = len(np.unique(self._study.shape_through(lens).function))
        of_all = len(np.unique(self._study.shape_through(self._holder.lens).function))
        return f"{number(seen)} of {number(of_all)} functions"

    def _tell(self, answer: _Answer) -> None:
        self.said.setText(answer.why or answer.words)
        set_role(self.said, "bad" if answer.why else "3")
        self._apply.setEnabled(not answer.why)

    # Hints

    def _show_hints(self) -> None:
        empty_out(self._hints)
        room = self.width() - 2 * _MARGIN
        for shown, text in self.hints():
            made = button(_ending_of(shown), "", "chip")
            set_tip(made, shown)
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            made.clicked.connect(partial(self._take, text))
            room -= made.sizeHint().width() + _GAP
            if room < 0 and self._hints.count():
                made.deleteLater()
                break
            self._hints.addWidget(made)
        self._hints.addStretch(1)

    def hints(self) -> list[tuple[str, str]]:
        """What could come next: (what is shown, the whole text with it)."""
        return completions(self._study, self.field.text(), _MOST_HINTS)

    def _take(self, text: str) -> None:
        self.field.setText(text)
        self.field.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self.field or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        if event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape:
            # Else the window would take Esc for its own.
            event.accept()
        return event.type() == QEvent.Type.KeyPress and self._on_key(event)

    def _on_key(self, event: QKeyEvent) -> bool:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.apply()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() == Qt.Key.Key_Tab and self.field.text() and self.hints():
            self._take(self.hints()[0][1])
        else:
            return False
        return True


def _ending_of(text: str) -> str:
    """What a long text ends with: of a path that tells most."""
    return text if len(text) <= _LONGEST_HINT else f"…{text[1 - _LONGEST_HINT :]}"
