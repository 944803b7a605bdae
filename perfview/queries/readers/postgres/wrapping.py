"""What stands around the lines of a log: syslog, Docker, Kubernetes and hosters put it there.

Sources: RFC 3164 and RFC 5424 (syslog), Kubernetes' CRI log format, Docker's json-file driver, the
Heroku router's log format; PostgreSQL's `syslog_sequence_numbers` for ``[5-2]``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.padding import PAD
from perfview.queries.readers.postgres.anchors import ANCHOR

_ISO = rb"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?"
_PART = rb"(?:\[(?P<number>\d+)-(?P<part>\d+)\] ?)?"
_FORMS = (
    re.compile(
        rb"(?:<\d+>)?(?P<time>[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|" + _ISO + rb") [^\s\[]+ "
        rb"[^\s\[:]+\[(?P<process>\d+)\]: " + _PART
    ),
    re.compile(
        rb"<\d+>1 (?P<time>" + _ISO + rb") \S+ \S+ (?P<process>\d+|-) \S+ (?:-|(?:\[[^\]]*\])+) "
        rb"(?:\xef\xbb\xbf)?" + _PART
    ),
    re.compile(
        rb"(?P<time>" + _ISO + rb") \w+\[[\w-]+\.(?P<process>\d+)\]: (?:\[[A-Z_]+\] )?" + _PART
    ),
    re.compile(rb"(?P<time>" + _ISO + rb") (?:stdout|stderr) (?P<full>[FP])(?: |$)"),
    re.compile(rb"(?:\[pod/[^\]]+\]|[\w.-]+ *\|) (?:(?P<time>\d{4}-\d\d-\d\dT\S+Z) )?"),
    re.compile(rb"(?P<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z) "),
)
_ENOUGH = 0.8
_DATE = re.compile(rb"\d{4}-\d\d-\d\d[ T]\d\d:\d\d|\d{10}\.\d{3}")
_ESCAPED = re.compile(rb"#0(11|12)")
_MOST_HEAD = 400


@dataclass(frozen=True)
class Wrapping:
    """How lines are wrapped: the form, and whether what is inside tells the time itself."""

    form: re.Pattern[bytes]
    tells_time: bool


@dataclass(frozen=True)
class Unwrapped:
    """Lines as the server wrote them: content uint8 (padded) of so many bytes; each line that
    begins something stands at `inner` int64 there and stood at `outer` int64 before."""

    content: NDArray[np.uint8]
    length: int
    inner: NDArray[np.int64]
    outer: NDArray[np.int64]

    def places(self, place: NDArray[np.int64]) -> NDArray[np.int64]:
        """Where places in the content stood before."""
        if not len(self.inner):
            return place
        at = np.searchsorted(self.inner, place, side="right") - 1
        return self.outer[np.maximum(at, 0)]


def wrapping_of(sample: bytes) -> Wrapping | None:
    """How nearly all lines of a text are wrapped, None for not at all."""
    lines = [line for line in sample.split(b"\n")[:2000] if line.strip()]
    for form in _FORMS:
        matches = [form.match(line) for line in lines]
        if sum(match is not None for match in matches) < _ENOUGH * len(lines) or not lines:
            continue
        inside = [ln[m.end() :] for ln, m in zip(lines, matches, strict=True) if m]
        heads = [
            text[: found.start(1)] for text in inside if (found := ANCHOR.search(text[:_MOST_HEAD]))
        ]
        if heads:
            dated = sum(_DATE.search(head) is not None for head in heads)
            return Wrapping(form, 2 * dated > len(heads))
    return None


class _Lines:
    """Lines inside, gathered by the process that wrote them."""

    def __init__(self, wrapping: Wrapping) -> None:
        self._wrapping = wrapping
        self._open: dict[bytes, list[bytes]] = {}
        self.entries: list[list[bytes]] = []
        self.outer: list[int] = []
        self._is_cut = False

    def add(self, line: bytes, at: int) -> None:
        match = self._wrapping.form.match(line)
        if match is None:
            if self.entries and line.strip():
                self.entries[-1].append(line if line[:1] == b"\t" else b"\t" + line)
            return
        told = match.groupdict()
        inside = line[match.end() :].rstrip(b"\r")
        process = told.get("process") or b""
        if self._is_cut and self.entries:
            self.entries[-1][-1] += inside
        elif (entry := self._open.get(process)) is not None and self._goes_on(told, inside):
            inside = _plain(inside) if process else inside
            entry.append(inside if inside[:1] == b"\t" else b"\t" + inside)
        else:
            head = self._head(told, process)
            entry = [head + (_plain(inside) if process else inside)]
            self._open[process] = entry
            self.entries.append(entry)
            self.outer.append(at)
        self._is_cut = told.get("full") == b"P"

    def _goes_on(self, told: dict[str, bytes | None], inside: bytes) -> bool:
        if told.get("part") in (b"1",):
            return False
        if told.get("part") is None and not told.get("process"):
            return inside[:1] == b"\t" or not ANCHOR.search(inside[:_MOST_HEAD])
        return not ANCHOR.search(inside[:_MOST_HEAD]) or inside.startswith((b"\t", b"#011"))

    def _head(self, told: dict[str, bytes | None], process: bytes) -> bytes:
        time = told.get("time") or b""
        shown = b"" if self._wrapping.tells_time or not time else time + b" "
        return shown + (b"[" + process + b"]: " if process not in (b"", b"-") else b"")


def _plain(text: bytes) -> bytes:
    """Tabs and line ends that syslog escaped."""
    if b"#01" not in text:
        return text
    return _ESCAPED.sub(lambda found: b"\t" if found[1] == b"11" else b"\n\t", text)


def unwrap(content: NDArray[np.uint8], length: int, wrapping: Wrapping) -> Unwrapped:
    """Lines of content[:length] as the server wrote them; those of one process stand together."""
    lines = _Lines(wrapping)
    at = 0
    for line in content[:length].tobytes().split(b"\n"):
        lines.add(line, at)
        at += len(line) + 1
    return joined([b"\n".join(entry) for entry in lines.entries], np.array(lines.outer, np.int64))


def joined(entries: list[bytes], outer: NDArray[np.int64]) -> Unwrapped:
    """Entries, each of one or more lines, as a text of lines."""
    text = b"\n".join(entries)
    content = np.empty(len(text) + PAD, np.uint8)
    content[: len(text)] = np.frombuffer(text, np.uint8)
    content[len(text) :] = 0
    sizes = np.array([0, *(len(entry) + 1 for entry in entries)], np.int64)
    return Unwrapped(content, len(text), np.cumsum(sizes)[:-1], outer)
