"""One request in which a statement is run again and again: its calls in order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.queries.loops.loop import Loop
from perfview.queries.model import NO_TIME
from perfview.queries.study import Study

SOURCE, LOOPED, OTHER = range(3)
"""What a call is to the loop: it feeds it, it is repeated, or it has nothing to do with it."""

_MOST = 5_000


@dataclass(frozen=True)
class Request:
    """calls int32: rows of `Calls` in order; part uint8 of `SOURCE`, `LOOPED`, `OTHER`; start_ns,
    stop_ns int64 since the first; in calls' own order, one after the other, where no moments are
    told. total: how many there are when only the first are listed; name: of the request.
    """

    calls: NDArray[np.int32]
    part: NDArray[np.uint8]
    start_ns: NDArray[np.int64]
    stop_ns: NDArray[np.int64]
    total: int
    name: str
    is_timed: bool

    def __len__(self) -> int:
        return len(self.calls)


def request_of(study: Study, loop: Loop, at: int) -> Request:
    """Request number `at` of a loop."""
    calls = study.model.calls
    looped = loop.calls[int(loop.first[at]) : int(loop.first[at + 1])]
    source = int(loop.source_calls[at]) if len(loop.source_calls) > at else -1
    rows = np.unique(np.concatenate([_beside(study, loop, at, looped), looped, _known(source)]))
    total, rows = len(rows), rows[:_MOST].astype(np.int32)
    part = np.where(np.isin(rows, looped), LOOPED, OTHER).astype(np.uint8)
    part[rows == source] = SOURCE
    lasted = np.maximum(calls.duration_ns[rows], 0)
    is_timed = bool((calls.start_ns[rows] != NO_TIME).all()) and len(rows) > 0
    if is_timed:
        start = calls.start_ns[rows] - int(calls.start_ns[rows].min())
    else:
        start = np.concatenate([[0], np.cumsum(lasted)[:-1]]).astype(np.int64)
    first = int(looped[0]) if len(looped) else -1
    name = study.model.strings[int(calls.trace_name[first])] if first >= 0 else ""
    return Request(rows, part, start, start + lasted, total, name, is_timed)


def slowest_first(study: Study, loop: Loop) -> NDArray[np.int32]:
    """The requests of a loop, those first in which it takes longest; int32."""
    lasted = np.maximum(study.model.calls.duration_ns[loop.calls], 0)
    sums = np.add.reduceat(lasted, loop.first[:-1]) if len(loop.calls) else np.zeros(0, np.int64)
    sizes = np.diff(loop.first)
    order = np.lexsort((-sizes, -sums)) if len(sums) == len(sizes) else np.arange(len(sizes))
    return order.astype(np.int32)


def _beside(study: Study, loop: Loop, at: int, looped: NDArray[np.int32]) -> NDArray[np.int32]:
    """All calls of the same request, where requests are told; none where they were guessed."""
    calls, request = study.model.calls, int(loop.requests[at])
    column = {"trace": calls.trace, "transaction": calls.transaction}.get(loop.seen_by)
    if column is None or request < 0 or not len(looped):
        return looped
    return np.flatnonzero(column == request).astype(np.int32)


def _known(call: int) -> NDArray[np.int32]:
    return np.array([call] if call >= 0 else [], np.int32)
