"""What Android's apps and Linux' drivers write among the kernel's events: slices and counters.

Lines like `B|1234|name`, `E|1234`, `C|1234|name|value`, `S|1234|name|cookie` and `F|...` stand in
prints; drivers say the same in events of their own.
https://android.googlesource.com/platform/system/core, libcutils/trace-dev.inc
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import gather, number_pairs, number_wide
from perfview.kernels.tables import Tables
from perfview.traces.readers import perfetto_tables as t
from perfview.traces.readers.perfetto_clocks import BOOT_TIME, Clocks
from perfview.traces.readers.perfetto_stage import Cast
from perfview.traces.readers.slice_events import SliceEvent, SliceEvents
from perfview.traces.threads import Counters, TrackKind

_LINE = re.compile(rb"([BECSFI])(?:\|(\d{1,10})(?:\|([^|\n]*)(?:\|(-?\d{1,18}))?)?)?[|\s\0]*")
_LETTERS = b"BECSFI"
_WHAT = np.full(256, SliceEvent.OTHER, np.uint8)
for _letter, _what in {
    "B": SliceEvent.BEGIN,
    "E": SliceEvent.END,
    "S": SliceEvent.BEGIN,
    "F": SliceEvent.END,
    "I": SliceEvent.INSTANT,
}.items():
    _WHAT[ord(_letter)] = _what


@dataclass(frozen=True)
class Marks:
    """k marks. letter uint8 (of "BECSFI"); time_ns, value int64; name (text ids) and ids int32."""

    letter: NDArray[np.uint8]
    time_ns: NDArray[np.int64]
    value: NDArray[np.int64]
    name: NDArray[np.int32]
    process_id: NDArray[np.int32]
    thread_id: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.letter)


def kernel_times(tables: Tables, clocks: Clocks, time: NDArray[np.int64]) -> NDArray[np.int64]:
    """Times of kernel events, ns on the recording's clock; they are boot times by themselves."""
    found = clocks.converted(BOOT_TIME, time) if clocks.main else None
    return time if found is None else found


def read_marks(tables: Tables, clocks: Clocks) -> Marks:
    """All marks in the order of the file, prints before what drivers say."""
    parts = [_prints(tables), _records(tables)]
    letter, value, name, process, event = (
        np.concatenate([part[i] for part in parts]) for i in range(5)
    )
    time = tables.column(t.KERNEL_EVENTS, "time")[event]
    return Marks(
        letter.astype(np.uint8),
        kernel_times(tables, clocks, time),
        value.astype(np.int64),
        name.astype(np.int32),
        process.astype(np.int32),
        tables.column(t.KERNEL_EVENTS, "thread_id")[event],
    )


def _prints(tables: Tables) -> tuple[NDArray[np.int64], ...]:
    """letter, value, name, process and kernel event of the lines that are marks."""
    text, event = tables.column(t.MARKS, "text"), tables.column(t.MARKS, "event")
    used, back = np.unique(text, return_inverse=True)
    said = np.zeros((len(used), 4), np.int64)
    for i, line in enumerate(used.tolist()):
        match = _LINE.fullmatch(tables.texts.text(line)) if line >= 0 else None
        if match:
            letter, process, name, value = match.groups()
            named = tables.texts.add(name) if name is not None else -1
            named = -1 if letter == b"E" else named
            said[i] = (letter[0], min(int(process or 0), 1 << 30), named, int(value or 0))
    rows = said[back]
    kept = np.flatnonzero(rows[:, 0])
    rows = rows[kept]
    return rows[:, 0], rows[:, 3], rows[:, 2], rows[:, 1], event[kept].astype(np.int64)


def _records(tables: Tables) -> tuple[NDArray[np.int64], ...]:
    """The same of drivers' events, which say 1 and 0 for begin and end if no letter."""
    letter = tables.column(t.MARK_RECORDS, "letter").astype(np.int64)
    letter = np.where(letter == 1, ord("B"), np.where(letter == 0, ord("E"), letter))
    kept = np.flatnonzero(np.isin(letter, list(_LETTERS)))

    def column(name: str) -> NDArray[np.int64]:
        return tables.column(t.MARK_RECORDS, name)[kept].astype(np.int64)

    name = np.where(letter[kept] == ord("E"), -1, column("name"))
    return letter[kept], column("value"), name, column("process_id"), column("event")


def with_marks(events: SliceEvents, marks: Marks, cast: Cast) -> SliceEvents:
    """The events with those that marks begin, end and name behind them."""
    rows = np.flatnonzero(_WHAT[marks.letter] != SliceEvent.OTHER)
    if not len(rows):
        return events
    letter = marks.letter[rows]
    track = cast.threads(marks.process_id[rows], marks.thread_id[rows])
    is_async = np.flatnonzero((letter == ord("S")) | (letter == ord("F")))
    if len(is_async):
        own = rows[is_async]
        high = marks.process_id[own].astype(np.uint64) << np.uint64(32)
        high |= marks.name[own].astype(np.uint32)
        group, first = number_wide(high, marks.value[own].astype(np.uint64))
        process = cast.processes(marks.process_id[own[first]])
        track[is_async] = cast.add(TrackKind.ASYNC, marks.name[own[first]], process)[group]
    none = np.full(len(rows), -1, np.int32)
    last = np.full(len(rows), events.first_attribute[-1], np.int64)
    return SliceEvents(
        np.concatenate((events.what, _WHAT[letter])),
        np.concatenate((events.time_ns, marks.time_ns[rows])),
        np.concatenate((events.duration_ns, none.astype(np.int64))),
        np.concatenate((events.track, track)),
        np.concatenate((events.name, marks.name[rows])),
        np.concatenate((events.category, none)),
        np.concatenate((events.first_attribute, last)),
    )


def with_counted(counters: Counters, marks: Marks, cast: Cast) -> Counters:
    """The counters with those of marks behind them: one for each process and name."""
    rows = np.flatnonzero(marks.letter == ord("C"))
    if not len(rows):
        return counters
    group, first = number_pairs(marks.process_id[rows], marks.name[rows])
    by_time = np.argsort(marks.time_ns[rows], kind="stable").astype(np.int32)
    begins, place = gather(group[by_time], len(first))
    order = rows[by_time[place]]
    return Counters(
        np.concatenate((counters.name, marks.name[rows[first]])),
        np.concatenate((counters.process, cast.processes(marks.process_id[rows[first]]))),
        np.concatenate((counters.unit, np.full(len(first), -1, np.int32))),
        np.concatenate((counters.first, counters.first[-1] + begins[1:])),
        np.concatenate((counters.time_ns, marks.time_ns[order])),
        np.concatenate((counters.value, marks.value[order].astype(np.float64))),
    )
