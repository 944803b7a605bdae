"""Jaeger's JSON as a trace model, through the reader."""

from __future__ import annotations

import json
from typing import Any

from perfview.recording.progress import Progress
from perfview.recording.source import Source
from perfview.traces.model import TraceModel
from perfview.traces.readers.jaeger_json import JaegerJson


def load(document: dict[str, Any]) -> tuple[TraceModel, dict[int, str]]:
    """The model, and its rows' span ids as the file has them."""
    with Source.from_bytes(json.dumps(document).encode()) as source:
        model, _ = JaegerJson().read(source, Progress())
    ids = [span["spanID"] for trace in document["data"] for span in trace["spans"]]
    return model, dict(enumerate(ids))
