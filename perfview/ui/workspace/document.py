"""One file in the window: its job on a worker thread, what came of it, and its selection."""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from perfview.ui.workspace.selection import Selection


class State(Enum):
    """Where a document is in its life."""

    READING = "reading"
    ANALYSING = "analysing"
    READY = "ready"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Document(QObject):
    """Signals arrive on the window's thread. `opened` (engine.opened.Opened) is None until read.

    progressed carries a `recording.progress.Step`; identified an `Identity`; read, found (a Finding),
    advised (an Advice) follow the job's `Watcher`; failed carries the `UnreadableInput`.
    """

    progressed = Signal(object)
    identified = Signal(object)
    read = Signal(object)
    found = Signal(object)
    advised = Signal(object)
    failed = Signal(object)
    cancelled = Signal()
    state_changed = Signal(object)

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.path = path
        self.state = State.READING
        self.opened = None
        self.error = None
        self.selection = Selection(self)

    def start(self, *, use_cache: bool = True) -> None:
        """Begin opening the file on a worker thread."""
        raise NotImplementedError

    def cancel(self) -> None:
        """Stop reading; leaves nothing behind."""
        raise NotImplementedError
