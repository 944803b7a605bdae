"""The one selection all views of a document share."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

_NO_ROWS = np.zeros(0, np.int32)


@dataclass(frozen=True)
class Focus:
    """What is looked at. Immutable: views compare by identity, history keeps a list of them.

    row: the chosen row of the main table (a span), -1 for none. rows: int32, all rows in question
    (evidence of a recommendation, a multiple choice), empty for none. groups: int32, the larger
    things chosen (traces), empty for all. start_ns, end_ns: the visible stretch of time, None for
    the whole; absolute ns. range_ns: a marked range (start, end) or None. operation: int, chosen
    operation or -1. node: chosen service node or -1. recommendation: id of the open card, "" for
    none.
    """

    row: int = -1
    rows: NDArray[np.int32] = field(default_factory=lambda: _NO_ROWS)
    groups: NDArray[np.int32] = field(default_factory=lambda: _NO_ROWS)
    start_ns: int | None = None
    end_ns: int | None = None
    range_ns: tuple[int, int] | None = None
    operation: int = -1
    node: int = -1
    recommendation: str = ""


class Selection(QObject):
    """Holds the focus, tells views when it changes, and remembers the way (Alt+Left, Alt+Right).

    `changed` carries (new focus, the object that asked, so that a view can ignore its own echo).
    `revealed` asks views to bring the focus into sight (zoom, scroll); plain changes do not.
    """

    changed = Signal(object, object)
    revealed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.focus = Focus()
        self._past: list[Focus] = []
        self._future: list[Focus] = []

    def change(self, origin: object = None, *, remember: bool = True, **parts: object) -> None:
        """Replace parts of the focus. With `remember` the old one can be stepped back to."""
        self._set(replace(self.focus, **parts), origin, remember=remember)  # type: ignore[arg-type]

    def reveal(self, origin: object = None, **parts: object) -> None:
        """Change the focus and ask every view to bring it into sight."""
        self.change(origin, **parts)  # type: ignore[arg-type]
        self.revealed.emit(self.focus)

    def clear(self, origin: object = None) -> None:
        """Nothing chosen; the visible stretch of time stays."""
        self._set(Focus(start_ns=self.focus.start_ns, end_ns=self.focus.end_ns), origin)

    def back(self) -> None:
        """The focus before this one."""
        self._step(self._past, self._future)

    def forward(self) -> None:
        """The focus one has stepped back from."""
        self._step(self._future, self._past)

    def forget(self) -> None:
        """Let go of every remembered row, silently: the document is closing."""
        self.focus = Focus()
        self._past = []
        self._future = []

    def _set(self, focus: Focus, origin: object, *, remember: bool = True) -> None:
        if remember:
            self._past = [*self._past[-199:], self.focus]
            self._future.clear()
        self.focus = focus
        self.changed.emit(focus, origin)

    def _step(self, source: list[Focus], target: list[Focus]) -> None:
        if not source:
            return
        target.append(self.focus)
        self.focus = source.pop()
        self.changed.emit(self.focus, None)
        self.revealed.emit(self.focus)
