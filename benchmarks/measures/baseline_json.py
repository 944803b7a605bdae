"""What most tools do: `orjson.loads` the file and loop over the spans into lists."""

from __future__ import annotations

import gc
import time

import orjson

from benchmarks.recordings import recording
from benchmarks.result import Result, peak_bytes


def measure(spans: int) -> list[Result]:
    """Seconds until the spans are in columns; garbage collection off, which favours this side."""
    path = recording(spans, "json")
    gc.disable()
    began = time.perf_counter()
    columns: dict[str, list[object]] = {k: [] for k in ("id", "parent", "name", "start", "end")}
    attributes = []
    for resource in orjson.loads(path.read_bytes())["resourceSpans"]:
        for scope in resource["scopeSpans"]:
            for span in scope["spans"]:
                columns["id"].append(int(span["spanId"], 16))
                columns["parent"].append(int(span["parentSpanId"] or "0", 16))
                columns["name"].append(span["name"])
                columns["start"].append(int(span["startTimeUnixNano"]))
                columns["end"].append(int(span["endTimeUnixNano"]))
                attributes.append({a["key"]: a["value"] for a in span["attributes"]})
    taken = time.perf_counter() - began
    return [
        Result("orjson.loads + loop", taken, "s"),
        Result("orjson.loads + loop, peak memory", peak_bytes() / 1e9, "GB"),
    ]
