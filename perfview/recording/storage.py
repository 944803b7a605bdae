"""Where a recording's bytes stand: a file that is kept open, or memory."""

from __future__ import annotations

import io
import os
import stat
import threading
import weakref
from pathlib import Path
from typing import Any, Protocol

from perfview.recording.errors import UnreadableInput

CHANGED = "The file was changed after it was opened, so what it said can no longer be looked up"
_EDGE = 64 << 10
_STRANGE = (
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


class Storage(Protocol):
    """Bytes that can be read at any place, from several threads at once."""

    size: int
    modified_ns: int

    def read_into(self, view: memoryview, offset: int) -> int:
        """Fill `view` from `offset` on; fewer bytes than asked only at the end."""

    def verify(self) -> None:
        """Raise `UnreadableInput` when the bytes are no longer those that were opened."""

    def close(self) -> None:
        """Give back what the system lent. Twice is as good as once."""


class InMemory:
    """Bytes at hand, such as what came through standard input."""

    def __init__(self, data: bytes) -> None:
        self._data = memoryview(data)
        self.size = len(data)
        self.modified_ns = 0

    def read_into(self, view: memoryview, offset: int) -> int:
        """Fill `view` from `offset` on."""
        piece = self._data[offset : offset + len(view)]
        view[: len(piece)] = piece
        return len(piece)

    def verify(self) -> None:
        """Memory does not change behind anyone's back."""

    def close(self) -> None:
        """Nothing to give back."""


class DiskFile:
    """A regular file, kept open so that deleting or replacing it does no harm.

    Its size is that of the moment of opening: what a running program appends later is left out.
    Raises `UnreadableInput` for whatever is not a readable, non-empty regular file.
    """

    def __init__(self, path: Path) -> None:
        self._descriptor = _open(path)
        # Whoever drops a recording need not think of the file behind it.
        self._release = weakref.finalize(self, os.close, self._descriptor)
        self._lock = threading.Lock()
        try:
            self._opened = os.fstat(self._descriptor)
            self.size, self.modified_ns = self._opened.st_size, self._opened.st_mtime_ns
            if self.size == 0:
                raise UnreadableInput("The file is empty", remedy="Record again or pick another.")
            self._edges = self._read_edges()
        except BaseException:
            self.close()
            raise

    def read_into(self, view: memoryview, offset: int) -> int:
        """Fill `view` from `offset` on, never past the size at opening."""
        view = view[: max(0, self.size - offset)]
        filled = 0
        while filled < len(view):
            try:
                got = self._read_once(view[filled:], offset + filled)
            except OSError as error:
                raise UnreadableInput(
                    f"The system could not read the file: {error.strerror}", offset=offset + filled
                ) from error
            if got == 0:
                raise UnreadableInput(
                    "The file became shorter while it was being read", offset=offset + filled
                )
            filled += got
        return filled

    def _read_once(self, view: memoryview, offset: int) -> int:
        if self._descriptor < 0:
            raise UnreadableInput("The file has been closed")
        if hasattr(os, "preadv"):
            return os.preadv(self._descriptor, [view], offset)
        with self._lock:  # Windows has no positioned read.
            os.lseek(self._descriptor, offset, os.SEEK_SET)
            data = os.read(self._descriptor, len(view))
        view[: len(data)] = data
        return len(data)

    def verify(self) -> None:
        """Raise `UnreadableInput` when the content was changed; appended bytes are no change."""
        if self._descriptor < 0:
            raise UnreadableInput("The file has been closed")
        now = os.fstat(self._descriptor)
        if (now.st_size, now.st_mtime_ns) == (self.size, self.modified_ns):
            return
        if now.st_size <= self.size or self._read_edges() != self._edges:
            raise UnreadableInput(CHANGED, remedy="Open the file again.")

    def _read_edges(self) -> bytes:
        edges = bytearray(2 * _EDGE)
        view = memoryview(edges)
        self.read_into(view[:_EDGE], 0)
        self.read_into(view[_EDGE:], max(0, self.size - _EDGE))
        return bytes(edges)

    def close(self) -> None:
        """Close the file."""
        self._descriptor = -1
        self._release()


def _open(path: Path) -> int:
    try:
        kind = path.stat().st_mode
        # Opening a pipe would wait for a writer; a look at its kind must come first.
        for is_it, what in _STRANGE:
            if is_it(kind):
                raise UnreadableInput(f"This is {what}, not a file", remedy="Pick one file.")
        flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
        return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
    except (FileNotFoundError, NotADirectoryError) as error:
        raise UnreadableInput("There is no such file", remedy="Check the path.") from error
    except PermissionError as error:
        raise UnreadableInput(
            "You have no permission to read this file", remedy="Change its rights or copy it."
        ) from error
    except OSError as error:
        raise UnreadableInput(f"The file cannot be opened: {error.strerror}") from error
    except ValueError as error:
        raise UnreadableInput("This is not a path to a file") from error


class StorageFile(io.RawIOBase):
    """A storage as the file object that libraries want."""

    def __init__(self, storage: Storage) -> None:
        super().__init__()
        self._storage, self._position = storage, 0

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """Always."""
        return True

    def tell(self) -> int:
        """Where the next read starts."""
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move to a place, as files do."""
        bases = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._storage.size}
        self._position = max(0, bases[whence] + offset)
        return self._position

    def readinto(self, buffer: Any) -> int:
        """Read at the current place."""
        got = self._storage.read_into(memoryview(buffer).cast("B"), self._position)
        self._position += got
        return got
