"""One file in the window: its job on a worker thread, what came of it, and its selection."""

from __future__ import annotations

import time
from enum import Enum
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from perfview.recording.progress import Step
from perfview.ui.workspace.selection import Selection
from perfview.ui.workspace.worker import Worker

_TELL_MS = 80


class State(Enum):
    """Where a document is in its life."""

    READING = "reading"
    ANALYSING = "analysing"
    READY = "ready"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_busy(self) -> bool:
        """Whether work is going on."""
        return self in (State.READING, State.ANALYSING)


class Document(QObject):
    """Signals arrive on the window's thread. `opened` (engine.opened.Opened) is None until read.

    progressed carries a `recording.progress.Step`; identified an `Identity`; read, found (a
    Finding), advised (an Advice) follow the job's `Watcher`; failed carries the `UnreadableInput`;
    view_wanted the slug of a view that one of them asks to be shown, filter_wanted also what it is
    to be filtered by; compare_wanted the widget under which to ask what to hold it against;
    kind_wanted the pillar as which its file is to be opened as well, and what is to be chosen there
    as its guide's `find` knows it ("" for nothing); check_wanted says that
    somebody would like a database to be asked about the advice.
    """

    progressed = Signal(object)
    identified = Signal(object)
    read = Signal(object)
    found = Signal(object)
    advised = Signal(object)
    failed = Signal(object)
    cancelled = Signal()
    state_changed = Signal(object)
    view_wanted = Signal(str)
    filter_wanted = Signal(str, str)
    compare_wanted = Signal(object)
    kind_wanted = Signal(str, str)
    check_wanted = Signal()

    def __init__(self, path: Path, parent: QObject | None = None, kind: str = "") -> None:
        super().__init__(parent)
        self.path = path
        self.kind = kind
        """The pillar it is opened as, "" for the most certain."""
        self.state = State.READING
        self.baseline: Path | None = None
        """Another recording of its kind that it is held against."""
        self.between: tuple[Path, ...] = ()
        """Recordings taken between the two, in their order."""
        self.given: tuple[Path, ...] = ()
        """Files that tell more of it: budgets, coverage."""
        self.connection = ""
        """A database that is asked about the advice this once; forgotten when the work begins."""
        self.opened: Any = None
        self.error: Any = None
        self.identity: Any = None
        self.findings: list[Any] = []
        self.facts: list[str] = []
        """What the status bar says of it once it is ready."""
        self.step = Step()
        self.correct_clocks = True
        """Whether spans of services whose clocks are wrong are moved, or left as recorded."""
        self.notice = ""
        """What its page says as soon as it was read."""
        self.first_view = ""
        """The slug of the view to begin with, "" for the first one."""
        self.in_front = ""
        """The slug of the view in front, "" while there is none."""
        self.first_choice = ""
        """What is chosen as soon as it was read, as its guide's `find` knows it; "" for nothing."""
        self.started_at = time.monotonic()
        self.selection = Selection(self)
        self._worker: Worker | None = None
        self._gone = False
        # While work runs, every call into Qt may wait for the interpreter: tell seldom.
        self._telling = QTimer(self, singleShot=True, interval=_TELL_MS)
        self._telling.timeout.connect(lambda: self.progressed.emit(self.step))

    def start(self, *, use_cache: bool = True) -> None:
        """Begin opening the file on a worker thread."""
        self._worker = worker = Worker(
            self.path,
            use_cache=use_cache,
            correct_clocks=self.correct_clocks,
            kind=self.kind,
            baseline=self.baseline,
            between=self.between,
            given=self.given,
            connection=self.connection,
        )
        self.connection = ""
        worker.progressed.connect(self._on_progress)
        worker.identified.connect(self._on_identified)
        worker.read.connect(self._on_read)
        worker.found.connect(self._on_found)
        worker.advised.connect(self._on_advised)
        worker.ended.connect(self._on_end)
        self.started_at = time.monotonic()
        worker.begin()

    def cancel(self) -> None:
        """Stop reading; leaves nothing behind."""
        if self._worker is not None:
            self._worker.cancel()

    def dispose(self) -> None:
        """Stop, and let go of everything read, so that its memory can be given back."""
        # What the worker has said already may still be on its way.
        self._gone = True
        self._telling.stop()
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.disconnect(self)
            worker.cancel()
        self.opened = None
        self.findings = []
        self.selection.forget()

    @property
    def advice(self) -> Any:
        """The `Advice`, None as long as the analysis goes on."""
        return self.opened.advice if self.opened is not None else None

    @property
    def is_busy(self) -> bool:
        """Whether work is going on."""
        return self.state.is_busy

    def _enter(self, state: State) -> None:
        self.state = state
        self.state_changed.emit(state)

    def _on_progress(self, step: Step) -> None:
        self.step = step
        if not self._telling.isActive():
            self._telling.start()

    def _on_identified(self, identity: Any) -> None:
        self.identity = identity
        self.identified.emit(identity)

    def _on_read(self, opened: Any) -> None:
        if self._gone:
            return
        self.opened = opened
        self._enter(State.ANALYSING)
        self.read.emit(opened)

    def _on_found(self, finding: Any) -> None:
        if self._gone:
            return
        self.findings.append(finding)
        self.found.emit(finding)

    def _on_advised(self, _advice: Any) -> None:
        if self._gone:
            return
        # Complete for whoever looks at it; what the job still does is keep the columns.
        self._enter(State.READY)
        # In a turn of its own: what follows the state has been drawn by then.
        QTimer.singleShot(0, self, self._tell_advice)

    def _tell_advice(self) -> None:
        if self.advice is not None:
            self.advised.emit(self.advice)

    def _on_end(self, opened: Any, error: Any) -> None:
        """The worker's last word; both are None when it was cancelled."""
        self._worker = None
        if self._gone:
            return
        if error is not None:
            self.error = error
            self._enter(State.FAILED)
            self.failed.emit(error)
        elif opened is not None:
            self.opened = opened
            if self.state is not State.READY:
                self._enter(State.READY)
        else:
            self._enter(State.CANCELLED)
            self.cancelled.emit()
