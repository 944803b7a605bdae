"""Events of each thread to beginnings and ends in the order of time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.matching_ends import Column32, Column64
from perfview.kernels.tables import Tables
from perfview.profiles.readers.evented.schema import EVENTS, NOT_GIVEN
from perfview.recording.report import ImportReport

BEGIN, END, WHOLE = ord("B"), ord("E"), ord("X")

_LONGEST = 1 << 60
"""ns: times beyond would not stay apart when added."""

Queue = tuple[Column32, Column32, Column64]


@dataclass(frozen=True)
class Calls:
    """Beginnings and ends of t threads, by thread and time: row int32 (of events), at int64 (ns),
    each with first int64 (t + 1)."""

    begin_first: NDArray[np.int64]
    begin_row: NDArray[np.int32]
    begin_at: NDArray[np.int64]
    end_first: NDArray[np.int64]
    end_row: NDArray[np.int32]
    end_at: NDArray[np.int64]


def calls_of(tables: Tables, thread: NDArray[np.int32], report: ImportReport) -> Calls:
    """The calls of each thread (int32 a row, -1: of none). At one moment B events begin before X
    events, and of these the longest first; the rest is in the order of the file."""
    phase, ts = tables.column(EVENTS, "phase"), tables.column(EVENTS, "ts")
    timed = (ts != NOT_GIVEN) & (np.abs(ts) < _LONGEST) & (thread >= 0)
    kinds = np.isin(phase, (BEGIN, END, WHOLE))
    report.note(
        "no-start",
        int(np.count_nonzero(kinds & ~timed)),
        "Events without a time were left out.",
    )
    row = [np.flatnonzero((phase == kind) & timed) for kind in (BEGIN, END, WHOLE)]
    duration = _durations(tables)[row[2]]
    whole = np.lexsort((-duration, ts[row[2]]))
    duration, row[2] = duration[whole], row[2][whole]
    begin = np.concatenate([row[0], row[2]])
    end = np.concatenate([row[1], row[2]])
    end_at = np.concatenate([ts[row[1]], ts[row[2]] + duration])
    threads = int(thread.max(initial=-1)) + 1
    return Calls(
        *_by_thread(begin, ts[begin], thread, threads), *_by_thread(end, end_at, thread, threads)
    )


def _durations(tables: Tables) -> NDArray[np.int64]:
    duration = tables.column(EVENTS, "dur")
    duration = np.where(duration == NOT_GIVEN, tables.column(EVENTS, "tdur"), duration)
    return np.clip(np.where(duration == NOT_GIVEN, 0, duration), 0, _LONGEST)


def _by_thread(
    row: NDArray[np.int64], at: NDArray[np.int64], thread: NDArray[np.int32], threads: int
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int64]]:
    order = np.lexsort((at, thread[row]))
    first = np.zeros(threads + 1, np.int64)
    np.cumsum(np.bincount(thread[row], minlength=threads), out=first[1:])
    return first, row[order].astype(np.int32), at[order]
