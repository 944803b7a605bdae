"""Where requests queue: workers and connections that were all in use while calls waited for them.

A recording shows no queue, only that a call began late: a server's span well after its client's,
a query well after its caller could have asked. That this was a queue shows in three things: as many
calls as ever were under way, one of them had ended that very moment, and first come, first served
by that many places reproduces when each began. Then the number of places is known, and how long
each call waited: what stood before it less what usually stands there when places are free.

The busiest moment gives the number of places because a place is never idle while someone waits
(work conservation: Kleinrock, Queueing Systems I, 1975).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import number_pairs
from perfview.kernels.programme import programmes
from perfview.kernels.replay import Stations, serve
from perfview.traces.measures.critical_path import trees_of
from perfview.traces.measures.request_time import request_times
from perfview.traces.scenarios.queue_places import places_to_queue
from perfview.traces.scenarios.what_if import scaling
from perfview.traces.study import Study

_FEWEST_CALLS = 50
_FEWEST_LATE = 10
_HANDOVER_NS = 20_000
_HANDOVER_SHARE = 0.02
"""A call began when another ended if no more than this lay between: ns, or a share of the median
call. A place that is given back is not taken by the next at the same nanosecond."""

_MOST_OFF = 0.5
"""By how much of the supposed waiting its replay may differ in all. Where nothing queues it is off
by many times as much; who is served first does not matter."""

_LEAST_SHARE = 0.001
"""Of all request time: queues that cost less are left alone."""


@dataclass(frozen=True)
class Queues:
    """Where calls wait, and how long each did.

    `names` (s): what each station serves, e.g. ``orders`` or ``postgresql of orders``. wait_ns
    int64 (n): a span's wait for its place, 0 where it had none. waited_ns int64 (s): sums.
    """

    names: tuple[str, ...]
    stations: Stations
    wait_ns: NDArray[np.int64]
    waited_ns: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.names)


@dataclass(frozen=True)
class _Station:
    name: str
    rows: NDArray[np.int32]
    places: int
    wait_ns: NDArray[np.int64]


def find_queues(study: Study) -> Queues:
    """The stations at which queueing is evident; none in most recordings. Once per study."""
    return study.once("traces.queues", lambda: _find(study))


def none_found(spans: int) -> Queues:
    """No queueing among so many spans: what happens on a thread has it to itself."""
    nowhere = Stations(np.full(spans, -1, np.int32), np.zeros(0, np.int32))
    return Queues((), nowhere, np.zeros(spans, np.int64), np.zeros(0, np.int64))


def _find(study: Study) -> Queues:
    n = len(study.model)
    if study.model.threads or n < _FEWEST_CALLS:
        return none_found(n)
    gap = _gap_before(study)
    least = _LEAST_SHARE * float(request_times(study.model, study.structure).sum())
    found: list[_Station] = []
    of_row, wait = np.full(n, -1, np.int32), np.zeros(n, np.int64)
    for name, candidates in places_to_queue(study, _FEWEST_CALLS):
        rows = candidates[of_row[candidates] < 0]
        station = _queue_at(study, name, rows, gap[rows]) if len(rows) >= _FEWEST_CALLS else None
        if station is not None and station.wait_ns.sum() > least:
            of_row[station.rows], wait[station.rows] = len(found), station.wait_ns
            found.append(station)
    places = np.array([station.places for station in found], np.int32)
    return Queues(
        names=tuple(station.name for station in found),
        stations=Stations(of_row, places),
        wait_ns=wait,
        waited_ns=np.array([station.wait_ns.sum() for station in found], np.int64),
    )


def _gap_before(study: Study) -> NDArray[np.int64]:
    """What lay between each span's start and what it waited for in its parent: int64 ns (n)."""
    structure, n = study.structure, len(study.model)
    unchanged = scaling(study, np.ones(n, np.float64))
    written = programmes(
        trees_of(study.model, structure),
        structure.first,
        structure.order,
        unchanged,
        np.zeros(n, np.int64),
    )
    gap = np.zeros(n, np.int64)
    gap[written.issue] = written.gap
    return gap


