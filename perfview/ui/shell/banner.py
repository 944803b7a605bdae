"""A quiet strip above the views: something about this document one should know."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout

from perfview.ui.widgets.button import button
from perfview.ui.widgets.label import Elided, Icon


class Banner(QFrame):
    """One sentence, what can be done about it, and a way to put it away."""

    def __init__(self, text: str, actions: dict[str, Callable[[], object]]) -> None:
        super().__init__()
        self.setProperty("role", "caution")
        self.setAccessibleName(text)
        self.setFixedHeight(34)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 0, 6, 0)
        layout.setSpacing(10)
        layout.addWidget(Icon("warning-fill", "warn", 16))
        layout.addWidget(Elided(text), 1)
        for words, do in actions.items():
            press = button(words, kind="flat")
            press.clicked.connect(lambda _=False, do=do: do())
            layout.addWidget(press)
        close = button("", "x", "flat", tip="Put this away")
        close.clicked.connect(self.deleteLater)
        layout.addWidget(close)
