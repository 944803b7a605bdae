"""What most tools do: `orjson.loads` the file and loop over its records into lists."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson

from benchmarks.recordings import recording
from benchmarks.result import Result, peak_bytes
from benchmarks.threads import thread_recording

USUAL = "orjson.loads + loop"
Columns = dict[str, list[Any]]
_NAMES = ("id", "parent", "name", "start", "end", "attributes")


def measure(spans: int) -> list[Result]:
    """Seconds until the spans of each format are in columns; garbage collection off, which favours
    this side."""
    gc.disable()
    results = [Result(USUAL, _seconds(recording(spans, "json"), _otlp), "s")]
    results.append(Result(f"{USUAL}, peak memory", peak_bytes() / 1e9, "GB"))
    for name, path, rows in (
        ("jaeger", recording(spans, "jaeger"), _jaeger),
        ("zipkin", recording(spans, "zipkin"), _zipkin),
        ("chrome", thread_recording(spans), _chrome),
    ):
        results.append(Result(f"{USUAL}, {name}", _seconds(path, rows), "s"))
    return results


def _seconds(path: Path, fill: Callable[[Any, Columns], None]) -> float:
    """From the file to six lists of values."""
    began = time.perf_counter()
    columns: Columns = {name: [] for name in _NAMES}
    fill(orjson.loads(path.read_bytes()), columns)
    return time.perf_counter() - began


def _otlp(document: Any, columns: Columns) -> None:
    for resource in document["resourceSpans"]:
        for scope in resource["scopeSpans"]:
            for span in scope["spans"]:
                columns["id"].append(int(span["spanId"], 16))
                columns["parent"].append(int(span["parentSpanId"] or "0", 16))
                columns["name"].append(span["name"])
                columns["start"].append(int(span["startTimeUnixNano"]))
                columns["end"].append(int(span["endTimeUnixNano"]))
                columns["attributes"].append({a["key"]: a["value"] for a in span["attributes"]})


def _jaeger(document: Any, columns: Columns) -> None:
    for trace in document["data"]:
        for span in trace["spans"]:
            above = span["references"]
            columns["id"].append(int(span["spanID"], 16))
            columns["parent"].append(int(above[0]["spanID"], 16) if above else 0)
            columns["name"].append(span["operationName"])
            columns["start"].append(span["startTime"])
            columns["end"].append(span["startTime"] + span["duration"])
            columns["attributes"].append({tag["key"]: tag["value"] for tag in span["tags"]})


def _zipkin(document: Any, columns: Columns) -> None:
    for span in document:
        columns["id"].append(int(span["id"], 16))
        columns["parent"].append(int(span.get("parentId", "0"), 16))
        columns["name"].append(span["name"])
        columns["start"].append(span["timestamp"])
        columns["end"].append(span["timestamp"] + span["duration"])
        columns["attributes"].append(span["tags"])


def _chrome(document: Any, columns: Columns) -> None:
    for event in document["traceEvents"]:
        columns["id"].append(event["tid"])
        columns["parent"].append(event["ph"])
        columns["name"].append(event["name"])
        columns["start"].append(event["ts"])
        columns["end"].append(event["ts"] + event.get("dur", 0))
        columns["attributes"].append(event["args"])
