"""What Android's apps and Linux' drivers write among the kernel's events: slices and counters.

Lines like `B|1234|name`, `E|1234`, `C|1234|name|value`, `S|1234|name|cookie` and `F|...`, of late
`G|1234|track|name|cookie`, `H|1234|track|cookie` and `N|1234|track|name`, stand in prints; drivers
say the same in events of their own.
https://android.googlesource.com/platform/system/core, libcutils/trace-dev.inc
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import gather, number_pairs, number_wide
from perfview.kernels.interning import Interner
from perfview.kernels.tables import Tables
from perfview.traces.readers.pftrace import tables as t
from perfview.traces.readers.pftrace.clocks import BOOT_TIME, Clocks
from perfview.traces.readers.pftrace.stage import Cast
from perfview.traces.readers.slicing.events import SliceEvent, SliceEvents
from perfview.traces.threads import Counters, TrackKind

_FIELDS = {
    b"B": "pn", b"E": "p", b"I": "pn", b"C": "pnv", b"S": "pnv", b"F": "pnv",
    b"G": "plnv", b"H": "plv", b"N": "pln",
}  # fmt: skip
"""What stands between a mark's bars: process, name, value, and lane (a track of async work)."""

_NUMBER = re.compile(rb"-?\d{1,18}")
_TRAIL = b"|\n\r\t \0"
_LETTERS = b"BECSFI"
_ASYNC = b"SFGHN"
_NO_MARK = [0] * 5
_MOST_ID = 1 << 30
_WHAT = np.full(256, SliceEvent.OTHER, np.uint8)
for _letter, _what in {
    "B": SliceEvent.BEGIN,
    "E": SliceEvent.END,
    "S": SliceEvent.BEGIN,
    "F": SliceEvent.END,
    "I": SliceEvent.INSTANT,
    "G": SliceEvent.BEGIN,
    "H": SliceEvent.END,
    "N": SliceEvent.INSTANT,
}.items():
    _WHAT[ord(_letter)] = _what


@dataclass(frozen=True)
class Marks:
    """k marks. letter uint8; time_ns, value int64; name and lane (text ids) and ids int32.

    Async work of one process, lane and value is one track; where no lane is told, it is the name.
    `unread` prints were no marks.
    """

    letter: NDArray[np.uint8]
    time_ns: NDArray[np.int64]
    value: NDArray[np.int64]
    name: NDArray[np.int32]
    process_id: NDArray[np.int32]
    thread_id: NDArray[np.int32]
    lane: NDArray[np.int32]
    unread: int

    def __len__(self) -> int:
        return len(self.letter)


def kernel_times(tables: Tables, clocks: Clocks, time: NDArray[np.int64]) -> NDArray[np.int64]:
    """Times of kernel events, ns on the recording's clock; they are boot times by themselves."""
    found = clocks.converted(BOOT_TIME, time) if clocks.main else None
    return time if found is None else found


def read_marks(tables: Tables, clocks: Clocks) -> Marks:
    """All marks in the order of the file, prints before what drivers say."""
    parts = [_prints(tables), _records(tables)]
    letter, value, name, process, lane, event = (
        np.concatenate([part[i] for part in parts]) for i in range(6)
    )
    time = tables.column(t.KERNEL_EVENTS, "time")[event]
    return Marks(
        letter.astype(np.uint8),
        kernel_times(tables, clocks, time),
        value.astype(np.int64),
        name.astype(np.int32),
        process.astype(np.int32),
        tables.column(t.KERNEL_EVENTS, "thread_id")[event],
        lane.astype(np.int32),
        tables.rows(t.MARKS) - len(parts[0][0]),
    )


def _prints(tables: Tables) -> tuple[NDArray[np.int64], ...]:
    """letter, value, name, process, lane and kernel event of the lines that are marks."""
    text, event = tables.column(t.MARKS, "text"), tables.column(t.MARKS, "event")
    used, back = np.unique(text, return_inverse=True)
    said = np.zeros((len(used), 5), np.int64)
    reader = _MarkReader(tables.texts)
    for i, line in enumerate(_written(tables.texts, used)):
        said[i] = reader.said(line)
    rows = said[back]
    kept = np.flatnonzero(rows[:, 0])
    return (*rows[kept].T, event[kept].astype(np.int64))


