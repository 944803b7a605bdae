"""Counters of Perfetto's track events: of their own, and values that stand beside slices."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.carrying import KEEP, carried, summed_up_real
from perfview.kernels.grouping import gather, number_wide
from perfview.traces.readers.pftrace import tables as t
from perfview.traces.readers.pftrace.event_schema import NumberKind
from perfview.traces.readers.pftrace.events import Context, TrackEvents
from perfview.traces.threads import Counters, no_counters

_COUNTER_TYPE = 4
_NAMES = {1: b"thread_time", 2: b"thread_instruction_count"}
"""CounterDescriptor.BuiltinCounterType."""
_UNITS = {1: b"ns", 2: b"", 3: b"bytes"}
"""CounterDescriptor.Unit."""
_IS_DOUBLE, _IS_OWN = np.zeros(256, np.bool_), np.zeros(256, np.bool_)
_IS_DOUBLE[[NumberKind.DOUBLE_COUNTER, NumberKind.DOUBLE_EXTRA]] = True
_IS_OWN[[NumberKind.COUNTER, NumberKind.DOUBLE_COUNTER]] = True


@dataclass(frozen=True)
class _Values:
    """Values in the order of the file: event int32, track int32 (described), value float64."""

    event: NDArray[np.int32]
    track: NDArray[np.int32]
    value: NDArray[np.float64]


def find_counters(context: Context, read: TrackEvents) -> Counters:
    """The series, one for each counter track; processes are numbers of `context.cast`.

    Values are multiplied as their descriptor says; those of incremental counters are summed up by
    sequence, from 0 wherever the sequence's state begins anew. Values for tracks that are no
    counters are noted and left out.
    """
    values = _found(context, read)
    if not len(values.event):
        return no_counters()
    tables, described = context.tables, context.descriptors
    multiplier = np.maximum(tables.column(t.DESCRIPTORS, "multiplier")[described.row], 1)
    value = values.value * multiplier[values.track]
    incremental = tables.column(t.DESCRIPTORS, "is_incremental")[described.row] != 0
    if incremental.any():
        value = _summed(context, values, value, incremental)
    tracks, begins, order = _by_track(values.track, read.events.time_ns[values.event])
    time = read.events.time_ns[values.event[order]]
    name, unit = _words(context, tracks)
    return Counters(
        name=name,
        process=context.cast.process_of_tracks()[tracks],
        unit=unit,
        first=begins,
        time_ns=time,
        value=value[order],
    )


def _by_track(
    track: NDArray[np.int32], time: NDArray[np.int64]
) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int32]]:
    """The tracks there are, where each one's values begin, and the values by track, then time."""
    used = np.zeros(int(track.max(initial=-1)) + 1, np.int32)
    used[track] = 1
    group = (np.cumsum(used, dtype=np.int32) - 1)[track]
    begins, order = gather(group, int(used.sum()))
    late = time[order]
    turns = np.flatnonzero(late[1:] < late[:-1]) + 1
    if not np.isin(turns, begins).all():
        order = np.lexsort((time, group)).astype(np.int32)
    return np.flatnonzero(used).astype(np.int32), begins, order


def _found(context: Context, read: TrackEvents) -> _Values:
    """Every value with its track, those without a counter track or a time left out."""
    tables, described = context.tables, context.descriptors
    event, kind = tables.column(t.NUMBERS, "event"), tables.column(t.NUMBERS, "kind")
    raw = tables.column(t.NUMBERS, "value")
    value = raw.astype(np.float64)
    doubles = np.flatnonzero(_IS_DOUBLE[kind])
    value[doubles] = raw[doubles].view(np.float64)
    track = np.full(len(event), -1, np.int32)
    asked = context.sequences.usable & context.clocks.known
    asked = asked[tables.column(t.EVENTS, "packet")][event]
    own = np.flatnonzero(_IS_OWN[kind])
    if len(own):
        track[own] = described.find_along(read.uuid[event[own]])
        # Only events that are counters have values of their own; of two given the first counts.
        asked[own] &= (tables.column(t.EVENTS, "type") == _COUNTER_TYPE)[event[own]]
        asked[own[1:]] &= event[own[1:]] != event[own[:-1]]
    for each in (NumberKind.EXTRA, NumberKind.DOUBLE_EXTRA):
        rows = np.flatnonzero(kind == each)
        if len(rows):
            track[rows] = _tracks_beside(context, event[rows], each)
    fits = np.append(described.is_counter & (described.root >= 0), np.False_)[track]
    kept = np.flatnonzero(asked & fits)
    context.report.note(
        "no-counter",
        int(asked.sum()) - len(kept),
        "Counter values name a counter that is described nowhere; they were left out.",
    )
    return _Values(event[kept], track[kept], value[kept])


