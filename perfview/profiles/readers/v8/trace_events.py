"""Which events of a trace belong to which CPU profile, and whose profiles they are."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.tables import Tables
from perfview.profiles.readers.v8.recorded import Owner
from perfview.profiles.readers.v8.schema import NODES, NOT_GIVEN
from perfview.profiles.readers.v8.trace_schema import (
    BEGINS,
    DELTAS,
    EVENTS,
    GOES_ON,
    PROCESS_NAME,
    SAMPLES,
    THREAD_NAME,
    WHOLE,
)
from perfview.recording.report import ImportReport

_Key = tuple[int, int, int]
_Thread = tuple[int, int]


@dataclass
class TraceProfiles:
    """p profiles: owners; start_ns, end_ns (`NOT_GIVEN` when unknown); and of every event the
    profile it belongs to, int32, -1 for none, and its place among those that do, int32."""

    profile: NDArray[np.int32]
    place: NDArray[np.int32]
    owners: list[Owner] = field(default_factory=list)
    start_ns: list[int] = field(default_factory=list)
    end_ns: list[int] = field(default_factory=list)

    def begin(self, owner: Owner, start_ns: int) -> None:
        """Add a profile."""
        self.owners.append(owner)
        self.start_ns.append(start_ns)
        self.end_ns.append(NOT_GIVEN)


def find_profiles(tables: Tables, report: ImportReport) -> TraceProfiles:
    """The profiles of a trace in the order in which they begin; escapes are resolved already.

    A profile is known by its process and id, or its thread where it has none. What goes on with a
    profile whose beginning is not in the file is one, too.
    """
    events = {name: tables.column(EVENTS, name) for name in _USED}
    kind = events["kind"]
    holds = np.isin(kind, (WHOLE, BEGINS, GOES_ON))
    for table in (NODES, SAMPLES, DELTAS):
        holds[of_whole_events(tables, table)] = True
    rows = np.flatnonzero(holds)
    rows = rows[np.argsort(events["ts"][rows], kind="stable")]
    place = np.full(len(kind), -1, np.int32)
    place[rows] = np.arange(len(rows), dtype=np.int32)
    found = TraceProfiles(np.full(len(kind), -1, np.int32), place)
    open_ones: dict[_Key, int] = {}
    names, orphans = _Names(tables), 0
    for row in rows.tolist():
        pid, tid, own = (int(events[column][row]) for column in ("pid", "tid", "id"))
        key = (pid, own, -1) if own >= 0 else (pid, -1, tid)
        if kind[row] in (WHOLE, BEGINS) or key not in open_ones:
            orphans += int(kind[row] == GOES_ON)
            open_ones[key] = len(found.owners)
            start, ts = int(events["start"][row]), int(events["ts"][row])
            found.begin(names.owner(pid, tid), ts if start == NOT_GIVEN else start)
        at = found.profile[row] = open_ones[key]
        if events["end"][row] != NOT_GIVEN:
            found.end_ns[at] = int(events["end"][row])
    report.note(
        "no-beginning",
        orphans,
        "CPU profiles go on in the file whose beginning is not in it; whose they are was taken "
        "from what is there.",
    )
    return found


def of_whole_events(tables: Tables, table: str) -> NDArray[np.int32]:
    """The event of each of a table's rows, without those of an event that the file breaks off in,
    which are its last."""
    event = tables.column(table, "event")
    return event[: int(np.searchsorted(event, tables.rows(EVENTS)))]


_USED = ("kind", "ts", "start", "end", "pid", "tid", "id")


class _Names:
    """What metadata events say, the last of each."""

    def __init__(self, tables: Tables) -> None:
        self._texts = tables.texts
        kind, pid, tid, said = (
            tables.column(EVENTS, name) for name in ("kind", "pid", "tid", "said")
        )
        self._threads: dict[_Thread, int] = {}
        self._processes: dict[int, int] = {}
        for row in np.flatnonzero((kind == THREAD_NAME) & (said >= 0)).tolist():
            self._threads[int(pid[row]), int(tid[row])] = int(said[row])
        for row in np.flatnonzero((kind == PROCESS_NAME) & (said >= 0)).tolist():
            self._processes[int(pid[row])] = int(said[row])

    def owner(self, pid: int, tid: int) -> Owner:
        """The thread of these text ids."""
        return Owner(
            self._text(self._threads.get((pid, tid), -1)),
            _number(self._text(tid)),
            self._text(self._processes.get(pid, -1)),
            _number(self._text(pid)),
        )

    def _text(self, index: int) -> str:
        return self._texts.text(index).decode("utf-8", "replace") if index >= 0 else ""


def _number(written: str) -> int:
    """A process's or thread's number; -1 where it is a name or none."""
    return int(written) if written.isdecimal() and len(written) < 19 else -1
