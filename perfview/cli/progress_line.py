"""The one line of progress on a terminal's standard error."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from perfview.findings.quantities import percent, size

if TYPE_CHECKING:
    from perfview.recording.progress import Step

_NOT_BEFORE_S = 0.15
"""Work that is done sooner shows no progress at all."""
_EVERY_S = 0.1
_CLEAR = "\r\x1b[K"


class ProgressLine:
    """Shows the steps of a job, and nothing anywhere when standard error is no terminal."""

    def __init__(self) -> None:
        self._shown = False
        self._enabled = sys.stderr.isatty()
        self._started = self._last = time.monotonic()
        self._words = ""
        self._words_since = self._started

    def show(self, step: Step) -> None:
        """Put a step on the line, at most ten times a second."""
        now = time.monotonic()
        if step.words != self._words:
            self._words, self._words_since = step.words, now
        if not self._enabled or now - self._started < _NOT_BEFORE_S or now - self._last < _EVERY_S:
            return
        self._last, self._shown = now, True
        print(_CLEAR + describe(step, now - self._words_since), end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Take the line away."""
        if self._shown:
            print(_CLEAR, end="", file=sys.stderr, flush=True)
            self._shown = False


def describe(step: Step, seconds: float) -> str:
    """A step in words: what, how far, how many bytes and how fast since `seconds` ago."""
    parts = [step.words or "Working", percent(step.fraction)]
    if step.bytes_total:
        parts.append(f"{size(step.bytes_done)} of {size(step.bytes_total)}")
    if step.bytes_done and seconds > 0:
        parts.append(f"{size(step.bytes_done / seconds)}/s")
    return " · ".join(parts)
