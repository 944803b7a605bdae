"""A stream read on a thread of its own, so that unpacking goes on while its reader works."""

from __future__ import annotations

import threading
from collections import deque
from types import TracebackType
from typing import Protocol

_PIECE = 1 << 20
_PIECES = 8


class _Stream(Protocol):
    def read_into(self, view: memoryview) -> int: ...


class ReadAhead:
    """The bytes of another stream in the same order, at most 8 MiB ahead of who reads them.

    A context manager: leaving it stops the thread. What the other stream raises is raised here,
    when reading has come to that place.
    """

    def __init__(self, stream: _Stream) -> None:
        self._stream = stream
        self._pieces: deque[bytes] = deque()
        self._changed = threading.Condition()
        self._ended = self._stopped = False
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="read-ahead", daemon=True)

    def __enter__(self) -> ReadAhead:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
        self._thread.join()

    def _run(self) -> None:
        room = bytearray(_PIECE)
        view = memoryview(room)
        try:
            while got := self._stream.read_into(view):
                if not self._put(bytes(view[:got])):
                    return
        except BaseException as failure:
            self._failure = failure
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def _put(self, piece: bytes) -> bool:
        with self._changed:
            self._changed.wait_for(lambda: self._stopped or len(self._pieces) < _PIECES)
            self._pieces.append(piece)
            self._changed.notify_all()
            return not self._stopped

    def _next(self) -> bytes:
        """The next piece, b"" at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._ended or bool(self._pieces))
            piece = self._pieces.popleft() if self._pieces else b""
            self._changed.notify_all()
        if not piece and self._failure is not None:
            raise self._failure
        return piece

    def _give_back(self, piece: bytes) -> None:
        with self._changed:
            self._pieces.appendleft(piece)

    def read_into(self, view: memoryview) -> int:
        """Fill `view` with bytes; fewer only at the end, then 0."""
        filled = 0
        while filled < len(view) and (piece := self._next()):
            taken = piece[: len(view) - filled]
            view[filled : filled + len(taken)] = taken
            filled += len(taken)
            if len(taken) < len(piece):
                self._give_back(piece[len(taken) :])
        return filled

    def skip(self, count: int) -> int:
        """Leave out the next bytes; how many there were."""
        skipped = 0
        while skipped < count and (piece := self._next()):
            rest = piece[count - skipped :]
            skipped += len(piece) - len(rest)
            if rest:
                self._give_back(rest)
        return skipped
