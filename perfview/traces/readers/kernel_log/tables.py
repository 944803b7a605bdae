"""The kernel's log as text, in the tables that hold the same log of a Perfetto recording."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.decimals import parse_placed
from perfview.kernels.interning import Interner
from perfview.kernels.log_lines import between, log_lines
from perfview.kernels.padding import PAD
from perfview.kernels.placed_texts import intern_placed
from perfview.kernels.tables import Tables
from perfview.recording.report import ImportReport
from perfview.traces.readers.kernel_log.text import Processes
from perfview.traces.readers.pftrace import tables as t
from perfview.traces.readers.pftrace.kernel_schema import PRINT, SCHED_SWITCH, SCHED_WAKING

_KINDS = {
    b"sched_switch": SCHED_SWITCH,
    b"sched_waking": SCHED_WAKING,
    b"sched_wakeup": SCHED_WAKING,
    b"sched_wakeup_new": SCHED_WAKING,
    b"tracing_mark_write": PRINT,
    b"print": PRINT,
}
_STATES = {"R": 0, "S": 1, "D": 2, "T": 4, "t": 8, "X": 16, "Z": 32, "x": 64, "K": 0, "W": 0}
"""Letters of sched_switch's prev_state (include/trace/events/sched.h); K and W only qualify."""

_OTHER_STATE = 128
_WRITER = re.compile(rb"[A-Z]\|(\d{1,9})(?:\||\s*$)")
_FURTHEST = 1 << 62
_NAMED_APART = 12
_MOST = float(0x7FFFFFFF)


class KernelLog:
    """A log whose lines stand in `tables` (`PERFETTO_LAYOUT`, without packets) once it is made.

    `lines` are all that have the form; `others` counts those that are neither of the scheduler nor
    marks, by name; `unread` are the scheduler's that do not say what they should as `name=value`.
    """

    def __init__(self, text: bytes, processes: Processes) -> None:
        self._content = np.zeros(len(text) + PAD, np.uint8)
        self._content[: len(text)] = np.frombuffer(text, np.uint8)
        self.lines = log_lines(self._content)
        self.tables = Tables(t.PERFETTO_LAYOUT)
        self.unread = 0
        self._add_events()
        self._add_switches()
        self._add_wakings()
        marks = self._add_marks()
        self._add_threads(processes, marks)

    def _interned(self, texts: NDArray[np.uint64]) -> NDArray[np.int32]:
        """Ids of the texts at these places in the content: int32, -1 for none and endless ones."""
        ids = np.full(len(texts), -1, np.int32)
        origin = self._content.ctypes.data
        intern_placed(origin, _FURTHEST, texts, ids, 0, self.tables.texts)
        return np.where(texts != 0, ids, np.int32(-1))

    def _between(self, rows: NDArray[np.intp], before: bytes, after: bytes) -> NDArray[np.uint64]:
        return between(self._content, self.lines.rest[rows], before, after)

    def _numbers(self, rows: NDArray[np.intp], before: bytes) -> NDArray[np.int64]:
        """The number behind these bytes in each of the lines, -1 where none stands there."""
        found = parse_placed(self._content.ctypes.data, self._between(rows, before, b" "))
        return np.where((found >= 0) & (found <= _MOST), found, -1.0).astype(np.int64)

    def _add_events(self) -> None:
        lines, texts = self.lines, self.tables.texts
        word = self._interned(lines.word)
        self._kind = np.zeros(len(lines), np.int32)
        for name, kind in _KINDS.items():
            self._kind[word == texts.add(name)] = kind
        left, count = np.unique(word[self._kind == 0], return_counts=True)
        self.others: Counter[str] = Counter()
        for each, times in zip(left.tolist(), count.tolist(), strict=True):
            name = texts.text(each).split(b"(")[0] if each >= 0 else b""
            self.others[name.decode("utf-8", "replace") or "?"] += times
        processor, bundle = np.unique(lines.place, return_inverse=True)
        nothing = np.zeros(len(processor), np.int32)
        self.tables.extend(t.BUNDLES, {"processor": processor, "clock": nothing, "packet": nothing})
        self.tables.extend(
            t.KERNEL_EVENTS,
            {
                "time": lines.time_ns,
                "thread_id": lines.owner,
                "kind": self._kind,
                "bundle": bundle.astype(np.int32),
            },
        )

    def _add_switches(self) -> None:
        rows = np.flatnonzero(self._kind == SCHED_SWITCH)
        leaves, comes = self._numbers(rows, b" prev_pid="), self._numbers(rows, b" next_pid=")
        told = (leaves >= 0) & (comes >= 0)
        self.unread += int((~told).sum())
        rows = rows[told]
        columns: dict[str, NDArray[Any]] = {
            "state": self._states(self._interned(self._between(rows, b" prev_state=", b" "))),
            "from_name": self._interned(self._between(rows, b"prev_comm=", b" prev_pid=")),
            "to_name": self._interned(self._between(rows, b"next_comm=", b" next_pid=")),
            "from_thread": leaves[told],
            "to_thread": comes[told],
            "event": rows,
        }
        self.tables.extend(t.SWITCHES, columns)

    def _states(self, written: NDArray[np.int32]) -> NDArray[np.int64]:
        """The bits that letters such as `S`, `R+` or `D|K` stand for."""
        used, back = np.unique(written, return_inverse=True)
        texts = [self.tables.texts.text(each) if each >= 0 else b"?" for each in used.tolist()]
        bits = np.array([state_bits(text) for text in texts], np.int64)
        return bits[back] if len(bits) else np.zeros(0, np.int64)

    def _add_wakings(self) -> None:
        rows = np.flatnonzero(self._kind == SCHED_WAKING)
        thread = self._numbers(rows, b" pid=")
        told = thread >= 0
        self.unread += int((~told).sum())
        rows = rows[told]
        name = self._interned(self._between(rows, b"comm=", b" pid="))
        self.tables.extend(t.WAKINGS, {"name": name, "thread_id": thread[told], "event": rows})

    def _add_marks(self) -> NDArray[np.int32]:
        """Marks, too; the process that each line's mark names, 0 for none: int32 (lines)."""
        rows = np.flatnonzero(self._kind == PRINT)
        text = self._interned(self.lines.rest[rows])
        self.tables.extend(t.MARKS, {"text": text, "event": rows})
        process = np.zeros(len(self.lines), np.int32)
        asked = np.flatnonzero(self.lines.group[rows] <= 0)
        used, back = np.unique(text[asked], return_inverse=True)
        writers = [_writer(self.tables.texts, each) for each in used.tolist()]
        if writers:
            process[rows[asked]] = np.array(writers, np.int32)[back]
        return process

    def _add_threads(self, processes: Processes, marks: NDArray[np.int32]) -> None:
        """Which thread is whose, and all names."""
        lines, texts = self.lines, self.tables.texts
        names = dict(self._first(np.ones(len(lines), np.bool_), self._interned(lines.name)))
        owners = dict(self._first(marks > 0, marks))
        owners |= dict(self._first(lines.group > 0, lines.group))
        owners |= processes.of_thread
        for thread, name in processes.thread_names.items():
            names.setdefault(thread, texts.add(name))
        threads = sorted((names.keys() | owners.keys()) - {0})
        columns = {
            "name": _column([names.get(thread, -1) for thread in threads]),
            "thread_id": _column(threads),
            "process_id": _column([owners.get(thread, 0) for thread in threads]),
        }
        self.tables.extend(t.TREE_THREADS, columns)
        main = {own: names[own] for own in set(owners.values()) if own in names}
        main |= {own: texts.add(name) for own, name in processes.names.items()}
        known = sorted(own for own in main if main[own] >= 0)
        nothing = _column([0] * len(known))
        self.tables.extend(t.TREE_PROCESSES, {"process_id": _column(known), "packet": nothing})
        columns = {
            "text": _column([main[own] for own in known]),
            "process": _column(range(len(known))),
        }
        self.tables.extend(t.CMDLINES, columns)

    def _first(self, told: NDArray[np.bool_], values: NDArray[np.int32]) -> list[tuple[int, int]]:
        """Each thread that wrote lines for which it is told, with the first value."""
        rows = np.flatnonzero(told)
        thread, first = np.unique(self.lines.owner[rows], return_index=True)
        return list(zip(thread.tolist(), values[rows[first]].tolist(), strict=True))


