"""What the Linux scheduler did with threads: running, runnable, sleeping, blocked.

A switch says which thread a processor leaves and in which state, and which it goes on with; a
waking that a sleeping thread is runnable again. Written event by event, or compact: each field of
all switches of a bundle one after another, times as differences.
protos/perfetto/trace/ftrace/{sched,ftrace_event_bundle}.proto
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.tables import Tables
from perfview.traces.readers.pftrace import tables as t
from perfview.traces.readers.pftrace.clocks import Clocks
from perfview.traces.readers.pftrace.marks import kernel_times
from perfview.traces.readers.pftrace.stage import Cast
from perfview.traces.threads import ThreadState, ThreadStates, no_states

_NOT_TOLD = -1
_BLOCKED_STATES = (ThreadState.SLEEPING, ThreadState.BLOCKED, ThreadState.OTHER)
_MOST_PROCESSORS = 1024


@dataclass(frozen=True)
class _Switches:
    """time_ns, state int64; the others int32, all of one length; from_thread -1 where not told."""

    time_ns: NDArray[np.int64]
    state: NDArray[np.int64]
    processor: NDArray[np.int32]
    from_thread: NDArray[np.int32]
    to_thread: NDArray[np.int32]
    name: NDArray[np.int32]


@dataclass(frozen=True)
class _Wakings:
    """time_ns int64, thread int32, name int32 (text id), all of one length."""

    time_ns: NDArray[np.int64]
    thread: NDArray[np.int32]
    name: NDArray[np.int32]


@dataclass(frozen=True)
class Scheduling:
    """The states (of tracks of the cast) and how many switches they were made of."""

    states: ThreadStates
    switches: int


def read_scheduling(tables: Tables, clocks: Clocks, cast: Cast) -> Scheduling:
    """All threads' states. The last of each lasts until the scheduler's last event."""
    switches, wakings = _switches(tables, clocks), _wakings(tables, clocks)
    if not len(switches.time_ns) and not len(wakings.time_ns):
        return Scheduling(no_states(), 0)
    switches = _with_leavers(switches)
    cast.name_threads(
        np.concatenate((switches.to_thread, wakings.thread)),
        np.concatenate((switches.name, wakings.name)),
    )
    return Scheduling(_states(switches, wakings, cast), len(switches.time_ns))


def _of_bundle(tables: Tables, bundle: NDArray[np.int32]) -> NDArray[np.int32]:
    """The processor of each bundle, -1 for none or one that cannot be."""
    processor = tables.column(t.BUNDLES, "processor")[bundle]
    return np.where(processor < _MOST_PROCESSORS, processor, np.int32(-1))


def _switches(tables: Tables, clocks: Clocks) -> _Switches:
    event = tables.column(t.SWITCHES, "event")
    time = tables.column(t.KERNEL_EVENTS, "time")[event]
    processor = _of_bundle(tables, tables.column(t.KERNEL_EVENTS, "bundle")[event])
    bundle, (late, state, thread, name) = _compact(
        tables, ("switch_time", "switch_state", "switch_thread", "switch_name")
    )
    return _Switches(
        kernel_times(tables, clocks, np.concatenate((time, late))),
        np.concatenate((tables.column(t.SWITCHES, "state"), state)),
        np.concatenate((processor, _of_bundle(tables, bundle))),
        np.concatenate(
            (tables.column(t.SWITCHES, "from_thread"), np.full(len(late), _NOT_TOLD, np.int32))
        ),
        np.concatenate((tables.column(t.SWITCHES, "to_thread"), thread.astype(np.int32))),
        np.concatenate((tables.column(t.SWITCHES, "to_name"), name.astype(np.int32))),
    )


def _wakings(tables: Tables, clocks: Clocks) -> _Wakings:
    time = tables.column(t.KERNEL_EVENTS, "time")[tables.column(t.WAKINGS, "event")]
    _, (late, thread, name) = _compact(tables, ("waking_time", "waking_thread", "waking_name"))
    return _Wakings(
        kernel_times(tables, clocks, np.concatenate((time, late))),
        np.concatenate((tables.column(t.WAKINGS, "thread_id"), thread.astype(np.int32))),
        np.concatenate((tables.column(t.WAKINGS, "name"), name.astype(np.int32))),
    )


def _compact(
    tables: Tables, columns: tuple[str, ...]
) -> tuple[NDArray[np.int32], list[NDArray[np.int64]]]:
    """The bundle and the columns of compact events; the first are times, the last names.

    Where columns of a bundle differ in length, the shortest counts.
    """
    places = []
    for column in columns:
        first = tables.column(t.COMPACT, column)
        places.append((first, np.append(first, tables.rows(f"compact_{column}"))[1:]))
    count = np.min([stop - first for first, stop in places], axis=0)
    inside = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)
    values = [
        tables.column(f"compact_{column}", "value")[np.repeat(first, count) + inside]
        for column, (first, _) in zip(columns, places, strict=True)
    ]
    values[0] = _sums(values[0], count)
    first_name = np.repeat(tables.column(t.COMPACT, "names"), count)
    stop = np.append(tables.column(t.COMPACT, "names"), tables.rows(t.COMPACT_NAMES))[1:]
    name = np.append(tables.column(t.COMPACT_NAMES, "text"), np.int32(-1))
    place = first_name + values[-1]
    known = (values[-1] >= 0) & (place < np.repeat(stop, count))
    values[-1] = name[np.where(known, place, -1)].astype(np.int64)
    return np.repeat(tables.column(t.COMPACT, "bundle"), count), values


def _sums(values: NDArray[np.int64], count: NDArray[np.int64]) -> NDArray[np.int64]:
    """Differences summed up within each bundle."""
    sums = np.cumsum(values)
    before = np.append(np.int64(0), sums)[np.cumsum(count) - count]
    within: NDArray[np.int64] = sums - np.repeat(before, count)
    return within


def _with_leavers(switches: _Switches) -> _Switches:
    """By processor, then time; who leaves, where not told, is who came with the one before."""
    kept = np.flatnonzero(switches.processor >= 0)
    order = kept[np.lexsort((switches.time_ns[kept], switches.processor[kept]))]
    processor, to_thread = switches.processor[order], switches.to_thread[order]
    came = np.zeros(len(order), np.int32)
    same = processor[1:] == processor[:-1]
    came[1:] = np.where(same, to_thread[:-1], 0)
    left = switches.from_thread[order]
    return _Switches(
        switches.time_ns[order],
        switches.state[order],
        processor,
        np.where(left == _NOT_TOLD, came, left),
        to_thread,
        switches.name[order],
    )


def _of_linux(state: NDArray[np.int64]) -> NDArray[np.uint8]:
    """`ThreadState` of sched_switch's prev_state (include/linux/sched.h, TASK_*)."""
    low = state & 0xFF
    return np.select(
        [low == 0, low & 1 != 0, low & 2 != 0],
        [ThreadState.RUNNABLE, ThreadState.SLEEPING, ThreadState.BLOCKED],
        ThreadState.OTHER,
    ).astype(np.uint8)


