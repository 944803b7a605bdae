"""The .cpuprofile of old: one tree of nested nodes under `head`, and the time of each sample.

Written by Node before 12, Chrome before 58 and v8-profiler; `startTime` and `endTime` are in
seconds there, `timestamps` in microseconds (v8/src/inspector/js_protocol.json before 5.9).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.json_records import NUMBER, TEXT, Records
from perfview.kernels.tables import remap
from perfview.kernels.unescaping import unescaped
from perfview.profiles.model import ProfileModel
from perfview.profiles.readers.v8.assembly import assemble
from perfview.profiles.readers.v8.recorded import Nodes, Owner, Recorded
from perfview.profiles.readers.v8.schema import NOT_GIVEN
from perfview.profiles.readers.v8.times import deltas_of
from perfview.recording.json_views import JsonDocument, load_json, report_of
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

_COLUMNS = {
    "id": NUMBER,
    "lineNumber": NUMBER,
    "columnNumber": NUMBER,
    "hitCount": NUMBER,
    "functionName": TEXT,
    "url": TEXT,
    "deoptReason": TEXT,
    "bailoutReason": TEXT,
}
_SECONDS = 1_000_000


def read_old(source: Source, progress: Progress) -> tuple[ProfileModel, ImportReport]:
    """The model of a file and how reading it went. Raises `Cancelled`."""
    document = load_json(source, progress, "Reading the call tree")
    root = document.root
    nodes = _nodes(document, root.get("head").records(_COLUMNS, children="children"))
    sample = _ids(root.get("samples").numbers())
    stamps = root.get("timestamps")
    start = int(root.get("startTime").number() * _SECONDS) * 1000
    end = int(root.get("endTime").number() * _SECONDS) * 1000
    report = report_of(source, document)
    duration, hits = max(0, end - start), int(nodes.hits.sum())
    times = np.nan_to_num(stamps.numbers()) if stamps else None
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


def _ids(numbers: NDArray[np.float64], default: int = -1) -> NDArray[np.int64]:
    """Whole numbers, `default` for what is none."""
    fits = np.abs(numbers) < 2.0**62
    return np.where(fits, numbers, default).astype(np.int64)


def _nodes(document: JsonDocument, records: Records) -> Nodes:
    """The tree's records as nodes; rows stand for those without an id."""
    n, texts = len(records), document.texts
    place = {name: i for i, name in enumerate(_COLUMNS)}
    text = {name: records.texts(place[name]) for name in ("functionName", "url", "deoptReason")}
    given_up = records.texts(place["bailoutReason"])
    text["deoptReason"] = np.where(text["deoptReason"] < 0, given_up, text["deoptReason"])
    resolved = unescaped(texts)
    if resolved is not None:
        for column in text.values():
            remap(column, column, resolved)
    said = records.numbers(place["id"])
    ids = np.where(np.isnan(said), -1.0 - np.arange(n), said)
    none64, none32 = np.zeros(0, np.int64), np.zeros(0, np.int32)
    own = _ids(ids)
    return Nodes(
        texts=texts,
        profile=np.zeros(n, np.int32),
        id=own,
        parent=np.where(records.parent >= 0, own[records.parent], NOT_GIVEN),
        line=_ids(records.numbers(place["lineNumber"])),
        column=_ids(records.numbers(place["columnNumber"])),
        hits=_ids(records.numbers(place["hitCount"]), 0),
        name=text["functionName"],
        url=text["url"],
        code_type=np.full(n, -1, np.int32),
        deopt=text["deoptReason"],
        child=none64,
        child_of=none32,
        tick_node=none32,
        tick_line=none64,
        ticks=none64,
    )
