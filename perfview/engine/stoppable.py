"""Cancelling work that knows nothing of cancelling."""

from __future__ import annotations

from typing import Any

from perfview.recording.progress import Progress


class Stoppable:
    """A study that raises `Cancelled` when it is asked for something after the user wanted to stop.

    Detectors and checks take no progress; but between two long loops each of them asks its study.
    """

    def __init__(self, study: Any, progress: Progress) -> None:
        self._study = study
        self._progress = progress

    def __getattr__(self, name: str) -> Any:
        self._progress.check()
        return getattr(self._study, name)
