"""Noticing that an open file, or a file that was read along with it, was changed or deleted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from perfview.ui.widgets.background import Background

MOST_ALONG = 400
"""Files beside one document that are watched: some systems open each to do so."""

_QUIET_MS, _SETTLED_MS = 250, 600


@dataclass(frozen=True)
class _Stamp:
    size: int
    modified_ns: int


_State = tuple[_Stamp | None, ...]
"""Of a path, then of what belongs to it; None for what is not there."""


class _Seen(NamedTuple):
    """The state of files, and which of them and their folder are there."""

    state: _State
    there: list[str]


@dataclass
class _Watched:
    """What belongs to a document, its state as it was read, and as it was last seen."""

    work: Background
    wanted: tuple[Path, ...] = ()
    """What belongs to it; `along` once its state is known, too."""
    along: tuple[Path, ...] = ()
    known: _State = ()
    seen: _State = ()


class FileWatch(QObject):
    """Watches each file and its folder: editors replace files, which only the folder tells.

    changed and deleted carry the path, at most once per change, once what is written has settled: a
    build writes many files, and a redirected output is empty until the program ends.
    """

    changed = Signal(object)
    deleted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._documents: dict[Path, _Watched] = {}
        self._watcher = QFileSystemWatcher(self)
        # A writer touches a file many times: look once it has been quiet for a moment.
        self._quiet = QTimer(self, singleShot=True, interval=_QUIET_MS)
        self._quiet.timeout.connect(self._look)
        self._settling = QTimer(self, singleShot=True, interval=_SETTLED_MS)
        self._settling.timeout.connect(self._look)
        self._watcher.fileChanged.connect(self._quiet.start)
        self._watcher.directoryChanged.connect(self._quiet.start)

    @property
    def is_looking(self) -> bool:
        """Whether what is known of files that were read along is still on its way."""
        return any(watched.work.is_busy for watched in self._documents.values())

    def add(self, path: Path) -> None:
        """Start watching; the file's state of now is taken as known. What belongs to it stays."""
        watched = self._documents.setdefault(path, _Watched(Background(self)))
        watched.known = watched.seen = _state(path, watched.along)
        self._watch(_there(path, watched.along))

    def add_along(self, path: Path, files: Iterable[Path]) -> None:
        """Watch files and folders that were read along with a document, too. What was read along
        with it before goes on being watched: a build may be at the point of writing it anew.

        Their state of now, asked for off the thread, is taken as known: while a file is read each
        question to the disk can cost this thread its turn.
        """
        watched = self._documents.get(path)
        if watched is not None:
            watched.wanted = tuple(dict.fromkeys([*files, *watched.wanted]))[:MOST_ALONG]
            take = partial(_seen, path, watched.wanted)
            watched.work.ask(take, partial(self._take_as_known, path, watched, watched.wanted))

    def _take_as_known(
        self, path: Path, watched: _Watched, along: tuple[Path, ...], seen: _Seen
    ) -> None:
        if self._documents.get(path) is watched:
            watched.along = along
            watched.known = watched.seen = seen.state
            self._watch(seen.there)

    def remove(self, path: Path) -> None:
        """Stop watching."""
        if (left := self._documents.pop(path, None)) is not None:
            left.work.forget()
            left.work.deleteLater()
        watched = {*self._watcher.files(), *self._watcher.directories()}
        if gone := sorted(watched - {str(each) for each in self._wanted()}):
            self._watcher.removePaths(gone)

    def _wanted(self) -> Iterable[Path]:
        for path, watched in self._documents.items():
            yield from _places(path, watched.along)

    def _watch(self, there: list[str]) -> None:
        if there:
            self._watcher.addPaths(there)

    def _look(self) -> None:
        for path, watched in list(self._documents.items()):
            now = _state(path, watched.along)
            if now == watched.known:
                watched.seen = now
            elif now != watched.seen:
                # Once more, whether this is all of it.
                watched.seen = now
                self._settling.start()
            elif not _is_empty(now[0]):
                watched.known = now
                self._watch(_there(path, watched.along))
                (self.deleted if now[0] is None else self.changed).emit(path)


def _places(path: Path, along: tuple[Path, ...]) -> Iterable[Path]:
    yield from dict.fromkeys([path, path.parent, *along])


def _there(path: Path, along: tuple[Path, ...]) -> list[str]:
    return [str(each) for each in _places(path, along) if each.exists()]


def _state(path: Path, along: tuple[Path, ...]) -> _State:
    return tuple(_stamp(each) for each in (path, *along))


def _seen(path: Path, along: tuple[Path, ...]) -> _Seen:
    return _Seen(_state(path, along), _there(path, along))


def _is_empty(stamp: _Stamp | None) -> bool:
    return stamp is not None and stamp.size == 0


def _stamp(path: Path) -> _Stamp | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return _Stamp(status.st_size, status.st_mtime_ns)