def _states(switches: _Switches, wakings: _Wakings, cast: Cast) -> ThreadStates:
    """From changes of state, thread by thread, to the stretches between them."""
    many, woken = len(switches.time_ns), len(wakings.time_ns)
    none, nowhere = np.full(many, -1, np.int32), np.full(woken, -1, np.int32)
    thread = np.concatenate((switches.from_thread, wakings.thread, switches.to_thread))
    time = np.concatenate((switches.time_ns, wakings.time_ns, switches.time_ns))
    processor = np.concatenate((none, nowhere, switches.processor))
    runs, wakes = np.full(many, ThreadState.RUNNING), np.full(woken, ThreadState.RUNNABLE)
    state = np.concatenate((_of_linux(switches.state), wakes, runs)).astype(np.uint8)
    # Of one moment a thread is left first, then woken, then gone on with.
    rank = np.repeat(np.arange(3), (many, woken, many))
    # Thread 0 is what a processor does when there is nothing to do: it is no thread.
    order = np.lexsort((rank, time, thread))
    order = order[thread[order] > 0]
    order = order[~_needless(thread[order], state[order], rank[order] == 1)]
    thread, start = thread[order], time[order]
    end = np.full(len(order), time.max(initial=0), np.int64)
    follows = np.flatnonzero(thread[1:] == thread[:-1])
    end[follows] = start[follows + 1]
    track = cast.threads(np.zeros(len(order), np.int32), thread)
    by_track = np.argsort(track, kind="stable")
    return ThreadStates(
        track[by_track],
        state[order[by_track]],
        start[by_track],
        (end - start)[by_track],
        processor[order[by_track]],
    )


def _needless(
    thread: NDArray[np.int32], state: NDArray[np.uint8], is_waking: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Wakings of threads that were awake: they change nothing (Perfetto's ThreadStateTracker)."""
    awake = np.zeros(len(thread), np.bool_)
    awake[1:] = (thread[1:] == thread[:-1]) & ~np.isin(state[:-1], _BLOCKED_STATES)
    needless: NDArray[np.bool_] = is_waking & awake
    return needless
