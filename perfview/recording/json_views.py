"""A JSON document in memory, of which only what is asked for is read.

For formats that are a few huge lists of numbers in a small frame. The whole text stands in memory;
nothing is made of values nobody asks for. What the text breaks off in ends there: everything whole
before that is given, and the document remembers the place.
"""

from __future__ import annotations

import json
from functools import cached_property
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from perfview.kernels.interning import Interner, unescape_json
from perfview.kernels.json_lists import (
    number_list,
    number_rows,
    text_list,
    whole_list,
    whole_lists,
)
from perfview.kernels.json_outline import CUT, DONE, ROOM, WRONG, outline
from perfview.kernels.json_records import Records, read_records
from perfview.kernels.padding import PAD
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source
from perfview.recording.transcoding import as_utf8

LARGEST = 8 << 30
"""Bytes of JSON that are held in memory at most."""

MOST_ITEMS = 1 << 22
"""Members and elements listed one by one at most; lists of numbers have no such bound."""

_MARK = b"\xef\xbb\xbf"
_SPACE = b" \t\r\n"


class JsonDocument:
    """The text, and where it stopped making sense: `broken` is a byte offset, -1 for nowhere.

    `texts` takes the strings of all lists and records of this document, as they are written.
    """

    def __init__(self, buffer: NDArray[np.uint8], length: int) -> None:
        self.buffer, self.length = buffer, length
        self.origin = int(buffer.ctypes.data)
        self.texts = Interner()
        self.broken = -1
        self.is_cut = False

    def breaks(self, ended: int, offset: int) -> None:
        """Take note of how a container ended; the first place counts."""
        if ended not in (CUT, WRONG) or 0 <= self.broken <= offset:
            return
        self.broken, self.is_cut = offset, ended == CUT

    @property
    def wrong_at(self) -> int | None:
        """The byte at which it stops making sense, None for none: where it breaks off, its end,
        though what encloses that place began long before."""
        if self.broken < 0:
            return None
        return self.length if self.is_cut else self.broken

    def bytes_of(self, start: int, stop: int) -> bytes:
        """A stretch of the text."""
        return self.buffer[start:stop].tobytes()

    @cached_property
    def root(self) -> JsonView:
        """The outermost value."""
        start = len(_MARK) if self.bytes_of(0, 3) == _MARK else 0
        while start < self.length and self.buffer[start] in _SPACE:
            start += 1
        return JsonView(self, start, self.length)

    def let_go(self) -> None:
        """No more is asked of `root`: the text goes when the last view of it does."""
        vars(self).pop("root", None)


def load_json(source: Source, progress: Progress, words: str = "Reading") -> JsonDocument:
    """A source's whole text. Raises `Cancelled`, and `UnreadableInput` beyond `LARGEST` bytes."""
    content = as_utf8(source)
    expected = content.content_size or 4 * content.size
    progress.report(words, bytes_done=0, bytes_total=content.content_size or content.size)
    if content.content_size > LARGEST:
        raise _too_large()
    # One byte more than is told: reading nothing into it shows that the text has ended.
    buffer, have = np.empty(expected + PAD + 1, np.uint8), 0
    passage = content.open_at(0)
    while True:
        if have + PAD >= len(buffer):
            larger = np.empty(2 * len(buffer), np.uint8)
            larger[:have] = buffer[:have]
            buffer = larger
        stop = min(len(buffer) - PAD, have + (16 << 20))
        got = passage.read_into(memoryview(buffer)[have:stop])  # type: ignore[arg-type]
        have += got
        if have > LARGEST:
            raise _too_large()
        progress.report(bytes_done=have if content.content_size else content.consumed)
        if not got:
            buffer[have : have + PAD] = 0
            return JsonDocument(buffer, have)


def _too_large() -> UnreadableInput:
    return UnreadableInput(
        f"This file holds more than {LARGEST >> 30} GiB of JSON",
        remedy="Record for a shorter time or at a lower rate.",
    )


