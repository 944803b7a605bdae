"""Texts of cells that take a while to find out."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from perfview.ui.widgets.background import Background


class Answers(QObject):
    """Texts by number, found out on another thread when they are first wanted and "" until then;
    `arrived` tells that there are more. `find` is called on that thread."""

    arrived = Signal()

    def __init__(self, find: Callable[[int], str], parent: QObject) -> None:
        super().__init__(parent)
        self._find = find
        self._known: dict[int, str] = {}
        self._wanted: set[int] = set()
        self._work = Background(self)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._ask)

    def text(self, number: int) -> str:
        """What is known by now; what is not will be found out."""
        known = self._known.get(number)
        if known is None:
            self._wanted.add(number)
            if not self._work.is_busy:
                self._soon.start()
        return known or ""

    def find_now(self, number: int) -> str:
        """The text, whatever it takes; for exports."""
        return self._known.get(number) or self._find(number)

    def settle(self) -> None:
        """Find out at once whatever is wanted; for pictures and tests."""
        self._soon.stop()
        self._work.forget()
        self._take({number: self._find(number) for number in self._wanted})

    def _ask(self) -> None:
        wanted = tuple(self._wanted)
        self._work.ask(lambda: {number: self._find(number) for number in wanted}, self._take)

    def _take(self, found: dict[int, str]) -> None:
        self._known |= found
        self._wanted -= found.keys()
        if found:
            self.arrived.emit()
        if self._wanted:
            self._soon.start()
