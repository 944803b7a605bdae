"""A mistake of PerfView's own: logged, told once and quietly, never a crash."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from types import TracebackType

import platformdirs
from PySide6.QtCore import QObject, Signal

_LOG = logging.getLogger("perfview")
_MOST_BYTES = 1_000_000


def log_path() -> Path:
    """Where the log is written."""
    return Path(platformdirs.user_log_dir("perfview")) / "perfview.log"


def log_to_file() -> None:
    """Write the log to a file; when that is not possible, to nowhere."""
    path = log_path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size > _MOST_BYTES:
            path.replace(path.with_suffix(".old.log"))
        handler: logging.Handler = logging.FileHandler(path, encoding="utf-8", delay=True)
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(threadName)s %(message)s"))
    _LOG.addHandler(handler)
    _LOG.propagate = False


class Failures(QObject):
    """Takes over what Python does with an exception nobody caught; `happened` carries a sentence.

    Qt calls slots from C++, so an exception in one ends here and the event loop goes on.
    """

    happened = Signal(str)

    def install(self) -> None:
        """Take over `sys.excepthook`."""
        sys.excepthook = self._caught

    def _caught(
        self,
        kind: type[BaseException],
        error: BaseException,
        trace: TracebackType | None,
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            return
        _LOG.error("a mistake nobody caught", exc_info=(kind, error, trace))
        self.happened.emit(
            f"Something in PerfView went wrong ({kind.__name__}). Your documents are still open."
        )
