"""Tells how long the start took, for whoever measures it: `PERFVIEW_TRACE_START=window|view`.

Prints one line on stderr when the empty window, or the first view of the file given, is painted,
and quits.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from perfview.ui.shell.window import Window

_LOADED_AT = time.monotonic()
_STARTTIME_FIELD = 19
"""Field 22 of /proc/self/stat (proc(5)), counted after the program's name."""


def seconds_since_start() -> float:
    """Seconds since this process began; on systems without /proc since this module was loaded."""
    try:
        fields = Path("/proc/self/stat").read_text().rpartition(")")[2].split()
        began = int(fields[_STARTTIME_FIELD]) / os.sysconf("SC_CLK_TCK")
        return time.clock_gettime(time.CLOCK_BOOTTIME) - began
    except (OSError, AttributeError):
        return time.monotonic() - _LOADED_AT


class StartTrace(QObject):
    """Waits for the moment that was asked for."""

    def __init__(self, window: Window, wanted: str) -> None:
        super().__init__(window)
        self._window = window
        self._look = QTimer(self, interval=2)
        self._look.timeout.connect(self._is_view_drawn)
        if wanted == "window":
            window.painted.connect(lambda: self._tell("window"))
        else:
            window.documents.added.connect(lambda _document: self._look.start())

    def _is_view_drawn(self) -> None:
        from perfview.ui.widgets.background import Background

        document = self._window.documents.current
        if document is not None and document.error is not None:
            self._look.stop()
            self._tell("no view, but an error")
            return
        view = self._window.views.view if self._window.views is not None else None
        if view is None or any(work.is_busy for work in view.findChildren(Background)):
            return
        self._look.stop()
        self._window.repaint()
        self._tell("view")

    def _tell(self, moment: str) -> None:
        print(f"{moment} painted after {seconds_since_start():.3f} s", file=sys.stderr, flush=True)
        QApplication.quit()
