"""A recording ten times as large as the others: a million spans over and over, ids and times moved.

Making ten million spans up one by one takes ten minutes; each round here is a minute and a half of
the same shop, ten minutes later and with ids of its own.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from opentelemetry.proto.trace.v1 import trace_pb2

from benchmarks.recordings import DATA, recording

PART = 1_000_000
PART_NS = 600_000_000_000
_LATER_ID = 0x9E37_79B9_7F4A_7C15
"""Times the number of the round: what ids are changed by (2^64 over the golden ratio)."""


def large_recording(spans: int) -> Path:
    """The OTLP protobuf file with that many million spans, made when it is not there yet."""
    path = DATA / f"shop-{spans}.otlp.pb"
    part = recording(min(spans, PART), "pb")
    if not path.exists():
        print(f"making {path.name}", file=sys.stderr, flush=True)
        unfinished = path.with_suffix(".part")
        with unfinished.open("wb") as file:
            for number in range(-(-spans // PART)):
                for message in _messages(part.read_bytes()):
                    file.write(_moved(message, number))
        unfinished.rename(path)
    return path


def _messages(data: bytes) -> Iterator[memoryview]:
    """The resources with their spans, which are all there is at the top of the file."""
    view, at = memoryview(data), 0
    while at < len(view):
        assert view[at] == 1 << 3 | 2
        length, at = _varint(view, at + 1)
        yield view[at : at + length]
        at += length


def _varint(view: memoryview, at: int) -> tuple[int, int]:
    """The number at `at`, and where it ends."""
    value = shift = 0
    while True:
        byte = view[at]
        value |= (byte & 127) << shift
        shift, at = shift + 7, at + 1
        if byte < 128:
            return value, at


def _moved(message: memoryview, number: int) -> bytes:
    """A resource's spans `number` rounds later, as a whole file of its own."""
    whole = trace_pb2.TracesData()
    group = whole.resource_spans.add()
    group.ParseFromString(bytes(message))
    change = (_LATER_ID * number & (1 << 63) - 1).to_bytes(8, "big")
    for scope in group.scope_spans:
        for span in scope.spans:
            span.trace_id = span.trace_id[:8] + _changed(span.trace_id[8:], change)
            span.span_id = _changed(span.span_id, change)
            if span.parent_span_id:
                span.parent_span_id = _changed(span.parent_span_id, change)
            span.start_time_unix_nano += number * PART_NS
            span.end_time_unix_nano += number * PART_NS
    return whole.SerializeToString()


def _changed(id_bytes: bytes, change: bytes) -> bytes:
    both = int.from_bytes(id_bytes, "big") ^ int.from_bytes(change, "big")
    return both.to_bytes(8, "big")
