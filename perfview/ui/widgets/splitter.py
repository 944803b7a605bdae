"""A splitter that keeps how it was divided for the next time the window is opened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QSplitter, QWidget

_PAUSE_MS = 400


class Keeps(Protocol):
    """What remembers, such as `engine.settings.Settings`."""

    def blob(self, name: str) -> bytes:
        """What was kept under a name, empty for nothing."""

    def keep_blob(self, name: str, data: bytes) -> None:
        """Keep this."""


class Splitter(QSplitter):
    """`name` is unique among splitters. Its window's `settings` remember; without any it begins
    with `sizes` each time. `parts` are pairs of a widget and its stretch."""

    def __init__(
        self,
        name: str,
        parts: Sequence[tuple[QWidget, int]],
        sizes: Sequence[int],
        *,
        down: bool = False,
    ) -> None:
        super().__init__(Qt.Orientation.Vertical if down else Qt.Orientation.Horizontal)
        self._name, self._is_turned, self._first_down = f"split-{name}", False, down
        self._shown = False
        self.setChildrenCollapsible(False)
        for place, (part, stretch) in enumerate(parts):
            self.addWidget(part)
            self.setStretchFactor(place, stretch)
        self.setSizes(list(sizes))
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self.keep)
        self.splitterMoved.connect(lambda *_: self._pause.start())

    @property
    def _slot(self) -> str:
        return f"{self._name}-turned" if self._is_turned else self._name

    @property
    def _settings(self) -> Keeps | None:
        return getattr(self.window(), "settings", None)

    def keep(self) -> None:
        """Remember how it is divided now."""
        if self._settings is not None:
            self._settings.keep_blob(self._slot, bytes(self.saveState().data()))

    def showEvent(self, event: QShowEvent) -> None:
        """Divide as last time."""
        super().showEvent(event)
        if not self._shown and self._settings is not None:
            self._shown = True
            self._divide_as_before()

    def turn(self, sizes: Sequence[int], *, down: bool) -> None:
        """Put the parts one below the other, or side by side again. Either way has sizes of its
        own: those of last time, else `sizes`."""
        way = Qt.Orientation.Vertical if down else Qt.Orientation.Horizontal
        if way == self.orientation():
            return
        self._pause.stop()
        self.setOrientation(way)
        self._is_turned = down != self._first_down
        self.setSizes(list(sizes))
        self._divide_as_before()

    def _divide_as_before(self) -> None:
        if self._settings is not None and (state := self._settings.blob(self._slot)):
            self.restoreState(state)
