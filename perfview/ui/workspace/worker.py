"""The thread on which a file is opened: the engine's job, its words carried over as signals."""

from __future__ import annotations

import logging
import os
import sys
import threading
from pathlib import Path
from typing import Any

from PySide6.QtCore import QThread, Signal

from perfview.findings.forecast import UnanswerableError
from perfview.recording.errors import Cancelled, UnreadableInput

_LOG = logging.getLogger("perfview")
_NICENESS = 5
_LET_DRAW_S = 0.25
"""How long the analysis waits for the views' first picture, which wants the interpreter too."""

_running: set[Worker] = set()
"""Qt aborts when a thread object dies before its thread: each stays here until it has ended."""


class Worker(QThread):
    """Runs one engine `Job`. Every signal arrives on the thread of whoever connects to it.

    ended carries (Opened, None), (None, UnreadableInput) or, when cancelled, (None, None).
    """

    progressed = Signal(object)
    identified = Signal(object)
    read = Signal(object)
    found = Signal(object)
    advised = Signal(object)
    ended = Signal(object, object)

    def __init__(
        self,
        path: Path,
        *,
        use_cache: bool = True,
        correct_clocks: bool = True,
        kind: str = "",
        baseline: Path | None = None,
        between: tuple[Path, ...] = (),
        given: tuple[Path, ...] = (),
        connection: str = "",
    ) -> None:
        super().__init__()
        self._path, self._baseline, self._between = path, baseline, between
        self._given, self._connection = given, connection
        self._use_cache, self._correct_clocks, self._kind = use_cache, correct_clocks, kind
        self._job: Any = None
        self._stopped = threading.Event()
        self.finished.connect(self._forget)

    def begin(self) -> None:
        """Start, and stay alive until done."""
        _running.add(self)
        self.start(QThread.Priority.LowPriority)

    def cancel(self) -> None:
        """Stop at the job's next block; may be called from any thread, at any time."""
        self._stopped.set()
        if (job := self._job) is not None:
            job.cancel()

    def run(self) -> None:
        """Open the file; whatever happens, `ended` is the last word."""
        opened, error = None, None
        _step_back()
        try:
            opened = self._open()
        except Cancelled:
            pass
        except UnreadableInput as problem:
            error = problem
        except UnanswerableError as problem:
            error = UnreadableInput(str(problem), remedy="Compare it with another recording.")
        except MemoryError:
            error = UnreadableInput(
                "There is not enough memory to read this file.",
                remedy="Close other documents, or record a shorter stretch.",
            )
        except Exception as problem:
            _LOG.exception("opening %s failed", self._path)
            error = UnreadableInput(
                f"PerfView itself failed on this file ({type(problem).__name__}).",
                remedy="Please report it; the log has the details.",
            )
        self._job = None
        self.ended.emit(opened, error)

    def _open(self) -> Any:
        # Imported here: the engine and its kernels have no place before the first paint.
        from perfview.engine.job import Job, Options, Watcher

        watcher = Watcher(
            progress=self.progressed.emit,
            identified=self._on_identified,
            read=self._on_read,
            found=self.found.emit,
            advised=self.advised.emit,
        )
        options = Options(
            use_cache=self._use_cache,
            correct_clocks=self._correct_clocks,
            kind=self._kind,
            baseline=self._baseline,
            between=self._between,
            given=self._given,
            connection=self._connection,
        )
        self._job = job = Job(self._path, options, watcher)
        if self._stopped.is_set():
            raise Cancelled
        return job.run()

    def _on_identified(self, identity: Any) -> None:
        # Whoever hears of it wants the guide and the views of its kind, and must not stand still
        # while they are loaded.
        from perfview.findings.registry import discover
        from perfview.ui.workspace.view import View

        try:
            discover(f"perfview.ui.{identity.kind}", View)
        except Exception:
            _LOG.exception("loading the views of %s failed", identity.kind)
        self.identified.emit(identity)

    def _on_read(self, opened: Any) -> None:
        self.read.emit(opened)
        self._stopped.wait(_LET_DRAW_S)

    def _forget(self) -> None:
        _running.discard(self)


def _step_back() -> None:
    """Let the window go before this thread and those it starts.

    Linux gives each thread a niceness of its own, which setpriority(2) takes by thread id; a
    QThread's priority means nothing to its usual scheduler.
    """
    if sys.platform.startswith("linux"):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)


def wait_for_all(timeout_ms: int = 2000) -> bool:
    """Cancel every worker and wait; False when one has not ended in time."""
    workers = list(_running)
    for worker in workers:
        worker.cancel()
    return all(worker.wait(timeout_ms) for worker in workers)
