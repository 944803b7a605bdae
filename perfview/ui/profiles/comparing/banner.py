"""Faster or slower, by how much and why, over the pictures of a comparison."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from perfview.findings.comparison import Comparison
from perfview.findings.quantities import quantity
from perfview.ui.advice.card_body import sentence
from perfview.ui.widgets.arrange import column, row
from perfview.ui.widgets.label import Elided, Icon, label, repolish

_NAME_PX = 150


class ComparisonBanner(QWidget):
    """The verdict on the left, both wholes on the right; green for less, red for more."""

    def __init__(self, before: str, after: str) -> None:
        super().__init__()
        self._sign = Icon("scales", "text2", 20)
        self._verdict = label("", "title", wrap=True, selectable=True)
        self._causes = label("", "2", wrap=True, selectable=True)
        self._wholes = (label("–", "head"), label("–", "head"))
        numbers = []
        for when, file, whole in zip(
            ("before", "after"), (before, after), self._wholes, strict=True
        ):
            name = Elided(f"{when}  {file}", "3", mode=Qt.TextElideMode.ElideMiddle)
            name.setFixedWidth(_NAME_PX)
            numbers.append(column(name, whole, gap=1))
        self._card: QFrame = row(
            self._sign,
            (column(self._verdict, self._causes, gap=2), 1),
            numbers[0],
            Icon("arrow-right", "text3", 16),
            numbers[1],
            gap=14,
            margin=(14, 10, 16, 10),
            role="card",
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 8)
        layout.addWidget(self._card)

    def show_comparison(self, comparison: Comparison) -> None:
        """Tell another one."""
        whole = comparison.whole
        less, more = whole.high < 0, whole.low > 0
        role, icon, ink = (
            ("good", "check-circle-fill", "save")
            if less
            else ("alarm", "warning-octagon-fill", "bad")
            if more
            else ("card", "scales", "text2")
        )
        if comparison.is_normalised:
            role, icon, ink = "card", "scales", "text2"
        self._card.setProperty("role", role)
        repolish(self._card)
        self._sign.show_icon(icon, ink)
        first, stop, rest = comparison.verdict.partition(". ")
        self._verdict.setText(sentence(first + stop.strip()))
        self._causes.setText(sentence(rest))
        self._causes.setVisible(bool(rest))
        for shown, value in zip(self._wholes, (whole.before, whole.after), strict=True):
            shown.setText(quantity(value, comparison.whole_unit))
