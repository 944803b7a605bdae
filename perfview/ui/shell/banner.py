"""A quiet strip above the views: something about this document one should know."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from perfview.ui.widgets.arrange import row
from perfview.ui.widgets.button import button
from perfview.ui.widgets.label import Elided, Icon

_HEIGHT_PX = 34


class Banner(QWidget):
    """One sentence, what can be done about it, and a way to put it away."""

    def __init__(
        self, text: str, actions: dict[str, Callable[[], object]], *, quiet: bool = False
    ) -> None:
        """A `quiet` one offers something; others warn."""
        super().__init__()
        self.setAccessibleName(text)
        presses = []
        for words, do in actions.items():
            press = button(words, kind="flat")
            press.clicked.connect(lambda _=False, do=do: do())
            presses.append(press)
        close = button("", "x", "flat", tip="Put this away")
        close.clicked.connect(self.deleteLater)
        strip = row(
            Icon("lightbulb", "text2", 16) if quiet else Icon("warning-fill", "warn", 16),
            (Elided(text), 1),
            *presses,
            close,
            gap=10,
            margin=(12, 0, 6, 0),
            role="card" if quiet else "caution",
        )
        strip.setFixedHeight(_HEIGHT_PX)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 6)
        layout.addWidget(strip)
