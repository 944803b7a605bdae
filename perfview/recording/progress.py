"""Progress and cancellation of one piece of long work, shared by window and command line."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from perfview.recording.errors import Cancelled


@dataclass(frozen=True)
class Step:
    """A moment of a job: what it is doing and how far it is."""

    words: str = ""
    fraction: float = 0.0
    bytes_done: int = 0
    bytes_total: int = 0
    rows: int = 0


class Progress:
    """Reported by work, watched by whoever shows it. Thread-safe; cheap enough to call per block.

    `listener` is called at most every 30 ms, on the working thread.
    """

    def __init__(self, listener: Callable[[Step], None] | None = None) -> None:
        self.step = Step()
        self._listener = listener
        self._cancelled = threading.Event()
        self._last_told = 0.0

    def report(
        self,
        words: str | None = None,
        *,
        fraction: float | None = None,
        bytes_done: int | None = None,
        bytes_total: int | None = None,
        rows: int | None = None,
    ) -> None:
        """Record how far the work is and raise `Cancelled` when the user has asked to stop.

        Arguments left out keep their last value; with `bytes_done` and a known total the
        fraction follows from them.
        """
        self.check()
        last = self.step
        step = replace(
            last,
            words=last.words if words is None else words,
            bytes_done=last.bytes_done if bytes_done is None else bytes_done,
            bytes_total=last.bytes_total if bytes_total is None else bytes_total,
            rows=last.rows if rows is None else rows,
        )
        if fraction is None and bytes_done is not None and step.bytes_total:
            fraction = min(1.0, step.bytes_done / step.bytes_total)
        if fraction is not None:
            step = replace(step, fraction=fraction)
        changed_words = step.words != self.step.words
        self.step = step
        now = time.monotonic()
        if self._listener and (changed_words or now - self._last_told >= 0.03):
            self._last_told = now
            self._listener(step)

    def check(self) -> None:
        """Raise `Cancelled` when the user has asked to stop."""
        if self._cancelled.is_set():
            raise Cancelled

    def cancel(self) -> None:
        """Ask the work to stop at its next report."""
        self._cancelled.set()