def note_log(log: KernelLog, report: ImportReport) -> None:
    """Say which lines are not read: those of other events, by name, and those of no known form."""
    named = log.others.most_common()
    for name, count in named[:_NAMED_APART]:
        words = f"Kernel events “{name}”: events of this kind are not read."
        report.note("not-read", count, words)
    rest = named[_NAMED_APART:]
    report.note(
        "not-read",
        sum(count for _, count in rest),
        f"Kernel events of {len(rest)} further kinds: they are not read.",
    )
    report.note(
        "not-read",
        log.unread,
        "Events of the scheduler are written in another form than the kernel's own; they were left"
        " out.",
    )
    report.note(
        "broken-line",
        log.lines.strange,
        "Lines of the log say no thread, processor, time and event; they were left out, the first"
        f" at byte {max(0, log.lines.first_strange):,} of the log.",
    )


def state_bits(written: bytes) -> int:
    """sched_switch's prev_state as the kernel's bits: 0 for ready, 128 for what is not known."""
    letters = re.sub(rb"[|+\s]", b"", written).decode("latin-1")
    if letters.isdecimal():
        return int(letters[:9])
    bits = 0
    for letter in letters:
        bits |= _STATES.get(letter, _OTHER_STATE)
    return bits if letters else _OTHER_STATE


def _writer(texts: Interner, mark: int) -> int:
    found = _WRITER.match(texts.text(mark)) if mark >= 0 else None
    return int(found[1]) if found else 0


def _column(values: list[int] | range) -> NDArray[np.int32]:
    return np.array(values, np.int32)
