"""The protobuf package: parse the message and loop over its records into lists."""

from __future__ import annotations

import gc
import time
from typing import Any

from opentelemetry.proto.trace.v1 import trace_pb2

from benchmarks.packets import trace_type
from benchmarks.recordings import recording
from benchmarks.result import Result
from benchmarks.tracks import track_recording

USUAL = "protobuf package + loop"


def measure(spans: int) -> list[Result]:
    """Seconds until the spans are in columns; garbage collection off."""
    gc.disable()
    return [
        Result(USUAL, _otlp(spans), "s"),
        Result(f"{USUAL}, perfetto", _perfetto(spans), "s"),
    ]


def _otlp(spans: int) -> float:
    path = recording(spans, "pb")
    began = time.perf_counter()
    columns: dict[str, list[object]] = {k: [] for k in ("id", "parent", "name", "start", "end")}
    attributes = []
    for resource in trace_pb2.TracesData.FromString(path.read_bytes()).resource_spans:
        for scope in resource.scope_spans:
            for span in scope.spans:
                columns["id"].append(span.span_id)
                columns["parent"].append(span.parent_span_id)
                columns["name"].append(span.name)
                columns["start"].append(span.start_time_unix_nano)
                columns["end"].append(span.end_time_unix_nano)
                attributes.append({a.key: a.value for a in span.attributes})
    return time.perf_counter() - began


def _perfetto(events: int) -> float:
    """Only what every reader has to do: times made whole, names looked up, slices closed."""
    path, kind = track_recording(events), trace_type()
    began = time.perf_counter()
    names: dict[tuple[int, int], str] = {}
    clocks: dict[int, int] = {}
    stacks: dict[int, list[tuple[str, int, Any]]] = {}
    columns: dict[str, list[object]] = {k: [] for k in ("name", "start", "end", "attributes")}
    for packet in kind.FromString(path.read_bytes()).packet:
        sequence = packet.sequence
        for entry in packet.interned.name:
            names[sequence, entry.number] = entry.text
        if not packet.HasField("event"):
            continue
        now = clocks[sequence] = clocks.get(sequence, 0) + packet.timestamp
        stack = stacks.setdefault(sequence, [])
        event = packet.event
        if event.kind == 1:
            said = {annotation.key: annotation for annotation in event.annotation}
            stack.append((names[sequence, event.name], now, said))
        elif event.kind == 2 and stack:
            name, start, said = stack.pop()
            columns["name"].append(name)
            columns["start"].append(start)
            columns["end"].append(now)
            columns["attributes"].append(said)
    return time.perf_counter() - began
