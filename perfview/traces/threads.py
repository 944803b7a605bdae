"""Recordings of threads: where slices stand, and what was recorded beside them.

Chrome, Perfetto and the tools that write their formats record no requests but slices of work on
tracks: threads, and whatever runs on its own (async work). A slice is a span of the model; a
recording of requests has no tracks and everything here is empty.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray


class TrackKind(IntEnum):
    """What a track stands for."""

    THREAD = 0
    PROCESS = 1
    """Work of a process as a whole, on no thread in particular."""
    ASYNC = 2
    """Work that begins and ends wherever it likes: one track for each id."""
    GLOBAL = 3
    """Of the whole machine or recording."""


class ThreadState(IntEnum):
    """What the scheduler did with a thread (Linux: TASK_* and sched_switch's prev_state)."""

    RUNNING = 0
    RUNNABLE = 1
    """Ready, waiting for a processor."""
    SLEEPING = 2
    BLOCKED = 3
    """Uninterruptible sleep: the disk, most often."""
    OTHER = 4


@dataclass(frozen=True)
class Tracks:
    """k tracks of p processes, n slices.

    of_span int32 (n): the slice's track; category int32 (n): text id of the category (Chrome's
    `cat`), -1 none. unfinished int32: rows, ascending, whose end is not in the file; their duration
    in the model reaches to the end of the recording. kind uint8 (k), name int32 (k) text id, -1
    none; process int32 (k) index into the processes, -1 none; thread_id int64 (k), 0 for what is no
    thread; position int32 (k): tracks are shown by process, then by this. process_id int64 (p),
    process_name int32 (p) text id.
    """

    of_span: NDArray[np.int32]
    category: NDArray[np.int32]
    unfinished: NDArray[np.int32]
    kind: NDArray[np.uint8]
    name: NDArray[np.int32]
    process: NDArray[np.int32]
    thread_id: NDArray[np.int64]
    position: NDArray[np.int32]
    process_id: NDArray[np.int64]
    process_name: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.kind)


@dataclass(frozen=True)
class Counters:
    """c series of numbers over time, each by time.

    name int32 (c) text id; process int32 (c), -1 none; unit int32 (c) text id, -1 none. Series i
    owns points first[i]..first[i + 1] (first int64 (c + 1)): time_ns int64, value float64.
    """

    name: NDArray[np.int32]
    process: NDArray[np.int32]
    unit: NDArray[np.int32]
    first: NDArray[np.int64]
    time_ns: NDArray[np.int64]
    value: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.name)


@dataclass(frozen=True)
class Flows:
    """Arrows between slices: from_row and to_row int32, rows of the model, one length."""

    from_row: NDArray[np.int32]
    to_row: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.from_row)


@dataclass(frozen=True)
class ThreadStates:
    """Stretches of threads' lives, by track, then time.

    track int32, state uint8 (`ThreadState`), start_ns and duration_ns int64, processor int32 (-1
    when not running), one length.
    """

    track: NDArray[np.int32]
    state: NDArray[np.uint8]
    start_ns: NDArray[np.int64]
    duration_ns: NDArray[np.int64]
    processor: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.track)


@dataclass(frozen=True)
class Threads:
    """Everything a recording of threads has beyond its slices; false when it is none."""

    tracks: Tracks
    counters: Counters
    flows: Flows
    states: ThreadStates

    def __bool__(self) -> bool:
        return len(self.tracks) > 0 or len(self.counters) > 0 or len(self.states) > 0


def no_counters() -> Counters:
    """No series."""
    ids, times = np.zeros(0, np.int32), np.zeros(0, np.int64)
    return Counters(ids, ids, ids, np.zeros(1, np.int64), times, np.zeros(0, np.float64))


def no_flows() -> Flows:
    """No arrows."""
    return Flows(np.zeros(0, np.int32), np.zeros(0, np.int32))


def no_states() -> ThreadStates:
    """Nothing of the scheduler."""
    none = np.zeros(0, np.int64)
    return ThreadStates(
        np.zeros(0, np.int32), np.zeros(0, np.uint8), none, none, np.zeros(0, np.int32)
    )


def no_threads() -> Threads:
    """What a recording of requests has."""
    rows, number = np.zeros(0, np.int32), np.zeros(0, np.int64)
    tracks = Tracks(
        of_span=rows,
        category=rows,
        unfinished=rows,
        kind=np.zeros(0, np.uint8),
        name=rows,
        process=rows,
        thread_id=number,
        position=rows,
        process_id=number,
        process_name=rows,
    )
    return Threads(tracks, no_counters(), no_flows(), no_states())
