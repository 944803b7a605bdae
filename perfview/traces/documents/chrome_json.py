"""Spans as Chrome's trace JSON, which Perfetto's and Chrome's own viewers open.

Trace event format: complete events (X) on threads that never overlap; services are processes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

import numpy as np
import orjson
from numpy.typing import NDArray

from perfview.traces.contents.many_attributes import attributes_of
from perfview.traces.measures.bands import bands_of
from perfview.traces.model import SpanStatus
from perfview.traces.study import Study
from perfview.traces.threads import TrackKind

_AT_ONCE = 2_000
_EXACT = 1 << 52


def write_chrome_json(
    study: Study,
    rows: NDArray[np.int32],
    file: BinaryIO,
    check: Callable[[], None] = lambda: None,
) -> None:
    """These spans with their attributes as `args`; times are microseconds with decimals.

    Slices keep their process and thread. Spans of requests are put on as few threads of their
    service as let none overlap another half, callers above what they call. `check` is called every
    2,000 spans and may raise. Raises `UnreadableInput` when the recording has changed.
    """
    process, thread, names = _places(study)
    file.write(b'{"displayTimeUnit":"ms","traceEvents":[')
    file.write(b",\n".join(orjson.dumps(event) for event in names))
    rows = np.sort(rows)
    for first in range(0, len(rows), _AT_ONCE):
        check()
        part = rows[first : first + _AT_ONCE]
        events = [orjson.dumps(each) for each in _events(study, part, process, thread)]
        file.write(b",\n" + b",\n".join(events))
    file.write(b"]}\n")


def _places(
    study: Study,
) -> tuple[NDArray[np.int64], NDArray[np.int64], list[dict[str, Any]]]:
    """Process and thread id of every span, int64 (n), and the events that name them."""
    threads = study.model.threads
    if len(threads.tracks):
        return _of_tracks(study)
    bands, lanes = bands_of(study), study.band_lanes
    lane = np.zeros(len(study.model), np.int64)
    lane[lanes.span] = np.repeat(np.arange(len(lanes.row_first) - 1), np.diff(lanes.row_first))
    process = bands.of_span.astype(np.int64) + 1
    names = [
        _metadata("process_name", k + 1, 0, bands.name[k] or "(no service)")
        for k in np.unique(bands.of_span).tolist()
    ]
    return process, lane + 1, names


def _of_tracks(
    study: Study,
) -> tuple[NDArray[np.int64], NDArray[np.int64], list[dict[str, Any]]]:
    tracks, strings = study.model.threads.tracks, study.model.strings
    process_of = np.append(tracks.process_id, np.int64(0))[tracks.process]
    # What runs on no thread gets one of its own, with an id no thread has.
    free = int(np.abs(tracks.thread_id).max(initial=0)) + 1
    is_thread = tracks.kind == np.uint8(TrackKind.THREAD)
    own = np.where(is_thread, tracks.thread_id, free + np.arange(len(tracks)))
    names = [
        _metadata("process_name", int(pid), 0, strings[int(name)])
        for pid, name in zip(tracks.process_id, tracks.process_name, strict=True)
    ]
    names += [
        _metadata("thread_name", int(process_of[k]), int(own[k]), strings[int(tracks.name[k])])
        for k in range(len(tracks))
    ]
    return process_of[tracks.of_span], own[tracks.of_span], names


def _origin(start_ns: NDArray[np.int64]) -> int:
    """From where times count: their own zero, or else the recording's start, where a float of
    microseconds would no longer tell nanoseconds apart."""
    far = len(start_ns) and int(start_ns.max()) >= _EXACT
    return int(start_ns.min()) if far else 0


def _metadata(what: str, process: int, thread: int, name: str) -> dict[str, Any]:
    return {"ph": "M", "name": what, "pid": process, "tid": thread, "args": {"name": name}}


def _events(
    study: Study,
    rows: NDArray[np.int32],
    process: NDArray[np.int64],
    thread: NDArray[np.int64],
) -> Iterator[dict[str, Any]]:
    model = study.model
    origin = _origin(model.start_ns)
    category = model.threads.tracks.category if len(model.threads.tracks) else model.service
    for row, said in zip(rows.tolist(), attributes_of(study, rows), strict=True):
        failed = {"error": True} if model.status[row] == SpanStatus.ERROR else {}
        yield {
            "ph": "X",
            "name": model.strings[int(model.name[row])],
            "cat": model.strings[int(category[row])],
            "ts": (int(model.start_ns[row]) - origin) / 1000,
            "dur": int(model.duration_ns[row]) / 1000,
            "pid": int(process[row]),
            "tid": int(thread[row]),
            "args": said | failed,
        }
