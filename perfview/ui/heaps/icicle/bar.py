"""What the pictures of a heap show: which picture, only new bytes, only leaks, what is found."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from perfview.findings.quantities import plural
from perfview.ui.canvas.legend import Legend
from perfview.ui.heaps.colouring import LEGEND
from perfview.ui.heaps.icicle.looking import Crumb, Looking, Picture
from perfview.ui.theme.tokens import ROW
from perfview.ui.widgets.arrange import empty_out, on_surface
from perfview.ui.widgets.button import Segmented, button, chip
from perfview.ui.widgets.label import label, set_tip
from perfview.ui.widgets.search_field import SearchField

_GAP = 8
_LONGEST = 34
_CRUMBS_HEIGHT = 34
_PICTURES = ("Dominators", "Classes", "Treemap")
_SEARCH = 130
_PATIENCE_MS = 400
_NOTHING = "nothing"
_CHIP_PAD, _LEAST_NAME = 20, 60
_WHY_AGAINST = "Held against a snapshot from before, what is new stands out"


class HeapBar(QWidget):
    """`changed` carries another `Looking`; `against_asked` the button under which to ask for
    another baseline. `against` is the name of the baseline, "" for none, `between` how many
    snapshots from between there are, too."""

    changed = Signal(object)
    against_asked = Signal(object)

    def __init__(self, against: str, between: int = 0) -> None:
        super().__init__()
        self.looking = Looking()
        self.pictures = Segmented(_PICTURES, name="How the heap is drawn")
        self._before = label("Against", "3")
        self._name, self._more = against or _NOTHING, f" +{between}" if between else ""
        self.against = button(f"{_short(self._name)}{self._more} ▾", kind="chip")
        self.against.setAccessibleName(f"Held against {self._name}: choose another")
        told = f"{against} and {plural(between, 'snapshot')} in between" if between else against
        set_tip(self.against, f"What was there in {told} is dim" if against else _WHY_AGAINST)
        self.only_new = chip("Only what is new", "plus", tip="Count only bytes that were not there")
        self.only_leaks = chip("One path per leak", tip="Only what suspected leaks keep alive")
        self._options = button("", "sliders-horizontal", "", tip="What counts")
        self._options.clicked.connect(self._show_options)
        self._busy = label("Adding up …", "3")
        self._busy.hide()
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._patience.timeout.connect(self._busy.show)
        self.search = SearchField("Class, property or @id")
        self.crumbs = _Crumbs()
        self._compares = bool(against)
        self._build()
        self.against.clicked.connect(lambda: self.against_asked.emit(self.against))
        self.pictures.chosen.connect(lambda index: self._change(picture=Picture(index)))
        self.only_new.toggled.connect(lambda on: self._change(only_new=on))
        self.only_leaks.toggled.connect(lambda on: self._change(only_leaks=on))
        self.crumbs.kept.connect(self.keep)

    def _build(self) -> None:
        top = QWidget()
        across = QHBoxLayout(top)
        across.setContentsMargins(_GAP, 0, _GAP, 0)
        across.setSpacing(_GAP)
        across.addWidget(self.pictures)
        across.addWidget(self._before)
        for part in (self.against, self.only_new, self.only_leaks, self._options):
            across.addWidget(part)
        across.addStretch(1)
        across.addWidget(self._busy)
        across.addWidget(self.search)
        top.setFixedHeight(ROW.toolbar)
        on_surface(top, "panel", "bottom")
        for part in (self.only_new, self.only_leaks):
            part.setVisible(self._compares)
        self._options.hide()
        self.pictures.setMinimumWidth(self.pictures.sizeHint().width())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(top)
        layout.addWidget(self.crumbs)
        self.setMinimumWidth(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where room is short, say less: first against what, then the chips stand in a menu."""
        super().resizeEvent(event)
        chips = (self.only_new, self.only_leaks) if self._compares else ()
        left = self.width() - self.pictures.sizeHint().width() - _SEARCH - 4 * _GAP
        wanted = sum(made.width() + _GAP for made in chips)
        for made in chips:
            made.setVisible(left >= wanted)
        self._options.setVisible(left < wanted)
        self._fit_against(left - wanted - _GAP)

    def _fit_against(self, room: int) -> None:
        """Say in so many pixels what it is held against: with a word before where there is room,
        the name cut where there is little."""
        metrics = self.against.fontMetrics()
        around = metrics.horizontalAdvance(f"{self._more} ▾") + _CHIP_PAD
        name, left = _short(self._name), room - around
        whole = metrics.horizontalAdvance(name) + 1
        self.against.setVisible(left >= min(_LEAST_NAME, whole))
        cut = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, left)
        self.against.setText(f"{name if left >= whole else cut}{self._more} ▾")
        self._before.setVisible(left >= whole + self._before.sizeHint().width() + _GAP)

    def _show_options(self) -> None:
        menu = QMenu(self._options)
        for made in (self.only_new, self.only_leaks):
            action = menu.addAction(made.text())
            action.setCheckable(True)
            action.setChecked(made.isChecked())
            action.setEnabled(made.isEnabled())
            action.triggered.connect(made.click)
        ask = menu.addAction(f"Against {_short(self._name)} …".replace("&", "&&"))
        ask.triggered.connect(lambda: self.against_asked.emit(self._options))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._options.mapToGlobal(self._options.rect().bottomLeft()))

    def show_looking(self, looking: Looking) -> None:
        """Show what is looked at, and tell."""
        self.looking = looking
        self.pictures.choose(int(looking.picture))
        self.only_leaks.setEnabled(not looking.is_by_class)
        self.crumbs.show_way(() if looking.is_by_class else looking.crumbs)
        self.changed.emit(looking)

    def show_work(self, on: bool) -> None:
        """Say that another picture is being made, if that takes longer than a moment."""
        if on:
            self._patience.start()
        else:
            self._patience.stop()
            self._busy.hide()

    def keep(self, crumbs: int) -> None:
        """Go out until only so many crumbs are left."""
        self.show_looking(self.looking.gone_out(len(self.looking.crumbs) - crumbs))

    def _change(self, **parts: object) -> None:
        self.show_looking(replace(self.looking, **parts))  # type: ignore[arg-type]