def _written(texts: Interner, ids: NDArray[np.int32]) -> Iterator[bytes]:
    """The texts with these ids, b"" for -1."""
    arena, offsets = texts.packed()
    content, ends = arena.tobytes(), np.append(offsets, offsets[-1:])
    for start, stop in zip(ends[ids].tolist(), ends[ids + 1].tolist(), strict=True):
        yield content[start:stop]


class _MarkReader:
    """Takes marks apart; remembers what stands before their values, which often is the same."""

    def __init__(self, texts: Interner) -> None:
        self._texts = texts
        self._ids: dict[bytes, int] = {}
        self._valued: dict[bytes, list[int]] = {}

    def said(self, line: bytes) -> list[int]:
        """letter, value, name, process and lane of one mark, all 0 for what is none."""
        line = line.rstrip(_TRAIL)
        head, _, value = line.rpartition(b"|")
        known = self._valued.get(head)
        if known is not None and _NUMBER.fullmatch(value):
            return [known[0], int(value), *known[2:]]
        found = self._split(line)
        if found[1] and line.count(b"|") == len(_FIELDS[line[:1]]):
            self._valued[head] = found
        return found

    def _split(self, line: bytes) -> list[int]:
        """The same, word by word. A name that stands last may have bars in it."""
        fields, words = _FIELDS.get(line[:1], ""), line[2:].split(b"|")
        if not fields or line[1:2] not in (b"", b"|") or b"\n" in line:
            return _NO_MARK
        if fields[-1] == "n":
            words = line[2:].split(b"|", len(fields) - 1)
        said = {"n": -1, "l": -1, "p": 0, "v": 0}
        for field, word in zip(fields, words, strict=False):
            if field in "nl":
                said[field] = self._id(word)
            elif _NUMBER.fullmatch(word):
                said[field] = int(word)
            elif word or field == "v":
                return _NO_MARK
        lane = said["l"] if "l" in fields else said["n"]
        return [line[0], said["v"], said["n"], max(0, min(said["p"], _MOST_ID)), lane]

    def _id(self, text: bytes) -> int:
        if text not in self._ids:
            self._ids[text] = self._texts.add(text)
        return self._ids[text]


def _records(tables: Tables) -> tuple[NDArray[np.int64], ...]:
    """The same of drivers' events, which say 1 and 0 for begin and end if no letter."""
    letter = tables.column(t.MARK_RECORDS, "letter").astype(np.int64)
    letter = np.where(letter == 1, ord("B"), np.where(letter == 0, ord("E"), letter))
    kept = np.flatnonzero(np.isin(letter, list(_LETTERS)))

    def column(name: str) -> NDArray[np.int64]:
        return tables.column(t.MARK_RECORDS, name)[kept].astype(np.int64)

    name = np.where(letter[kept] == ord("E"), -1, column("name"))
    letter = letter[kept]
    return letter, column("value"), name, column("process_id"), name, column("event")


def with_marks(events: SliceEvents, marks: Marks, cast: Cast) -> SliceEvents:
    """The events with those that marks begin, end and name behind them."""
    rows = np.flatnonzero(_WHAT[marks.letter] != SliceEvent.OTHER)
    if not len(rows):
        return events
    letter = marks.letter[rows]
    track = cast.threads(marks.process_id[rows], marks.thread_id[rows])
    is_async = np.flatnonzero(np.isin(letter, list(_ASYNC)))
    if len(is_async):
        own = rows[is_async]
        high = marks.process_id[own].astype(np.uint64) << np.uint64(32)
        high |= marks.lane[own].astype(np.uint32)
        group, first = number_wide(high, marks.value[own].astype(np.uint64))
        process = cast.processes(marks.process_id[own[first]])
        track[is_async] = cast.add(TrackKind.ASYNC, marks.lane[own[first]], process)[group]
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