def _queue_at(
    study: Study, name: str, rows: NDArray[np.int32], gap: NDArray[np.int64]
) -> _Station | None:
    """The station these calls (by start) form, if they queue; None if not."""
    start, end = study.model.start_ns[rows], study.model.end_ns[rows]
    ends = np.sort(end)
    ended = np.searchsorted(ends, start, side="right")
    beside = np.arange(1, len(rows) + 1) - ended
    since = start - ends[np.maximum(ended - 1, 0)]
    moment = max(_HANDOVER_NS, int(_HANDOVER_SHARE * np.median(end - start)))
    handed_over = (ended > 0) & (since <= moment)
    best: _Station | None = None
    for places in _likely_places(beside, handed_over):
        late = (beside >= places) & handed_over
        wait = np.where(late, gap - _own_gap(study, rows, gap, beside < places), 0)
        if (wait > 0).sum() < _FEWEST_LATE:
            continue
        if _off(start, end - start, wait, places) > _MOST_OFF:
            continue
        if best is None or wait.sum() > best.wait_ns.sum():
            best = _Station(name, rows, places, wait)
    return best


def _likely_places(beside: NDArray[np.int64], handed_over: NDArray[np.bool_]) -> list[int]:
    """How many calls were under way at the busiest moment, and at most handovers."""
    most = int(beside.max())
    if not handed_over.any():
        return []
    usual = int(np.bincount(beside[handed_over]).argmax())
    return sorted({most, usual})


def _own_gap(
    study: Study, rows: NDArray[np.int32], gap: NDArray[np.int64], free: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """How much of what stands before each call is no waiting: int64 ns, never more than all of it.

    The mean of what stood before like calls (same operation under the same operation) while places
    were free, of those with no more than this one. Where that was seen too seldom, the least that
    ever stood before such a call.
    """
    of_span, parent = study.operations.of_span, study.structure.parent[rows]
    above = np.where(parent >= 0, of_span[parent], -1).astype(np.int32)
    pair, head = number_pairs(of_span[rows], above)
    order = np.lexsort((~free, gap, pair))
    sorted_gap, is_free = gap[order], free[order]
    first = np.searchsorted(pair[order], np.arange(len(head)))
    # Of each pair up to and with each place: how many were free, and the sum of what stood there.
    count = _within(is_free.astype(np.int64), first, pair[order])
    total = _within(np.where(is_free, sorted_gap, 0).astype(np.float64), first, pair[order])
    usual = np.where(count > 0, total / np.maximum(count, 1), sorted_gap)
    seen = np.bincount(pair[free], minlength=len(head))[pair[order]]
    usual = np.where(seen >= _FEWEST_LATE, usual, sorted_gap[first][pair[order]])
    own = np.empty(len(rows), np.int64)
    own[order] = np.clip(usual, 0, np.maximum(sorted_gap, 0)).astype(np.int64)
    return own


def _within(
    values: NDArray[Any], first: NDArray[np.int64], group: NDArray[np.int32]
) -> NDArray[Any]:
    """Running sums that begin anew with each group; groups are in order and begin at `first`."""
    running = np.cumsum(values)
    since: NDArray[Any] = running - (running[first] - values[first])[group]
    return since


def _off(
    start: NDArray[np.int64], hold: NDArray[np.int64], wait: NDArray[np.int64], places: int
) -> float:
    """By how much of all waiting that of first come, first served at so many places differs."""
    arrival = start - wait
    order = np.argsort(arrival, kind="stable")
    waited = serve(arrival[order], hold[order], places) - arrival[order]
    whole = float(wait.sum())
    return abs(float(waited.sum()) - whole) / max(whole, 1.0)
