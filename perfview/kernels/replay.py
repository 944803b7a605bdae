"""Programmes run again, event by event, with stations at which rows queue for a place.

A discrete-event simulation: roots begin when they did, a row goes on as its programme says, and
one that needs a station waits there, first come first served, until a place is free; it holds the
place until it ends.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel, part
from perfview.kernels.programme import Programmes

_WAITING, _RUNNING, _ENDING, _DONE = 1, 2, 3, 4


@part
def _push(heap, rows, state, time, row):  # type: ignore[no-untyped-def]
    """Add an event; state[0] is how many there are, state[1] how many there ever were."""
    i, number = state[0], state[1]
    state[0], state[1] = i + 1, number + 1
    while i > 0:
        above = (i - 1) >> 1
        if heap[0, above] < time or (heap[0, above] == time and heap[1, above] < number):
            break
        heap[0, i], heap[1, i], rows[i] = heap[0, above], heap[1, above], rows[above]
        i = above
    heap[0, i], heap[1, i], rows[i] = time, number, row


@part
def _drop(heap, rows, state):  # type: ignore[no-untyped-def]
    """Take the earliest event, which stands first, away."""
    count = state[0] - 1
    state[0] = count
    time, number, row = heap[0, count], heap[1, count], rows[count]
    i = 0
    while True:
        below = 2 * i + 1
        if below >= count:
            break
        other = below + 1
        if other < count and (
            heap[0, other] < heap[0, below]
            or (heap[0, other] == heap[0, below] and heap[1, other] < heap[1, below])
        ):
            below = other
        if time < heap[0, below] or (time == heap[0, below] and number < heap[1, below]):
            break
        heap[0, i], heap[1, i], rows[i] = heap[0, below], heap[1, below], rows[below]
        i = below
    heap[0, i], heap[1, i], rows[i] = time, number, row


@part
def _go_on(
    row,
    first,
    by_end,
    issue,
    need,
    gap,
    need_end,
    gap_end,
    ready,
    ended,
    phase,
    counts,
    heap,
    rows,
    state,
):  # type: ignore[no-untyped-def]
    """Begin what the row may begin by now: children, and its own end."""
    a = first[row]
    count = first[row + 1] - a
    done, begun = counts[0, row], counts[1, row]
    while True:
        while begun < count and need[a + begun] <= done:
            c = issue[a + begun]
            phase[c] = _WAITING
            _push(heap, rows, state, ready[row] + gap[a + begun], c)
            begun += 1
        if phase[row] == _RUNNING and need_end[row] <= done:
            phase[row] = _ENDING
            _push(heap, rows, state, ready[row] + gap_end[row], row)
        if done >= count or phase[by_end[a + done]] != _DONE:
            break
        ready[row] = max(ready[row], ended[by_end[a + done]])
        done += 1
    counts[0, row], counts[1, row] = done, begun


@kernel(
    "void(int32[::1], int64[::1], int32[::1], int64[::1], int32[::1], int32[::1], int32[::1],"
    " int64[::1], int32[::1], int64[::1], int32[::1], int32[::1], int64[::1], int64[::1],"
    " int64[::1], uint8[::1], int32[:, ::1], int32[::1], int32[:, ::1], int64[:, ::1],"
    " int32[::1], int64[::1])"
)
def _replay(  # type: ignore[no-untyped-def]
    roots, begins, parent, first, by_end, issue, need, gap, need_end, gap_end, station, places,
    began, ended, ready, phase, counts, next_in_line, lines, heap, rows, state,
):  # fmt: skip
    at = 0
    while at < roots.size or state[0] > 0:
        if state[0] == 0 or (at < roots.size and begins[at] <= heap[0, 0]):
            row, now = roots[at], begins[at]
            phase[row] = _WAITING
            at += 1
        else:
            row, now = rows[0], heap[0, 0]
            _drop(heap, rows, state)
        s = station[row]
        if phase[row] == _WAITING:
            if s >= 0 and places[s] == 0:
                if lines[1, s] >= 0:
                    next_in_line[lines[1, s]] = row
                else:
                    lines[0, s] = row
                lines[1, s] = row
                continue
            if s >= 0:
                places[s] -= 1
            phase[row], began[row], ready[row] = _RUNNING, now, now
            _go_on(
                row, first, by_end, issue, need, gap, need_end, gap_end, ready, ended, phase,
                counts, heap, rows, state,
            )  # fmt: skip
            continue
        phase[row], ended[row] = _DONE, now
        if s >= 0:
            other = lines[0, s]
            if other >= 0:
                lines[0, s] = next_in_line[other]
                if lines[0, s] < 0:
                    lines[1, s] = -1
                phase[other], began[other], ready[other] = _RUNNING, now, now
                _go_on(
                    other, first, by_end, issue, need, gap, need_end, gap_end, ready, ended,
                    phase, counts, heap, rows, state,
                )  # fmt: skip
            else:
                places[s] += 1
        above = parent[row]
        if above >= 0 and phase[above] == _RUNNING:
            _go_on(
                above, first, by_end, issue, need, gap, need_end, gap_end, ready, ended, phase,
                counts, heap, rows, state,
            )  # fmt: skip


@dataclass(frozen=True)
class Stations:
    """Where rows queue. of_row int32 (n): the row's station, -1 for none. places int32 (s): how
    many rows each serves at a time."""

    of_row: NDArray[np.int32]
    places: NDArray[np.int32]


def replay(
    programmes: Programmes,
    parent: NDArray[np.int32],
    roots: NDArray[np.int32],
    begins: NDArray[np.int64],
    stations: Stations,
) -> NDArray[np.int64]:
    """How long each row took this time, int64 (n); -1 for those that were never begun or ended.

    `roots` int32: the rows that begin by themselves, at `begins`, int64 in rising order.
    """
    n = len(parent)
    began, ended, ready = np.zeros((3, n), np.int64)
    phase, counts = np.zeros(n, np.uint8), np.zeros((2, n), np.int32)
    lines = np.full((2, len(stations.places)), -1, np.int32)
    _replay(
        roots, begins, parent, programmes.first, programmes.by_end, programmes.issue,
        programmes.need, programmes.gap, programmes.need_end, programmes.gap_end,
        stations.of_row, stations.places.copy(), began, ended, ready, phase, counts,
        np.full(n, -1, np.int32), lines, np.empty((2, n + 1), np.int64),
        np.empty(n + 1, np.int32), np.zeros(2, np.int64),
    )  # fmt: skip
    took = ended - began
    took[phase != _DONE] = -1
    return took


@kernel("void(int64[::1], int64[::1], int64[::1], int64[::1])")
def _serve(arrival, hold, free, began):  # type: ignore[no-untyped-def]
    for i in range(arrival.size):
        now = max(arrival[i], free[0])
        began[i] = now
        now += hold[i]
        place, count = 0, free.size
        while True:
            below = 2 * place + 1
            if below >= count:
                break
            if below + 1 < count and free[below + 1] < free[below]:
                below += 1
            if now <= free[below]:
                break
            free[place] = free[below]
            place = below
        free[place] = now


def serve(arrival: NDArray[np.int64], hold: NDArray[np.int64], places: int) -> NDArray[np.int64]:
    """When each is served, int64, by `places` that take whoever arrived first and hold him so long.

    `arrival` int64, rising.
    """
    began = np.zeros(len(arrival), np.int64)
    free = np.full(places, np.iinfo(np.int64).min // 2, np.int64)
    _serve(arrival, np.ascontiguousarray(hold), free, began)
    return began