def _tracks_beside(
    context: Context, owner: NDArray[np.int32], kind: NumberKind
) -> NDArray[np.int32]:
    """The counter track of each value beside a slice, -1 for none: the n-th one's of the n-th.

    The tracks stand in the event itself or, for all events of the sequence, in its defaults.
    `owner` int32 is the event of each value, ascending.
    """
    tables = context.tables
    first, stop, tracks = _lists(context, t.DEFAULT_TRACKS, "defaults", t.DEFAULTS, kind)
    defaults = context.sequences.defaults[tables.column(t.EVENTS, "packet")]
    starts = np.flatnonzero(np.diff(owner, prepend=-1))
    # The usual case: one value an event, and its sequence says whose.
    foremost = np.append(_nth(tracks, first, stop, np.zeros(len(first), np.int64)), np.int32(-1))
    found: NDArray[np.int32] = foremost[defaults][owner]
    own_first, own_stop, own_tracks = _lists(context, t.NUMBER_TRACKS, "event", t.EVENTS, kind)
    if len(starts) < len(owner) or len(own_tracks):
        nth = np.arange(len(owner)) - np.repeat(starts, np.diff(np.append(starts, len(owner))))
        begin, end = (np.append(part, 0)[defaults[owner]] for part in (first, stop))
        begin_own, end_own = own_first[owner], own_stop[owner]
        found = np.where(
            end_own > begin_own,
            _nth(own_tracks, begin_own, end_own, nth),
            _nth(tracks, begin, end, nth),
        )
    return found


def _nth(
    values: NDArray[np.int32],
    first: NDArray[np.int64],
    stop: NDArray[np.int64],
    nth: NDArray[np.int64],
) -> NDArray[np.int32]:
    """The n-th of the values first..stop, -1 where there are not so many."""
    place = first + nth
    found: NDArray[np.int32] = np.append(values, np.int32(-1))[
        np.where(place < stop, place, len(values))
    ]
    return found


def _lists(
    context: Context, table: str, owner: str, owners: str, kind: NumberKind
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int32]]:
    """Of each row of `owners` the first and the end among the tracks of one kind; the tracks."""
    tables = context.tables
    rows = np.flatnonzero(tables.column(table, "kind") == kind)
    count = np.bincount(tables.column(table, owner)[rows], minlength=tables.rows(owners))
    stop = np.cumsum(count)
    return stop - count, stop, context.descriptors.find(tables.column(table, "uuid")[rows])


def _summed(
    context: Context,
    values: _Values,
    value: NDArray[np.float64],
    incremental: NDArray[np.bool_],
) -> NDArray[np.float64]:
    """Differences summed up within a sequence and the state it is in; `incremental` by track."""
    packet = context.tables.column(t.EVENTS, "packet")[values.event]
    sequences = context.sequences
    state = np.cumsum(sequences.fresh, dtype=np.int32)
    began = _state_begins(sequences.sequence, sequences.fresh, state)[packet]
    high = values.track.astype(np.uint64) << np.uint64(32)
    high |= sequences.sequence[packet].astype(np.uint64)
    group, first = number_wide(high, began.astype(np.uint64))
    group = np.where(incremental[values.track], group, np.int32(-1))
    return summed_up_real(group, value, np.zeros(len(value), np.uint8), len(first))


def _state_begins(
    sequence: NDArray[np.int32], fresh: NDArray[np.uint8], number: NDArray[np.int32]
) -> NDArray[np.int32]:
    """Per packet the number of the last new beginning of its sequence's state, 0 for none."""
    begins = np.where(fresh != 0, number, np.int32(KEEP))
    return carried(sequence, begins, np.zeros(int(sequence.max(initial=-1)) + 1, np.int32))


def _words(
    context: Context, tracks: NDArray[np.int32]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Names and units of counter tracks, as text ids; a thread's counters tell the thread too."""
    tables, described = context.tables, context.descriptors
    row = described.row[tracks]
    types = tables.column(t.DESCRIPTORS, "counter_type")[row].tolist()
    units = tables.column(t.DESCRIPTORS, "unit")[row].tolist()
    given = tables.column(t.DESCRIPTORS, "unit_name")[row].tolist()
    root = described.root[tracks]
    threads = context.cast.thread_names(root)
    text, add = tables.texts.text, tables.texts.add
    names, unit = [], []
    for i, track in enumerate(tracks.tolist()):
        own = described.name[track]
        name = text(int(own)) if own >= 0 else _NAMES.get(types[i], b"")
        thread = threads[i] if described.is_thread[root[i]] else b""
        if described.is_thread[root[i]] and not thread:
            thread = b"thread %d" % described.thread_id[root[i]]
        names.append(add(name + b" (" + thread + b")" if thread else name))
        word = _UNITS.get(units[i], b"") or (b"ns" if types[i] == 1 else b"")
        unit.append(given[i] if given[i] >= 0 else add(word) if word else -1)
    return np.array(names, np.int32), np.array(unit, np.int32)