class JsonView:
    """One value of a document: the bytes from `start` to `stop`.

    Asking for what it is not gives nothing: members of a number are no members.
    """

    def __init__(self, document: JsonDocument, start: int, stop: int) -> None:
        self.document, self.start, self.stop = document, start, stop

    @property
    def kind(self) -> str:
        """The first byte: ``{``, ``[``, ``"``, ``t``, ``f``, ``n``, a digit, a sign, or ""."""
        return chr(self.document.buffer[self.start]) if self.start < self.stop else ""

    @property
    def is_object(self) -> bool:
        """Whether it is an object."""
        return self.kind == "{"

    @property
    def is_list(self) -> bool:
        """Whether it is an array."""
        return self.kind == "["

    @cached_property
    def _items(self) -> NDArray[np.int64]:
        if self.kind not in ("{", "["):
            return np.zeros((0, 4), np.int64)
        document = self.document
        at, end = document.origin + self.start, document.origin + self.stop
        items, ended, offset = outline(at, end, document.origin, MOST_ITEMS)
        document.breaks(ended, offset)
        items[items[:, 3] < 0, 3] = self.stop
        return items

    def members(self) -> dict[str, JsonView]:
        """An object's members; of equal names the last counts."""
        if not self.is_object:
            return {}
        return {
            _plain(self.document.bytes_of(key, key + length)): JsonView(self.document, start, stop)
            for key, length, start, stop in self._items.tolist()
        }

    @cached_property
    def _members(self) -> dict[str, JsonView]:
        return self.members()

    def get(self, *names: str) -> JsonView:
        """The member reached by these names one after another; an empty view for none."""
        view = self
        for name in names:
            view = view._members.get(name) or JsonView(self.document, 0, 0)
        return view

    def __bool__(self) -> bool:
        return self.start < self.stop and self.kind != "n"

    def elements(self) -> list[JsonView]:
        """An array's elements."""
        if not self.is_list:
            return []
        return [JsonView(self.document, start, stop) for start, stop in self._items[:, 2:].tolist()]

    def text(self, default: str = "") -> str:
        """A string's text."""
        if self.kind != '"':
            return default
        return _plain(self.document.bytes_of(self.start + 1, self.stop - 1))

    def number(self, default: float = 0.0) -> float:
        """A number; also one written as a string."""
        digits = self.document.bytes_of(self.start, min(self.stop, self.start + 400)).strip(b'"')
        try:
            return float(digits)
        except ValueError:
            return default

    def whole(self, default: int = 0) -> int:
        """A number without its fraction."""
        number = self.number(np.nan)
        return int(number) if np.isfinite(number) else default

    def value(self) -> Any:
        """Everything as Python has it; None for what is broken or nested too deeply."""
        raw = self.document.bytes_of(self.start, self.stop)
        try:
            return orjson.loads(raw)
        except ValueError:
            return _tolerantly(raw)

    def numbers(self) -> NDArray[np.float64]:
        """An array of numbers, NaN for other values."""
        out = np.empty((self.stop - self.start) // 2 + 1 if self.is_list else 0, np.float64)
        return out[: self._fill(number_list, out)].copy()

    def whole_numbers(self) -> NDArray[np.int32]:
        """An array of whole numbers from 0 on, -1 for other values."""
        out = np.empty((self.stop - self.start) // 2 + 1 if self.is_list else 0, np.int32)
        return out[: self._fill(whole_list, out)].copy()

    def whole_lists(self) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """An array of such arrays, end to end: first int64 (lists + 1), and int32."""
        size = self.stop - self.start if self.is_list else 0
        first, flat = np.zeros(size // 2 + 2, np.int64), np.empty(size // 2 + 1, np.int32)
        lists = self._fill(whole_lists, first, flat)
        return first[: lists + 1].copy(), flat[: first[lists]].copy()

    def number_rows(self, columns: int) -> NDArray[np.float64]:
        """An array of rows of numbers: float64 (rows, columns), NaN for other values."""
        room = 1 << 10
        while True:
            out = np.empty((room, columns), np.float64)
            rows, state = self._run(number_rows, out)
            if state[0] != ROOM:
                return out[:rows].copy()
            room *= 8

    def texts(self) -> NDArray[np.int32]:
        """An array of strings: int32 ids in the document's `texts`, -1 for other values."""
        if not self.is_list:
            return np.zeros(0, np.int32)
        document = self.document
        end, at = document.origin + self.stop, document.origin + self.start
        ids, ended, stopped = text_list(at, end, document.texts)
        document.breaks(ended, stopped - document.origin)
        return ids

    def records(
        self, columns: dict[str, int], *, children: str = "", keyed: str = "", merged: str = ""
    ) -> Records:
        """An array of objects, or an object of them, as rows: see `json_records`."""
        document = self.document
        if self.kind not in ("[", "{"):
            return Records(np.empty((0, len(columns))), np.empty(0, np.int32))
        found, ended, at = read_records(
            document.origin + self.start,
            document.origin + self.stop,
            columns,
            document.texts,
            children=children,
            keyed=keyed,
            merged=merged,
        )
        document.breaks(ended, at - document.origin)
        return found

    def _fill(self, kernel: Any, *out: NDArray[Any]) -> int:
        return self._run(kernel, *out)[0]

    def _run(self, kernel: Any, *out: NDArray[Any]) -> tuple[int, list[int]]:
        state = np.array([DONE, 0], np.int64)
        if not self.is_list:
            return 0, state.tolist()
        origin = self.document.origin
        count = int(kernel(origin + self.start, origin + self.stop, *out, state))
        self.document.breaks(int(state[0]), int(state[1]) - origin)
        return count, state.tolist()


def _tolerantly(raw: bytes) -> Any:
    """The value of JSON with NaN, half a surrogate pair or bytes that are no UTF-8 in it."""
    try:
        return json.loads(raw.decode("utf-8", "replace"), strict=False)
    except (ValueError, RecursionError):
        return None


def _plain(raw: bytes) -> str:
    return unescape_json(raw).decode("utf-8", "replace")


def report_of(source: Source, document: JsonDocument) -> ImportReport:
    """How reading went so far: truncated, utf-16, and how far it came."""
    content = as_utf8(source)
    is_broken = document.broken >= 0 or content.broken is not None
    read = document.length if document.wrong_at is None else document.wrong_at
    report = ImportReport(read_bytes=read, total_bytes=document.length, complete=not is_broken)
    if is_broken:
        report.note("truncated", 1, f"{_where(content, document)}; what came before is shown.")
    if content is not source:
        report.note("utf-16", 1, "The file is UTF-16 text; it was converted to UTF-8.")
    return report


def _where(source: Source, document: JsonDocument) -> str:
    if source.broken is not None:
        return f"The {source.compression} data break off at byte {document.length:,}"
    if document.is_cut:
        return f"The file breaks off at byte {document.length:,}"
    return f"At byte {document.broken:,} stands something that is no JSON"
