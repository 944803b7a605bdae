"""A stretch of a stream in one padded buffer that slides forward as a walker uses it up."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.padding import PAD


class Stream(Protocol):
    """Bytes in order, from wherever they come."""

    def read_into(self, view: memoryview) -> int:
        """Fill `view`; fewer bytes than asked only at the end, then 0."""

    def skip(self, count: int) -> int:
        """Leave out the next bytes; how many there were."""


class Window:
    """Bytes `offset` .. `offset + length` of a stream, at the start of a padded buffer.

    What the walker has not used stays in front of what is read next. `ended` says that no byte
    follows. Nothing is in it before the first `slide`.
    """

    def __init__(self, stream: Stream, offset: int = 0, size: int = 4 << 20) -> None:
        self._stream = stream
        self._buffer: NDArray[np.uint8] = np.empty(size + PAD, np.uint8)
        self.offset = offset
        self.length = 0
        self.ended = False

    @property
    def address(self) -> int:
        """Where the first byte is in memory; changes when a slide makes the window larger."""
        return int(self._buffer.ctypes.data)

    @property
    def size(self) -> int:
        """How many bytes fit."""
        return len(self._buffer) - PAD

    @property
    def end(self) -> int:
        """The offset after the last byte."""
        return self.offset + self.length

    def slide(self, position: int, wanted: int = 0) -> None:
        """Let go of what is before `position` and fill the rest, up to `wanted` at the least.

        Both are offsets; `position` may lie beyond the window. Raises MemoryError when so much
        room cannot be had.
        """
        if position > self.end:
            self.offset = self.end + self._stream.skip(position - self.end)
            self.length = 0
            if self.offset < position:
                self.ended = True
                return
        kept = max(0, self.end - position)
        buffer = self._buffer
        if wanted - position > self.size:
            buffer = np.empty(max(wanted - position, 2 * self.size) + PAD, np.uint8)
        if kept:
            rest = self._buffer[self.length - kept : self.length]
            buffer[:kept] = rest.copy() if buffer is self._buffer else rest
        self._buffer, self.offset = buffer, position
        room = memoryview(buffer)[kept : self.size]  # type: ignore[arg-type]
        got = self._stream.read_into(room)
        self.ended = got < len(room)
        self.length = kept + got
        buffer[self.length : self.length + PAD] = 0
