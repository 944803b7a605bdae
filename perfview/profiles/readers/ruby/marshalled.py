"""Ruby's Marshal, as far as a stackprof dump goes: plain values, read as data, nothing made of it.

Format: https://docs.ruby-lang.org/en/master/marshal_rdoc.html (version 4.8).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson

from perfview.kernels.padding import PAD
from perfview.profiles.readers.gperf.whole import whole_content
from perfview.recording.json_views import JsonDocument
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

_MAGIC = b"\x04\x08"
_DEEPEST = 64
_WIDEST = 1 << 63
_MOST_LINKED = 1 << 28
"""Bytes of texts that may be referred to again; an honest dump repeats a few paths."""

_NO_KEY, _NO_LINK = object(), object()


class NotMarshal(Exception):
    """The bytes at `offset` cannot be followed, and why."""

    def __init__(self, reason: str, offset: int) -> None:
        super().__init__(reason)
        self.reason, self.offset = reason, offset


@dataclass
class _Open:
    """A container whose parts are still to come: a list, or a dict and the key waiting."""

    into: list[Any] | dict[Any, Any]
    left: int
    key: Any = _NO_KEY

    def take(self, value: Any) -> None:
        """Put the next part in."""
        self.left -= 1
        if isinstance(self.into, list):
            self.into.append(value)
        elif self.key is _NO_KEY:
            self.key = value if isinstance(value, (str, int)) else str(value)
        else:
            self.into[self.key], self.key = value, _NO_KEY


class MarshalReader:
    """One value, container by container: what there is when the bytes end is kept in `root`."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self.offset = len(_MAGIC)
        self.root: Any = None
        self._open: list[_Open] = []
        self._symbols: list[str] = []
        self._objects: list[Any] = []
        self._linked = 0

    def read(self) -> None:
        """Read the value into `root`. Raises `NotMarshal` where it breaks off."""
        if not self._content.startswith(_MAGIC):
            raise NotMarshal("it does not begin with Marshal’s version 4.8", 0)
        self.root = self._next()
        while self._open:
            inner = self._open[-1]
            if not inner.left:
                self._open.pop()
                continue
            depth = len(self._open)
            value = self._next()
            inner.take(value)
            if len(self._open) > max(depth, _DEEPEST):
                raise NotMarshal("it is nested too deep", self.offset)

    def _next(self) -> Any:
        """The next value; an empty container when it is one, to be filled after it."""
        at = self.offset
        mark = self._take(1)
        if mark in _CONSTANTS:
            return _CONSTANTS[mark]
        if mark == b"i":
            return self._integer()
        if mark == b":":
            self._symbols.append(self._text())
            return self._symbols[-1]
        if mark == b";":
            return self._again(self._symbols, at)
        if mark == b"@":
            return self._again(self._objects, at)
        if mark == b"I":
            return self._with_variables(at)
        if mark in b'"fl':
            value = self._text() if mark == b'"' else self._number(mark)
            self._objects.append(value)
            return value
        if mark in b"[{":
            return self._container(mark)
        raise NotMarshal(f"it holds an object of type {mark!r}", at)

    def _container(self, mark: bytes) -> Any:
        count = self._integer()
        parts = count if mark == b"[" else 2 * count
        if not 0 <= parts <= len(self._content) - self.offset:
            raise NotMarshal("it counts more parts than there are bytes", self.offset)
        into: list[Any] | dict[Any, Any] = [] if mark == b"[" else {}
        self._objects.append(_NO_LINK)
        self._open.append(_Open(into, parts))
        return into

    def _with_variables(self, at: int) -> Any:
        """A text with what Ruby knows of its encoding, which is UTF-8 or as good as."""
        if self._take(1) != b'"':
            raise NotMarshal("it holds an object that is no text", at)
        value = self._text()
        self._objects.append(value)
        for _ in range(self._integer()):
            for _ in "name", "value":
                opened = len(self._open)
                self._next()
                if len(self._open) > opened:
                    raise NotMarshal("a text has an odd encoding", at)
        return value

    def _again(self, known: list[Any], at: int) -> Any:
        index = self._integer()
        if not 0 <= index < len(known) or known[index] is _NO_LINK:
            raise NotMarshal("it refers to what is not there", at)
        value = known[index]
        self._linked += len(value) if isinstance(value, str) else 0
        if self._linked > _MOST_LINKED:
            raise NotMarshal("it refers to the same texts too often", at)
        return value

    def _number(self, mark: bytes) -> float | int:
        if mark == b"f":
            try:
                value = float(self._text().partition("\0")[0])
            except ValueError:
                return 0.0
            return value if math.isfinite(value) else 0.0
        sign = -1 if self._take(1) == b"-" else 1
        whole = sign * int.from_bytes(self._take(2 * max(0, self._integer())), "little")
        return whole if abs(whole) < _WIDEST else 0

    def _text(self) -> str:
        return self._take(self._integer()).decode("utf-8", "replace")

    def _integer(self) -> int:
        first = int.from_bytes(self._take(1), "little", signed=True)
        if -4 <= first <= 4:
            written = self._take(abs(first))
            value = int.from_bytes(written, "little")
            return value - (1 << 8 * len(written)) if first < 0 else value
        return first - 5 if first > 0 else first + 5

    def _take(self, length: int) -> bytes:
        part = self._content[self.offset : self.offset + max(length, 0)]
        if len(part) < length or length < 0:
            raise NotMarshal("it breaks off", self.offset)
        self.offset += length
        return part


_CONSTANTS = {b"0": None, b"T": True, b"F": False}


def load_marshalled(source: Source, progress: Progress) -> tuple[JsonDocument, ImportReport]:
    """A dump as the JSON that ``stackprof --json`` makes of it; its first part where it breaks off.

    Raises `UnreadableInput` beyond 256 MiB.
    """
    content, report = whole_content(source, progress)
    reader = MarshalReader(content)
    try:
        reader.read()
    except NotMarshal as wrong:
        report.complete, report.read_bytes = False, wrong.offset
        where = f"At byte {wrong.offset:,} the file cannot be followed ({wrong.reason})"
        report.note("truncated", 1, f"{where}; what came before is shown.")
    text = orjson.dumps(reader.root, option=orjson.OPT_NON_STR_KEYS)
    buffer = np.zeros(len(text) + PAD + 1, np.uint8)
    buffer[: len(text)] = np.frombuffer(text, np.uint8)
    return JsonDocument(buffer, len(text)), report
