"""Work on widgets shared out among turns of the event loop, so that none of them is felt."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, QTimer

Step = Callable[[], object]


class Turns(QObject):
    """One step a turn, in their order; what else happens in the window comes between them."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._left: deque[Step] = deque()
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._take)

    @property
    def is_busy(self) -> bool:
        """Whether steps are left."""
        return bool(self._left)

    def do(self, steps: Iterable[Step]) -> None:
        """Do these from the next turn on; steps that are left of others are dropped."""
        self._left = deque(steps)
        if self._left:
            self._timer.start()

    def finish(self) -> None:
        """Do now what is left."""
        while self._left:
            self._take()

    def _take(self) -> None:
        if self._left:
            step = self._left.popleft()
            step()
        if not self._left:
            self._timer.stop()
