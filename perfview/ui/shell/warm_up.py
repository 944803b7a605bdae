"""Loading the engine and its kernels right after the first paint, before anybody drops a file."""

from __future__ import annotations

import importlib
import logging

from PySide6.QtCore import QThread, Signal

_WANTED_FIRST = ("perfview.ui.shell.document_page", "perfview.ui.advice.panel")
"""What the window itself needs for the first file: loaded here it does not stall there."""
_AFTER_KERNELS = (
    "perfview.engine.job",
    "perfview.findings.registry",
    "perfview.traces.study",
    "perfview.profiles.study",
    "perfview.heaps.study",
    "perfview.bundles.study",
)


class WarmUp(QThread):
    """Imports kernels, readers and detectors on a thread of its own.

    compiling carries (kernels done, kernels in all), only when some have to be compiled.
    """

    compiling = Signal(int, int)

    def run(self) -> None:
        """Do it; a failure here shows again, with its place, when a file is opened."""
        try:
            self._load()
        except _StoppedError:
            return
        except Exception:
            logging.getLogger("perfview").exception("warming up failed")

    def _load(self) -> None:
        for name in _WANTED_FIRST:
            importlib.import_module(name)
        from perfview.kernels.warming import stale, warm

        compiles = stale()

        def tell(name: str, done: int, total: int) -> None:
            if self.isInterruptionRequested():
                raise _StoppedError
            if compiles:
                self.compiling.emit(done, total)

        warm(tell)
        for name in _AFTER_KERNELS:
            importlib.import_module(name)
        from perfview.engine.pillars import PILLARS
        from perfview.findings.detector import Detector
        from perfview.findings.registry import discover
        from perfview.recording.reader import Reader
        from perfview.ui.workspace.view import View

        for pillar in PILLARS:
            discover(pillar.readers_package, Reader)
        for pillar in PILLARS:
            discover(pillar.detectors_package, Detector)
            discover(f"perfview.ui.{pillar.kind}", View)


class _StoppedError(Exception):
    """The window was closed meanwhile."""
