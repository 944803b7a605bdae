"""What the chosen line costs, and the functions it calls."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from perfview.ui.widgets.arrange import empty_out, on_surface
from perfview.ui.widgets.button import button
from perfview.ui.widgets.label import Elided, label

_MOST = 3
_LONGEST = 24
_WORDS_PX = 200


class LineFacts(QWidget):
    """One row under the code. `picked` carries the place, in what was shown, of a function."""

    picked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        on_surface(self, "panel", "top")
        self._words = Elided("", "2")
        self._words.setMinimumWidth(_WORDS_PX)
        self._calls = QHBoxLayout()
        self._calls.setSpacing(4)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 3, 12, 3)
        layout.setSpacing(10)
        layout.addWidget(self._words, 1)
        layout.addLayout(self._calls)
        self.setFixedHeight(32)

    def show_line(
        self, words: str, calls: Sequence[tuple[str, str]], whence: str = "calls"
    ) -> None:
        """Show a line's cost in words and its calls: names and amounts, heaviest first."""
        self._words.setText(f"{words[:1].upper()}{words[1:]}")
        empty_out(self._calls)
        if calls:
            self._calls.addWidget(label(whence, "3"))
        for place, (name, amount) in enumerate(calls[:_MOST]):
            short = name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"
            made = button(f"{short} {amount}", kind="link", tip=f"{name}: {amount}")
            made.clicked.connect(partial(self.picked.emit, place))
            self._calls.addWidget(made)
        if len(calls) > _MOST:
            self._calls.addWidget(label(f"and {len(calls) - _MOST:,} more", "3"))
