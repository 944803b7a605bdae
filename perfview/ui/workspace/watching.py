"""Noticing that an open file was changed or deleted on disk."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal


@dataclass(frozen=True)
class _Stamp:
    size: int
    modified_ns: int


class FileWatch(QObject):
    """Watches each file and its folder: editors replace files, which only the folder tells.

    changed and deleted carry the path, at most once per change.
    """

    changed = Signal(object)
    deleted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stamps: dict[Path, _Stamp | None] = {}
        self._watcher = QFileSystemWatcher(self)
        # A writer touches a file many times: look once it has been quiet for a moment.
        self._quiet = QTimer(self, singleShot=True, interval=250)
        self._quiet.timeout.connect(self._look)
        self._watcher.fileChanged.connect(self._quiet.start)
        self._watcher.directoryChanged.connect(self._quiet.start)

    def add(self, path: Path) -> None:
        """Start watching; the file's state of now is taken as known."""
        self._stamps[path] = _stamp(path)
        self._watcher.addPaths([str(path), str(path.parent)])

    def remove(self, path: Path) -> None:
        """Stop watching."""
        self._stamps.pop(path, None)
        self._watcher.removePath(str(path))
        if not any(other.parent == path.parent for other in self._stamps):
            self._watcher.removePath(str(path.parent))

    def _look(self) -> None:
        for path, known in list(self._stamps.items()):
            now = _stamp(path)
            if now == known:
                continue
            self._stamps[path] = now
            if now is None:
                self.deleted.emit(path)
            else:
                self._watcher.addPath(str(path))
                self.changed.emit(path)


def _stamp(path: Path) -> _Stamp | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return _Stamp(status.st_size, status.st_mtime_ns)
