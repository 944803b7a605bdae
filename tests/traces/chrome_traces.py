"""Small Chrome traces written down in tests, and what reading them gives."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source
from perfview.traces.model import TraceModel
from perfview.traces.readers.chrome_json import ChromeJson
from perfview.traces.structure import build_structure
from perfview.traces.threads import TrackKind

Event = dict[str, Any]


def event(phase: str, ts: float | str | None = None, name: str = "work", **more: Any) -> Event:
    """One event of process 1, thread 1 unless `more` says otherwise."""
    written: Event = {"ph": phase, "name": name, "pid": 1, "tid": 1}
    if ts is not None:
        written["ts"] = ts
    return written | more


def read_text(text: str | bytes) -> tuple[TraceModel, ImportReport]:
    """The model of a file with this content."""
    data = text.encode() if isinstance(text, str) else text
    return ChromeJson().read(Source.from_bytes(data), Progress())


def read_events(*events: Event) -> TraceModel:
    """The model of a bare array of these events."""
    return read_text(json.dumps(events))[0]


def rows(model: TraceModel) -> list[tuple[str, int, int, int]]:
    """(name, start, duration, parent row) of every slice, in ns; duration -1 when unfinished."""
    duration = model.duration_ns.copy()
    duration[model.threads.tracks.unfinished] = -1
    parent = model.parent_id.astype(np.int64) - 1
    return [
        (model.strings[name], int(start), int(lasted), int(above))
        for name, start, lasted, above in zip(
            model.name, model.start_ns, duration, parent, strict=True
        )
    ]


def counted(model: TraceModel, report: ImportReport) -> dict[str, Any]:
    """What `expected_perfetto.jsonl` says of a file, counted in the model."""
    tracks = model.threads.tracks
    ended = np.ones(len(model), np.bool_)
    ended[tracks.unfinished] = False
    samples = report.find("samples")
    slices: list[int | None] = [0, None, None, None, None, None, None]
    if len(model):
        slices = [
            len(model),
            int(build_structure(model).depth.max()),
            int(model.duration_ns[ended].sum()),
            int((~ended).sum()),
            int((model.duration_ns[ended] == 0).sum()),
            int(model.start_ns.min()),
            int(np.where(ended, model.end_ns, model.start_ns).max()),
        ]
    return {
        "slices": slices,
        "threads": int((tracks.kind == TrackKind.THREAD).sum()),
        "counters": len(model.threads.counters.value),
        "flows": len(model.threads.flows),
        "samples": samples.count if samples else 0,
    }
