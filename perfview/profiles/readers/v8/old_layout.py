"""The .cpuprofile of old: one tree of nested nodes under `head`, and the time of each sample.

Written by Node before 12, Chrome before 58 and v8-profiler; `startTime` and `endTime` are in
seconds there, `timestamps` in microseconds (v8/src/inspector/js_protocol.json before 5.9).
"""

from __future__ import annotations

import numpy as np

from perfview.profiles.model import ProfileModel
from perfview.profiles.readers.v8.assembly import assemble
from perfview.profiles.readers.v8.nested import nested_nodes, whole
from perfview.profiles.readers.v8.recorded import Owner, Recorded
from perfview.profiles.readers.v8.times import deltas_of
from perfview.recording.json_views import JsonView, load_json, report_of
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

_SECONDS = 1_000_000
_MOST_NS = 1 << 60


def read_old(source: Source, progress: Progress) -> tuple[ProfileModel, ImportReport]:
    """The model of a file and how reading it went. Raises `Cancelled`."""
    document = load_json(source, progress, "Reading the call tree")
    root = document.root
    nodes = nested_nodes(root.get("head"), "hitCount")
    sample = whole(root.get("samples").numbers())
    stamps = root.get("timestamps")
    start, end = (_moment(root.get(name)) for name in ("startTime", "endTime"))
    report = report_of(source, document)
    duration, hits = max(0, end - start), int(nodes.hits.sum())
    times = np.clip(np.nan_to_num(stamps.numbers()), -_MOST_NS, _MOST_NS) if stamps else None
    delta = deltas_of(len(sample), None, times, start, duration, hits, report)
    kept = min(len(sample), len(delta))
    recorded = Recorded(
        first=np.array([0, kept], np.int64),
        sample=sample[:kept],
        delta=delta[:kept],
        start_ns=np.array([start], np.int64),
        duration_ns=np.array([duration], np.int64),
    )
    return assemble(nodes, recorded, [Owner("main")], report), report


def _moment(seconds: JsonView) -> int:
    """A time in whole microseconds as ns, 0 where there is none."""
    said = np.nan_to_num(seconds.number() * _SECONDS) * 1000.0
    return int(np.clip(said, -_MOST_NS, _MOST_NS)) // 1000 * 1000