class _Crumbs(QWidget):
    """The way into a subtree, each step a button; not there while everything is looked at. `kept`
    carries how many steps are left."""

    kept = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(_CRUMBS_HEIGHT)
        self.setAccessibleName("The way into what is shown")
        on_surface(self, "panel", "bottom")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(_GAP, 0, _GAP, 0)
        self._row.setSpacing(4)
        self.hide()

    def show_way(self, crumbs: tuple[Crumb, ...]) -> None:
        """Show these steps."""
        empty_out(self._row)
        for place, words in enumerate(("Heap", *(each.words for each in crumbs))):
            if place:
                self._row.addWidget(label("›", "3"))
            is_here = place == len(crumbs)
            self._row.addWidget(_here(words) if is_here else self._step(words, place))
        self._row.addStretch(1)
        self.setVisible(bool(crumbs))

    def _step(self, words: str, place: int) -> QPushButton:
        made = button(_short(words), kind="flat", tip=words)
        made.clicked.connect(lambda: self.kept.emit(place))
        return made


class HeapLegend(QWidget):
    """Which colour is what; with a baseline also what hatching and dimming mean."""

    def __init__(self) -> None:
        super().__init__()
        colours = Legend()
        colours.show_entries(LEGEND)
        self._notes = label("hatched: new   dimmed: was there before", "3")
        self._notes.setContentsMargins(8, 0, 12, 0)
        self._notes.hide()
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(colours, 1)
        across.addWidget(self._notes)
        on_surface(self, "canvas")
        self.setMinimumWidth(1)

    def explain_new(self, on: bool) -> None:
        """Say what hatching and dimming mean, or not."""
        self._notes.setVisible(on)


def _here(words: str) -> QWidget:
    made = label(_short(words), "strong")
    set_tip(made, words)
    made.setContentsMargins(_GAP, 0, 0, 0)
    return made


def _short(words: str) -> str:
    half = _LONGEST // 2
    return words if len(words) <= _LONGEST else f"{words[: half - 1]}…{words[-half:]}"
