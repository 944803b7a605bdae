"""One of few: side by side where there is room, else one button with a menu."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QWidget

from perfview.ui.widgets.button import Segmented, button


class OneOf(QWidget):
    """`chosen` carries the index of what a user chose."""

    chosen = Signal(int)

    def __init__(self, options: Sequence[str], on: int = 0, name: str = "") -> None:
        super().__init__()
        self._options = tuple(options)
        self._reasons = [""] * len(self._options)
        self._wide = Segmented(options, on, name)
        self._narrow = button(kind="chip", name=name, tip=name)
        self._wide.setMinimumWidth(self._wide.sizeHint().width())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._wide)
        row.addWidget(self._narrow)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._narrow.clicked.connect(self._show_menu)
        self._wide.chosen.connect(self._on_chosen)
        self.choose(on)
        self.fold(False)

    @property
    def index(self) -> int:
        """Which one is on."""
        return self._wide.index

    def choose(self, index: int) -> None:
        """Turn one on without telling anybody."""
        self._wide.choose(index)
        self._narrow.setText(f"{self._options[index]} ▾")
        self._narrow.setFixedWidth(self._narrow.sizeHint().width() + 8)

    def allow(self, index: int, reason: str) -> None:
        """Let one be chosen ("" as reason), or say why it cannot be."""
        self._reasons[index] = reason
        self._wide.allow(index, not reason, reason)

    def fold(self, on: bool) -> None:
        """Take little room, or show everything."""
        self._wide.setVisible(not on)
        self._narrow.setVisible(on)

    @property
    def room(self) -> int:
        """Pixels that all of them side by side take."""
        return self._wide.sizeHint().width()

    @property
    def least_room(self) -> int:
        """Pixels that the one button takes."""
        return self._narrow.width()

    def _on_chosen(self, index: int) -> None:
        self.choose(index)
        self.chosen.emit(index)

    def _show_menu(self) -> None:
        menu = QMenu(self._narrow)
        for index, words in enumerate(self._options):
            action = menu.addAction(words)
            action.setCheckable(True)
            action.setChecked(index == self.index)
            action.setEnabled(not self._reasons[index])
            action.setToolTip(self._reasons[index])
            action.triggered.connect(lambda _=False, index=index: self._on_chosen(index))
        menu.setToolTipsVisible(True)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._narrow.mapToGlobal(self._narrow.rect().bottomLeft()))
