"""Make a browser's recording small enough to keep beside the tests, what detectors look at left in.

    python -m tests.acceptance.browser.trim RECORDING OUT

What is left out are events of other processes than the page's and the browser's, and of kinds that
say nothing of a page: the compositor's, the compiler's, the profiler's.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

DROPPED_CATEGORIES = frozenset(
    (
        "cc",
        "benchmark",
        "disabled-by-default-devtools.timeline.frame",
        "disabled-by-default-devtools.timeline.invalidationTracking",
        "disabled-by-default-v8.compile",
        "disabled-by-default-v8.cpu_profiler",
        "disabled-by-default-v8.gc",
        "graphics.pipeline",
        "latencyInfo",
        "loading",
        "navigation",
        "v8",
        "viz",
    )
)
"""An event goes when all of its categories are among these."""
DROPPED_NAMES = frozenset(("UpdateLayer", "UpdateCounters", "AsyncTask Scheduled", "RasterTask"))
KEPT_NAMES = (
    "Resource",
    "navigationStart",
    "largestContentfulPaint",
    "LargestImagePaint",
    "firstContentfulPaint",
)
SHORTEST_US = 200
"""Tasks shorter than this have nothing in them that matters."""


def trimmed_json(content: bytes) -> bytes:
    """A Chrome JSON recording without what tests do not need, gzipped."""
    events = json.loads(content)["traceEvents"]
    pages = page_processes(events)
    kept = [event for event in events if _is_kept(event, pages)]
    text = json.dumps({"traceEvents": kept}, separators=(",", ":"))
    return gzip.compress(text.encode(), 9, mtime=0)


def page_processes(events: list[dict[str, Any]]) -> set[int]:
    """The processes of pages that came over HTTP, not of the browser's own surfaces."""
    return {
        event["pid"]
        for event in events
        if event["name"] == "navigationStart"
        and event["args"]["data"]["documentLoaderURL"].startswith("http")
    }


def _is_kept(event: dict[str, Any], pages: set[int]) -> bool:
    if event["pid"] not in pages:
        told: str = event["name"]
        return told.startswith(("Resource", "Frame", "TracingStarted", "process_name"))
    if event["ph"] == "M":
        return event["name"] in ("thread_name", "process_name")
    if event["name"] == "RunTask" and event.get("dur", 0) < SHORTEST_US:
        return False
    return is_wanted(event["name"], event["cat"].split(","))


def is_wanted(name: str, categories: list[str]) -> bool:
    """Whether an event of this name and these categories stays."""
    if name.startswith(KEPT_NAMES):
        return True
    return name not in DROPPED_NAMES and not DROPPED_CATEGORIES.issuperset(categories)


PACKET, TIME, SEQUENCE, TRACK_EVENT, INTERNED, CLOCK = 1, 8, 10, 11, 12, 58
BESIDE = (3, 10, 13, 79)
"""Fields that say nothing without the event: whose packet it is and what it belongs to."""
OF_THE_MACHINE = frozenset((5, 72))
"""Chrome's metadata and the system's: long, and of the machine that recorded."""
"""Field numbers of Perfetto's Trace and TracePacket (trace.proto, trace_packet.proto)."""
CATEGORY_ID, TYPE, NAME_ID, TRACK = 3, 9, 10, 11
"""Of TrackEvent (track_event.proto)."""
BEGIN, END = 1, 2
CATEGORIES, NAMES = 1, 2
"""Of InternedData (interned_data.proto)."""


def trimmed_proto(content: bytes) -> bytes:
    """A Perfetto recording without the packets of events that tests do not need, gzipped.

    Chrome tells times from one packet of a sequence to the next, so what is left out is added to
    the next one's, but for packets that name another clock.
    """
    choice, out = _Choice(), bytearray()
    skipped: dict[int, int] = {}
    for _, _, packet, _ in _fields(content):
        fields = list(_fields(packet))
        values = {number: value for number, value, _, _ in fields}
        sequence = values.get(SEQUENCE, 0)
        for number, _, body, _ in fields:
            if number == INTERNED:
                choice.learn(sequence, body)
        if values.keys() & OF_THE_MACHINE:
            continue
        events = [body for number, _, body, _ in fields if number == TRACK_EVENT]
        if events and not choice.stays(sequence, events[0]):
            fields = [field for field in fields if field[0] != TRACK_EVENT]
            if not values.keys() - {TIME, TRACK_EVENT, CLOCK, *BESIDE}:
                if CLOCK not in values:
                    skipped[sequence] = skipped.get(sequence, 0) + values.get(TIME, 0)
                continue
        later = 0 if CLOCK in values else skipped.pop(sequence, 0)
        kept = b"".join(_later(field, later) for field in fields)
        out += _as_varint(PACKET << 3 | 2) + _as_varint(len(kept)) + kept
    return gzip.compress(bytes(out), 9, mtime=0)


def _later(field: tuple[int, int, bytes, bytes], by: int) -> bytes:
    number, value, _, raw = field
    return _as_varint(TIME << 3) + _as_varint(value + by) if number == TIME and by else raw


class _Choice:
    """Which events of a Perfetto recording stay; the end of a slice where its beginning does."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int, int], str] = {}
        self._open: dict[tuple[int, int], list[bool]] = {}

    def learn(self, sequence: int, body: bytes) -> None:
        """Names that a packet brings for the numbers in the events of its sequence."""
        for table, _, entry, _ in _fields(body):
            if table in (CATEGORIES, NAMES):
                fields = {number: (value, text) for number, value, text, _ in _fields(entry)}
                self._known[sequence, table, fields[1][0]] = fields[2][1].decode()

    def stays(self, sequence: int, body: bytes) -> bool:
        """Whether an event stays; called in the order of the file."""
        name, kind, track, categories = "", 0, 0, []
        for number, value, _, _ in _fields(body):
            if number == NAME_ID:
                name = self._known.get((sequence, NAMES, value), "")
            elif number == CATEGORY_ID:
                categories.append(self._known.get((sequence, CATEGORIES, value), ""))
            kind = value if number == TYPE else kind
            track = value if number == TRACK else track
        begun = self._open.setdefault((sequence, track), [])
        if kind == END:
            return begun.pop() if begun else False
        kept = name not in ("", "RunTask") and is_wanted(name, categories)
        if kind == BEGIN:
            begun.append(kept)
        return kept


def _fields(content: bytes) -> Iterator[tuple[int, int, bytes, bytes]]:
    """Number, varint (0 for others), bytes, and all as it is written, of a message's fields."""
    at = 0
    while at < len(content):
        begin = at
        key, at = _varint(content, at)
        number, kind = key >> 3, key & 7
        if kind == 0:
            value, at = _varint(content, at)
            yield number, value, b"", content[begin:at]
        else:
            size, at = _varint(content, at) if kind == 2 else ({1: 8, 5: 4}[kind], at)
            yield number, 0, content[at : at + size], content[begin : at + size]
            at += size


def _varint(content: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = content[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
        shift += 7


def _as_varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def main() -> None:
    """Trim the recording named first into the file named second."""
    source, target = (Path(name) for name in sys.argv[1:3])
    content = source.read_bytes()
    if source.name.endswith(".json.gz"):
        target.write_bytes(trimmed_json(gzip.decompress(content)))
    else:
        target.write_bytes(trimmed_proto(content))


if __name__ == "__main__":
    main()
