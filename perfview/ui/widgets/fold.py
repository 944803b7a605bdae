"""Something folded away until it is asked for."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from perfview.ui.widgets.button import button, set_icon


class Fold(QWidget):
    """A line with an arrow; `make` is called once, when it is first unfolded."""

    def __init__(
        self, title: str, make: Callable[[], QWidget], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._make = make
        self._inside: QWidget | None = None
        self._is_open = False
        self._line = button(title, "caret-right", "link", role="accent")
        self._line.clicked.connect(self.toggle)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(4)
        self._layout.addWidget(self._line)

    @property
    def is_open(self) -> bool:
        """Whether what is inside is shown."""
        return self._is_open

    def toggle(self) -> None:
        """Unfold it, or fold it again."""
        self._is_open = not self._is_open
        if self._inside is None:
            self._inside = self._make()
            self._layout.addWidget(self._inside)
        self._inside.setVisible(self._is_open)
        set_icon(self._line, "caret-down" if self._is_open else "caret-right", "accent")
