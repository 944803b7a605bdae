"""Starting the window: first paint first, everything heavy after it."""

from __future__ import annotations

import gc
import os
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from perfview.engine.memory import keep_columns_apart
from perfview.engine.settings import Settings
from perfview.ui.shell.failures import Failures, log_to_file
from perfview.ui.shell.session import Session
from perfview.ui.shell.warm_up import WarmUp
from perfview.ui.shell.window import Window
from perfview.ui.theme import theme

if TYPE_CHECKING:
    from perfview.ui.workspace.document import State

_WAIT_MS = 1500
_TURN_S = 0.001
"""How long a working thread may keep the interpreter while the window waits for it; Python's own
5 ms, times the threads that wait, is felt."""
_YOUNG_OBJECTS = 50_000
"""Columns are few objects: looking for garbage seldom costs no memory worth having."""


class Application(QObject):
    """The window, what carries out its commands, and the warming up behind it."""

    def __init__(self, paths: Sequence[str | Path] = (), *, use_cache: bool = True) -> None:
        super().__init__()
        self.settings = Settings()
        self.window = Window(self.settings)
        self.window.documents.use_cache = use_cache
        self.session = Session(self.window)
        self.failures = Failures()
        self.failures.happened.connect(self._tell_failure)
        self._paths = [Path(path) for path in paths]
        self._warm_up = WarmUp()
        self._compiling_since = 0.0
        self._warm_up.compiling.connect(self._tell_compiling)
        self._warm_up.finished.connect(self._tell_warm)
        self.window.painted.connect(self._begin)
        if wanted := os.environ.get("PERFVIEW_TRACE_START"):
            from perfview.ui.shell.start_trace import StartTrace

            StartTrace(self.window, wanted)

    def close(self) -> bool:
        """Stop everything; False when something would not stop in time."""
        from perfview.ui.workspace.worker import wait_for_all

        self.window.opening.stop()
        self._warm_up.requestInterruption()
        stopped = wait_for_all(_WAIT_MS)
        return self._warm_up.wait(_WAIT_MS) and stopped

    def _begin(self) -> None:
        """The first paint is done: open what was asked for, then load the rest."""
        log_to_file()
        self.failures.install()
        if not self._paths:
            self._warm_up.start()
            return
        self.window.opening.open_paths(self._paths)
        # What the first file does not need can wait for it: both would want the same interpreter.
        for document in list(self.window.documents)[:1]:
            document.state_changed.connect(self._warm_up_after)

    def _warm_up_after(self, state: State) -> None:
        if not state.is_busy:
            self._warm_up.start()

    def _tell_failure(self, sentence: str) -> None:
        from perfview.ui.shell.failures import log_path
        from perfview.ui.widgets.toast import toast

        toast(
            self.window,
            sentence,
            "Copy where the log is",
            lambda: QGuiApplication.clipboard().setText(str(log_path())),
        )

    def _tell_compiling(self, done: int, total: int) -> None:
        now = time.monotonic()
        self._compiling_since = self._compiling_since or now
        share = done / max(total, 1)
        left = (now - self._compiling_since) * (1 - share) / share if share > 0.1 else 0.0
        words = "Preparing kernels, once" + (f", about {left:.0f}\u202fs" if left >= 1 else "")
        self.window.status.show_job(words, share, can_cancel=False)

    def _tell_warm(self) -> None:
        # What is loaded now stays: looking for garbage need not go through it again.
        gc.freeze()
        if self._compiling_since:
            self.window.status.show_job("", 0.0)
            self.window.status.tell("Kernels are ready. This does not happen again.")


def prepare(app: QApplication, settings: Settings | None = None) -> None:
    """Give an application its name and its look, and the window its turn at the interpreter."""
    sys.setswitchinterval(_TURN_S)
    gc.set_threshold(_YOUNG_OBJECTS, 20, 50)
    keep_columns_apart()
    app.setApplicationName("PerfView")
    app.setDesktopFileName("perfview")
    chosen = (settings or Settings()).choice("theme", "system")
    theme.set_theme(chosen if chosen in theme.CHOICES else "system")


def run(paths: Sequence[str | Path] = (), *, use_cache: bool = True) -> int:
    """Show the window with these files opened; returns the exit code when it was closed."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    prepare(app)
    application = Application(paths, use_cache=use_cache)
    beat = _quit_on_interrupt(app)
    application.window.show()
    code = app.exec()
    beat.stop()
    if not application.close():
        # A kernel that is being compiled cannot be stopped, and tearing it down would crash.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    return code


def _quit_on_interrupt(app: QApplication) -> QTimer:
    """Ctrl+C in the terminal quits. Python handles signals between its own instructions only, so
    a timer lets it come by."""
    signal.signal(signal.SIGINT, lambda *_: app.quit())
    beat = QTimer(app, interval=200)
    beat.timeout.connect(lambda: None)
    beat.start()
    return beat
