"""Small recordings of threads written down in tests: one call per slice, times in milliseconds.

What a slice's event carried (`args`) is written into bytes as a reader would find it in the file,
so that detectors read it the same way.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.references import LONGEST
from perfview.recording.source import Source
from perfview.recording.strings import StringTable
from perfview.traces.model import Attributes, TraceModel, ValueType
from perfview.traces.study import Study
from perfview.traces.threads import (
    Counters,
    Flows,
    Threads,
    ThreadState,
    ThreadStates,
    TrackKind,
    Tracks,
)
from tests.traces.building import TEXTS

BEGIN_NS = 1_000_000_000_000


class ThreadRecording:
    """Collects slices on tracks, counters, flows and thread states, then gives the study."""

    def __init__(self) -> None:
        self._texts: dict[str, int] = {}
        self._processes: list[tuple[int, int]] = []
        self._tracks: list[tuple[TrackKind, int, int, int]] = []
        self._slices: list[tuple[int, int, int, int, int, dict[str, Any]]] = []
        self._series: dict[tuple[int, int], list[tuple[int, float]]] = {}
        self._flows: list[tuple[int, int]] = []
        self._states: list[tuple[int, int, int, int]] = []
        self._unfinished: list[int] = []

    def process(self, name: str, process_id: int) -> int:
        """The process' number, a new one when it was not named before."""
        key = (process_id, self._text(name))
        if key not in self._processes:
            self._processes.append(key)
        return self._processes.index(key)

    def thread(
        self,
        name: str,
        *,
        process: str = "Renderer",
        process_id: int = 10,
        thread_id: int = 0,
        kind: TrackKind = TrackKind.THREAD,
    ) -> int:
        """A new track; its number. `thread_id` counts from the process' id when not given."""
        owner = self.process(process, process_id)
        identity = thread_id or process_id + sum(t[2] == owner for t in self._tracks)
        is_thread = kind is TrackKind.THREAD
        self._tracks.append((kind, self._text(name), owner, identity if is_thread else 0))
        return len(self._tracks) - 1

    def slice(
        self,
        start_ms: float,
        end_ms: float,
        name: str,
        track: int,
        *,
        category: str = "devtools.timeline",
        unfinished: bool = False,
        **args: Any,
    ) -> int:
        """Add one slice; its row. `args` are what its event carried."""
        start = BEGIN_NS + round(start_ms * 1e6)
        length = round((end_ms - start_ms) * 1e6)
        texts = self._text(name), self._text(category)
        self._slices.append((start, length, *texts, track, args))
        if unfinished:
            self._unfinished.append(len(self._slices) - 1)
        return len(self._slices) - 1

    def mark(self, at_ms: float, name: str, track: int, **args: Any) -> int:
        """Add an event without duration; its row."""
        return self.slice(at_ms, at_ms, name, track, **args)

    def count(self, at_ms: float, name: str, value: float, process: int = -1) -> None:
        """Add a point to a series of numbers."""
        point = (BEGIN_NS + round(at_ms * 1e6), value)
        self._series.setdefault((self._text(name), process), []).append(point)

    def flow(self, from_row: int, to_row: int) -> None:
        """Add an arrow."""
        self._flows.append((from_row, to_row))

    def state(self, start_ms: float, end_ms: float, state: ThreadState, track: int) -> None:
        """Add a stretch of a thread's life."""
        start = BEGIN_NS + round(start_ms * 1e6)
        self._states.append((track, start, round((end_ms - start_ms) * 1e6), int(state)))

    def study(self) -> Study:
        """The slices in the order they were added, with a file of their own for the args."""
        attributes, content = self._attributes()
        parent = np.array(self._parents(), np.int64)
        n = len(self._slices)
        none, zeros = np.full(n, -1, np.int32), np.zeros(n, np.uint64)
        own: dict[str, Any] = dict.fromkeys(TEXTS, none) | {
            "name": np.array([s[2] for s in self._slices], np.int32),
            "service": np.array([self._owner(s[4])[1] for s in self._slices], np.int32),
        }
        model = TraceModel(
            strings=StringTable.of(self._texts),
            trace_id_high=zeros,
            trace_id_low=np.array([_root(parent, row) + 1 for row in range(n)], np.uint64),
            span_id=np.arange(1, n + 1, dtype=np.uint64),
            parent_id=(parent + 1).astype(np.uint64),
            start_ns=np.array([s[0] for s in self._slices], np.int64),
            duration_ns=np.array([s[1] for s in self._slices], np.int64),
            kind=np.zeros(n, np.uint8),
            status=np.zeros(n, np.uint8),
            resource=none,
            http_status=np.zeros(n, np.int32),
            attributes=attributes,
            resource_reference=np.zeros(0, np.uint64),
            threads=self._threads(),
            **own,
        )
        return Study(model, source=Source.from_bytes(content or b" ", "recording"))

    def _owner(self, track: int) -> tuple[int, int]:
        return self._processes[self._tracks[track][2]]

    def _text(self, text: str) -> int:
        return self._texts.setdefault(text, len(self._texts)) if text else -1

    def _parents(self) -> list[int]:
        """The narrowest slice on the same track that encloses each, -1 for none."""
        parent = [-1] * len(self._slices)
        by_track = defaultdict(list)
        for row, (start, length, _, _, track, _) in enumerate(self._slices):
            by_track[track].append((start, -length, row))
        for rows in by_track.values():
            open_: list[tuple[int, int]] = []
            for start, negative, row in sorted(rows):
                end = start - negative
                while open_ and (open_[-1][0] < end or open_[-1][0] <= start < end):
                    open_.pop()
                parent[row] = open_[-1][1] if open_ else -1
                open_.append((end, row))
        return parent

    def _attributes(self) -> tuple[Attributes, bytes]:
        content, keys = bytearray(), dict[str, int]()
        first, key, reference = [0], [], []
        for *_, args in self._slices:
            for member, value in args.items():
                text = json.dumps(value).encode()
                kind = ValueType.JSON if isinstance(value, dict | list) else ValueType.BARE
                if isinstance(value, str):
                    kind, text = ValueType.ESCAPED_TEXT, text[1:-1]
                    content += b'"'
                length = min(len(text), LONGEST)
                key.append(keys.setdefault(member, len(keys)))
                reference.append(len(content) | length << 40 | int(kind) << 60)
                content += text + b'" '
            first.append(len(key))
        table = Attributes(
            np.array(first, np.int64),
            np.array(key, np.int32),
            np.array(reference, np.uint64),
            StringTable.of(keys),
        )
        return table, bytes(content)

    def _threads(self) -> Threads:
        kinds, names, owners, ids = zip(*self._tracks, strict=True) if self._tracks else ((),) * 4
        numbers, titles = zip(*self._processes, strict=True) if self._processes else ((),) * 2
        tracks = Tracks(
            of_span=np.array([s[4] for s in self._slices], np.int32),
            category=np.array([s[3] for s in self._slices], np.int32),
            unfinished=np.array(self._unfinished, np.int32),
            kind=np.array(kinds, np.uint8),
            name=np.array(names, np.int32),
            process=np.array(owners, np.int32),
            thread_id=np.array(ids, np.int64),
            position=np.arange(len(kinds), dtype=np.int32),
            process_id=np.array(numbers, np.int64),
            process_name=np.array(titles, np.int32),
        )
        flows = np.array(self._flows, np.int32).reshape(-1, 2)
        return Threads(tracks, self._counters(), Flows(flows[:, 0], flows[:, 1]), self._stretches())

    def _counters(self) -> Counters:
        points = [point for series in self._series.values() for point in sorted(series)]
        sizes = [len(series) for series in self._series.values()]
        count = len(self._series)
        return Counters(
            name=np.array([name for name, _ in self._series], np.int32),
            process=np.array([process for _, process in self._series], np.int32),
            unit=np.full(count, -1, np.int32),
            first=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
            time_ns=np.array([time for time, _ in points], np.int64),
            value=np.array([value for _, value in points], np.float64),
        )

    def _stretches(self) -> ThreadStates:
        found = np.array(sorted(self._states), np.int64).reshape(-1, 4)
        running = found[:, 3] == ThreadState.RUNNING
        return ThreadStates(
            found[:, 0].astype(np.int32),
            found[:, 3].astype(np.uint8),
            found[:, 1],
            found[:, 2],
            np.where(running, 0, -1).astype(np.int32),
        )


def _root(parent: NDArray[np.int64], row: int) -> int:
    while parent[row] >= 0:
        row = int(parent[row])
    return row
