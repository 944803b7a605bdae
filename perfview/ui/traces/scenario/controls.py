"""What is to be done to the spans: one of four treatments, and by how much."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSlider, QWidget

from perfview.findings.quantities import percent
from perfview.traces.scenarios.scenario import Treatment
from perfview.ui.widgets.button import Segmented
from perfview.ui.widgets.label import label

TREATMENTS = (Treatment.FASTER, Treatment.REMOVED, Treatment.PARALLEL, Treatment.BATCHED)
_WORDS = ("Faster", "Removed", "Side by side", "Batched")
_TIPS = (
    "Its own work takes so much less; what it calls takes as long as before",
    "It is gone, and what it called with it",
    "Its calls in one place start together",
    "Its calls in one place become one, as long as the longest of them",
)
_AT_FIRST, _SLIDER = 30, 220


class Controls(QWidget):
    """changed says that something else is wanted; `treatment` and `faster` (0-1) say what."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choice = Segmented(_WORDS, 0, "What is done to it")
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName("Percent faster")
        self.slider.setRange(1, 99)
        self.slider.setPageStep(10)
        self.slider.setValue(_AT_FIRST)
        self.slider.setFixedWidth(_SLIDER)
        self._amount = label("", "strong")
        self._amount.setFixedWidth(44)
        self._what = label("", "3")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        for part in (self.choice, self.slider, self._amount):
            layout.addWidget(part)
        layout.addWidget(self._what, 1)
        self.choice.chosen.connect(lambda _index: self._on_change())
        self.slider.valueChanged.connect(lambda _value: self._on_change())
        self._say()

    @property
    def treatment(self) -> Treatment:
        """What is done to the spans."""
        return TREATMENTS[self.choice.index]

    @property
    def faster(self) -> float:
        """By which share their own time falls, where that is what is done."""
        return self.slider.value() / 100

    def _on_change(self) -> None:
        self._say()
        self.changed.emit()

    def _say(self) -> None:
        scaled = self.treatment is Treatment.FASTER
        self.slider.setVisible(scaled)
        self._amount.setVisible(scaled)
        self._amount.setText(percent(self.faster))
        self._what.setText(_TIPS[self.choice.index])
