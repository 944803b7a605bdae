"""JSON of which large lists and objects are gone through piece by piece.

A small file is parsed at once. Of a large one, of which Python's objects would take five times its
size, and of one that breaks off, the text is kept and each piece parsed when its turn comes.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import numpy as np
import orjson

from perfview.kernels.json_outline import outline
from perfview.kernels.padding import PAD
from perfview.recording.json_views import (
    MOST_ITEMS,
    JsonDocument,
    JsonView,
    load_json,
    report_of,
)
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

PARSED_AT_ONCE = 1 << 20
"""Bytes of JSON that are parsed at once at most."""

_BLOCK = 1 << 18
"""Bytes of an object's members that are parsed together."""


class Part:
    """A value in a JSON text; asked for what it is not, it holds nothing."""

    def get(self, name: str) -> Part:
        """An object's member; an empty part for none."""
        raise NotImplementedError

    def items(self) -> Iterator[tuple[str, Any]]:
        """An object's names and parsed values."""
        raise NotImplementedError

    def parts(self) -> Iterator[tuple[str, Part]]:
        """An object's names and unparsed values."""
        raise NotImplementedError

    def elements(self) -> Iterator[Any]:
        """A list's parsed values."""
        raise NotImplementedError

    def value(self) -> Any:
        """All of it, parsed; None for nothing."""
        raise NotImplementedError

    @property
    def is_object(self) -> bool:
        """Whether it is an object."""
        raise NotImplementedError

    @property
    def is_list(self) -> bool:
        """Whether it is a list."""
        raise NotImplementedError


class _Parsed(Part):
    def __init__(self, value: Any) -> None:
        self._value = value

    def get(self, name: str) -> Part:
        return _Parsed(self._value.get(name) if self.is_object else None)

    def items(self) -> Iterator[tuple[str, Any]]:
        return iter(self._value.items() if self.is_object else ())

    def parts(self) -> Iterator[tuple[str, Part]]:
        return ((name, _Parsed(value)) for name, value in self.items())

    def elements(self) -> Iterator[Any]:
        return iter(self._value if self.is_list else ())

    def value(self) -> Any:
        return self._value

    @property
    def is_object(self) -> bool:
        return isinstance(self._value, dict)

    @property
    def is_list(self) -> bool:
        return isinstance(self._value, list)


class _Viewed(Part):
    def __init__(self, view: JsonView) -> None:
        self._view = view

    def get(self, name: str) -> Part:
        return _Viewed(self._view.get(name))

    def items(self) -> Iterator[tuple[str, Any]]:
        for block in _blocks(self._view) if self.is_object else ():
            text = b"{%b}" % block
            try:
                yield from orjson.loads(text).items()
            except orjson.JSONDecodeError:
                members = _document(text).root.members()
                yield from ((name, view.value()) for name, view in members.items())

    def parts(self) -> Iterator[tuple[str, Part]]:
        return ((name, _Viewed(view)) for name, view in self._view.members().items())

    def elements(self) -> Iterator[Any]:
        for block in _blocks(self._view) if self.is_list else ():
            text = b"[%b]" % block
            try:
                yield from orjson.loads(text)
            except orjson.JSONDecodeError:
                yield from (view.value() for view in _document(text).root.elements())

    def value(self) -> Any:
        return self._view.value() if self._view else None

    @property
    def is_object(self) -> bool:
        return self._view.is_object

    @property
    def is_list(self) -> bool:
        return self._view.is_list


def _blocks(view: JsonView) -> Iterator[bytes]:
    """What an object or a list holds, many items at a time, as text."""
    document = view.document
    at, end = document.origin + view.start, document.origin + view.stop
    items, ended, offset = outline(at, end, document.origin, MOST_ITEMS)
    document.breaks(ended, offset)
    if not len(items):
        return
    items[items[:, 3] < 0, 3] = view.stop
    starts = items[:, 0] - 1 if view.is_object else items[:, 2]
    block = (starts - view.start) // _BLOCK
    firsts = np.flatnonzero(np.diff(block, prepend=-1))
    for first, last in zip(firsts, np.append(firsts[1:], len(items)) - 1, strict=True):
        yield document.bytes_of(int(starts[first]), int(items[last, 3]))


def _document(text: bytes) -> JsonDocument:
    """A text as a document of its own."""
    buffer = np.zeros(len(text) + PAD, np.uint8)
    buffer[: len(text)] = np.frombuffer(text, np.uint8)
    return JsonDocument(buffer, len(text))


class JsonParts:
    """A source's JSON. `report` is asked for when everything was read: by then it is known how far
    the text made sense. Raises `Cancelled`, and `UnreadableInput` beyond 8 GiB."""

    def __init__(self, source: Source, progress: Progress, words: str) -> None:
        self._source = source
        self.document = load_json(source, progress, words)

    @cached_property
    def root(self) -> Part:
        """The outermost value."""
        return root_of(self.document)

    def report(self, rows: int) -> ImportReport:
        """How reading went, with so many rows read. The text goes when this object does."""
        report = report_of(self._source, self.document)
        vars(self).pop("root", None)
        self.document.let_go()
        report.rows = rows
        return report


def root_of(document: JsonDocument) -> Part:
    """The outermost value of a text in memory."""
    if document.length <= PARSED_AT_ONCE:
        try:
            return _Parsed(orjson.loads(document.bytes_of(0, document.length)))
        except orjson.JSONDecodeError:
            pass
    return _Viewed(document.root)
