"""The one line of progress on a terminal's standard error."""

from __future__ import annotations

import sys
import threading
import time
from typing import TYPE_CHECKING

from perfview.findings.quantities import percent, size

if TYPE_CHECKING:
    from perfview.recording.progress import Step

_EVERY_S = 0.1
_SILENCE_S = 0.7
_CLEAR = "\r\x1b[K"


class ProgressLine:
    """Shows the steps of a job, and nothing anywhere when standard error is no terminal.

    Kernels are compiled before a job's first step on a machine that never ran them; when no step
    comes for a while, the line says so.
    """

    def __init__(self) -> None:
        self._enabled = sys.stderr.isatty()
        self._shown = False
        self._started = self._last = self._words_since = time.monotonic()
        self._words = ""
        self._lock = threading.Lock()
        self._silence = threading.Timer(_SILENCE_S, self._explain)
        self._silence.daemon = True
        if self._enabled:
            self._silence.start()

    def show(self, step: Step) -> None:
        """Put a step on the line, at most ten times a second."""
        now = time.monotonic()
        if step.words != self._words:
            self._words, self._words_since = step.words, now
        if self._enabled and now - self._last >= _EVERY_S:
            self._silence.cancel()
            self._last = now
            self._draw(describe(step, now - self._words_since))

    def clear(self) -> None:
        """Take the line away, for good."""
        self._silence.cancel()
        with self._lock:
            self._enabled = False
            if self._shown:
                print(_CLEAR, end="", file=sys.stderr, flush=True)

    def _explain(self) -> None:
        self._draw("Getting ready; the very first time takes about half a minute")

    def _draw(self, words: str) -> None:
        with self._lock:
            if self._enabled:
                self._shown = True
                print(_CLEAR + words, end="", file=sys.stderr, flush=True)


def describe(step: Step, seconds: float) -> str:
    """A step in words: what, how far, how many bytes and how fast in the `seconds` it went on."""
    parts = [step.words or "Working", percent(step.fraction)]
    if step.bytes_total:
        parts.append(f"{size(step.bytes_done)} of {size(step.bytes_total)}")
    if step.bytes_done and seconds > 0:
        parts.append(f"{size(step.bytes_done / seconds)}/s")
    return " · ".join(parts)
