"""The line over the picture: of which files, the way into a box, how much, what is marked."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QWidget

from perfview.ui.bundles.pictures.showing import Part, Showing
from perfview.ui.widgets.arrange import empty_out, on_surface
from perfview.ui.widgets.button import button, chip
from perfview.ui.widgets.label import Elided, label, set_tip

HEIGHT = 34
_GAP = 8
_LONGEST = 28
_PATIENCE_MS = 300


class Head(QWidget):
    """`part_chosen` carries a `Part`, `kept` how many steps of the way are left, `toggled` which
    fields of a `Showing` are to be how."""

    part_chosen = Signal(object)
    kept = Signal(int)
    toggled = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(HEIGHT)
        on_surface(self, "canvas")
        self._parts: list[tuple[str, str, Part]] = []
        self._part = button("everything ▾", kind="flat", tip="Of which files")
        self._part.clicked.connect(self._ask_part)
        self._way = QHBoxLayout()
        self._way.setSpacing(2)
        self.told = Elided("", "3")
        self._busy = label("", "3")
        self._busy.hide()
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._patience.timeout.connect(self._busy.show)
        self.only_initial = chip("At start", tip="Only what loads at start")
        self.twice = chip("Duplicates", "copy", on=True, tip="Dashed red: several copies ship")
        self.unused = chip("Never runs", on=True, tip="Hatched: by the coverage, none of it ran")
        self._build()

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 0, _GAP, 0)
        row.setSpacing(_GAP)
        row.addWidget(self._part)
        row.addLayout(self._way)
        row.addWidget(self.told, 1)
        row.addWidget(self._busy)
        for name, made in (
            ("only_initial", self.only_initial),
            ("marks_twice", self.twice),
            ("marks_unused", self.unused),
        ):
            row.addWidget(made)
            made.toggled.connect(lambda on, name=name: self.toggled.emit({name: on}))

    def allow_unused(self, on: bool) -> None:
        """Offer to mark what never runs, where coverage tells."""
        self.unused.setVisible(on)

    def offer(self, parts: list[tuple[str, str, Part]]) -> None:
        """Offer these parts: words, how much, which."""
        self._parts = parts

    def show_showing(self, showing: Showing, words: str, told: str) -> None:
        """Say what is shown: `words` name the part."""
        self._part.setText(f"{words} ▾")
        set_tip(self._part, f"{words}: choose of which files")
        self.told.setText(told)
        empty_out(self._way)
        for step, (name, _) in enumerate(showing.crumbs):
            self._way.addWidget(label("›", "3"))
            is_last = step == len(showing.crumbs) - 1
            self._way.addWidget(_here(name) if is_last else self._step(name, step + 1))
        if showing.crumbs:
            back = button("", "x", "flat", tip="Show everything again (Esc)")
            back.clicked.connect(lambda: self.kept.emit(0))
            self._way.addWidget(back)
        for made, on in (
            (self.only_initial, showing.only_initial),
            (self.twice, showing.marks_twice),
            (self.unused, showing.marks_unused),
        ):
            made.blockSignals(True)
            made.setChecked(on)
            made.blockSignals(False)

    def show_work(self, words: str) -> None:
        """Say what is being worked out, if that takes longer than a moment; "" for nothing."""
        self._busy.setText(words)
        if words:
            self._patience.start()
        else:
            self._patience.stop()
            self._busy.hide()

    def _step(self, words: str, kept: int) -> QPushButton:
        made = button(_short(words), kind="flat", tip=words)
        made.clicked.connect(lambda: self.kept.emit(kept))
        return made

    def _ask_part(self) -> None:
        menu = QMenu(self._part)
        for words, note, part in self._parts:
            action = menu.addAction(f"{words}\t{note}".replace("&", "&&"))
            action.triggered.connect(partial(self.part_chosen.emit, part))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._part.mapToGlobal(self._part.rect().bottomLeft()))


def _here(words: str) -> QWidget:
    made = label(_short(words), "strong")
    set_tip(made, words)
    made.setContentsMargins(_GAP, 0, _GAP, 0)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
    return made


def _short(words: str) -> str:
    half = _LONGEST // 2
    return words if len(words) <= _LONGEST else f"{words[: half - 1]}…{words[-half:]}"
