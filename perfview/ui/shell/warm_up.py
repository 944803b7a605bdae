"""Loading the engine and its kernels right after the first paint, before anybody drops a file."""

from __future__ import annotations

import importlib
import logging
import time

from PySide6.QtCore import QThread, Signal

_AFTER_KERNELS = (
    "perfview.engine.job",
    "perfview.findings.registry",
    "perfview.traces.study",
)
_WORTH_TELLING_S = 1.5
"""Loading compiled kernels takes less than this; longer means they are being compiled."""


class WarmUp(QThread):
    """Imports kernels, readers and detectors on a thread of its own.

    compiling carries (kernels done, kernels in all), only when it takes long enough to notice.
    """

    compiling = Signal(int, int)

    def run(self) -> None:
        """Do it; a failure here shows again, with its place, when a file is opened."""
        began = time.monotonic()

        def tell(name: str, done: int, total: int) -> None:
            if self.isInterruptionRequested():
                raise _StoppedError
            if time.monotonic() - began > _WORTH_TELLING_S:
                self.compiling.emit(done, total)

        try:
            self._load(tell)
        except _StoppedError:
            return
        except Exception:
            logging.getLogger("perfview").exception("warming up failed")

    def _load(self, tell: object) -> None:
        from perfview.kernels.warming import warm

        warm(tell)  # type: ignore[arg-type]
        for name in _AFTER_KERNELS:
            importlib.import_module(name)
        from perfview.findings.detector import Detector
        from perfview.findings.registry import discover
        from perfview.recording.reader import Reader

        discover("perfview.traces.readers", Reader)
        discover("perfview.traces.detectors", Detector)


class _StoppedError(Exception):
    """The window was closed meanwhile."""
