"""Jaeger's JSON as a trace model, as little of it as the recorded peers need."""

from __future__ import annotations

from typing import Any

import numpy as np

from perfview.traces.model import SpanKind, TraceModel
from tests.traces.building import EPOCH_NS, Recording

KINDS = {kind.name.lower(): kind for kind in SpanKind}


def load(document: dict[str, Any]) -> tuple[TraceModel, dict[int, str], int]:
    """The model, its rows' span ids as the file has them, and the earliest start in the file."""
    spans = [(t, s) for t in document["data"] for s in t["spans"]]
    base = min(s["startTime"] for _, s in spans)
    numbers: dict[str, int] = {}
    recording = Recording()
    for trace, span in spans:
        above = [r["spanID"] for r in span.get("references") or [] if r["refType"] == "CHILD_OF"]
        tags = {t["key"]: t.get("value") for t in span.get("tags") or []}
        start = (span["startTime"] - base) / 1e3
        recording.span(
            start,
            start + span["duration"] / 1e3,
            span["operationName"],
            service=trace["processes"][span["processID"]]["serviceName"],
            kind=KINDS.get(str(tags.get("span.kind", "")).lower(), SpanKind.UNSPECIFIED),
            span_id=numbers.setdefault(span["spanID"], len(numbers) + 1),
            parent=numbers.setdefault(above[-1], len(numbers) + 1) if above else 0,
        )
    model = recording.model()
    names = {number: text for text, number in numbers.items()}
    rows = {row: names[int(number)] for row, number in enumerate(model.span_id)}
    assert int(np.min(model.start_ns)) == EPOCH_NS
    return model, rows, base
