"""The protobuf package: parse the message and loop over the spans into lists."""

from __future__ import annotations

import gc
import time

from opentelemetry.proto.trace.v1 import trace_pb2

from benchmarks.recordings import recording
from benchmarks.result import Result


def measure(spans: int) -> list[Result]:
    """Seconds until the spans are in columns; garbage collection off."""
    path = recording(spans, "pb")
    gc.disable()
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
    return [Result("protobuf package + loop", time.perf_counter() - began, "s")]
