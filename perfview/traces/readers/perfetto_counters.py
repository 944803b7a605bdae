"""Counters of Perfetto's track events: of their own, and values that stand beside slices."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.carrying import summed_up_real
from perfview.kernels.grouping import gather, number_wide
from perfview.kernels.tables import Tables
from perfview.traces.readers import perfetto_tables as t
from perfview.traces.readers.perfetto_event_schema import NumberKind
from perfview.traces.readers.perfetto_events import Context, TrackEvents
from perfview.traces.threads import Counters, no_counters

_COUNTER_TYPE = 4
_NAMES = {1: b"thread_time", 2: b"thread_instruction_count"}
"""CounterDescriptor.BuiltinCounterType."""
_UNITS = {1: b"ns", 2: b"", 3: b"bytes"}
"""CounterDescriptor.Unit."""
_DOUBLES = (NumberKind.DOUBLE_COUNTER, NumberKind.DOUBLE_EXTRA)
_OWN = (NumberKind.COUNTER, NumberKind.DOUBLE_COUNTER)


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
    row = described.row[values.track]
    multiplier = tables.column(t.DESCRIPTORS, "multiplier")[row]
    value = values.value * np.where(multiplier > 0, multiplier, 1)
    incremental = tables.column(t.DESCRIPTORS, "is_incremental")[row] != 0
    if incremental.any():
        value = _summed(context, values, value, incremental)
    group, first = number_wide(
        values.track.astype(np.uint64), np.zeros(len(values.track), np.uint64)
    )
    time = read.events.time_ns[values.event]
    by_time = np.argsort(time, kind="stable").astype(np.int32)
    begins, place = gather(group[by_time], len(first))
    order = by_time[place]
    tracks = values.track[first]
    name, unit = _words(context, tracks)
    return Counters(
        name=name,
        process=context.cast.process_of_tracks()[tracks],
        unit=unit,
        first=begins,
        time_ns=time[order],
        value=value[order],
    )


def _found(context: Context, read: TrackEvents) -> _Values:
    """Every value with its track, those without a counter track or a time left out."""
    tables, described = context.tables, context.descriptors
    event = tables.column(t.NUMBERS, "event")
    kind = tables.column(t.NUMBERS, "kind")
    raw = tables.column(t.NUMBERS, "value")
    value = raw.astype(np.float64)
    is_double = np.isin(kind, _DOUBLES)
    value[is_double] = raw[is_double].view(np.float64)
    is_own = np.isin(kind, _OWN)
    # Only events that are counters have values of their own; of two given the whole number counts.
    is_counter = (tables.column(t.EVENTS, "type") == _COUNTER_TYPE)[event]
    uuid = np.where(is_own, read.uuid[event], 0)
    beside = np.flatnonzero(~is_own)
    uuid[beside] = _tracks_beside(context, event[beside], kind[beside])
    track = described.find(uuid)
    fits = np.append(described.is_counter & (described.root >= 0), np.False_)[track]
    packet = tables.column(t.EVENTS, "packet")[event]
    timed = context.sequences.usable[packet] & context.clocks.known[packet]
    asked = (~is_own | is_counter) & timed
    if is_own.any():
        repeated = np.zeros(len(event), np.bool_)
        repeated[1:] = is_own[1:] & is_own[:-1] & (event[1:] == event[:-1])
        asked &= ~repeated
    kept = np.flatnonzero(asked & fits)
    context.report.note(
        "no-counter",
        int((asked & ~fits).sum()),
        "Counter values name a counter that is described nowhere; they were left out.",
    )
    return _Values(event[kept], track[kept], value[kept])


def _tracks_beside(
    context: Context, event: NDArray[np.int32], kind: NDArray[np.uint8]
) -> NDArray[np.int64]:
    """The counter track of each value beside a slice, 0 for none: the n-th one's of the n-th.

    The tracks stand in the event itself or, for all events of the sequence, in its defaults.
    """
    tables = context.tables
    own = _lists(tables, t.NUMBER_TRACKS, "event", tables.rows(t.EVENTS))
    shared = _lists(tables, t.DEFAULT_TRACKS, "defaults", tables.rows(t.DEFAULTS))
    found = np.zeros(len(event), np.int64)
    for each in (NumberKind.EXTRA, NumberKind.DOUBLE_EXTRA):
        rows = np.flatnonzero(kind == each)
        if not len(rows):
            continue
        owner = event[rows]
        starts = np.flatnonzero(np.diff(owner, prepend=-1))
        nth = np.arange(len(rows)) - np.repeat(starts, np.diff(np.append(starts, len(rows))))
        defaults = context.sequences.defaults[tables.column(t.EVENTS, "packet")[owner]]
        first, last, uuids = own[each]
        is_own = last[owner] > first[owner]
        begin, stop, list_ = shared[each]
        begin, stop = np.append(begin, 0)[defaults], np.append(stop, 0)[defaults]
        found[rows] = np.where(
            is_own,
            _nth(uuids, first[owner], last[owner], nth),
            _nth(list_, begin, stop, nth),
        )
    return found


def _nth(
    values: NDArray[np.int64],
    first: NDArray[np.int64],
    stop: NDArray[np.int64],
    nth: NDArray[np.int64],
) -> NDArray[np.int64]:
    """The n-th of the values first..stop, 0 where there are not so many."""
    place = first + nth
    inside = place < stop
    return np.append(values, 0)[np.where(inside, place, len(values))]


def _lists(
    tables: Tables, table: str, owner: str, owners: int
) -> dict[int, tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]]:
    """By kind: of each owner the first and the end among the track uuids of that kind."""
    kind, whose = tables.column(table, "kind"), tables.column(table, owner)
    found = {}
    for each in (NumberKind.EXTRA, NumberKind.DOUBLE_EXTRA):
        rows = np.flatnonzero(kind == each)
        stop = np.cumsum(np.bincount(whose[rows], minlength=owners))
        first = np.append(0, stop[:-1]) if owners else stop
        found[int(each)] = (first, stop, tables.column(table, "uuid")[rows])
    return found


def _summed(
    context: Context,
    values: _Values,
    value: NDArray[np.float64],
    incremental: NDArray[np.bool_],
) -> NDArray[np.float64]:
    """Differences summed up within a sequence and the state it is in."""
    packet = context.tables.column(t.EVENTS, "packet")[values.event]
    sequences = context.sequences
    state = np.cumsum(sequences.fresh, dtype=np.int32)
    began = _state_begins(sequences.sequence, sequences.fresh, state)[packet]
    high = values.track.astype(np.uint64) << np.uint64(32)
    high |= sequences.sequence[packet].astype(np.uint64)
    group, first = number_wide(high, began.astype(np.uint64))
    group = np.where(incremental, group, np.int32(-1))
    return summed_up_real(group, value, np.zeros(len(value), np.uint8), len(first))


def _state_begins(
    sequence: NDArray[np.int32], fresh: NDArray[np.uint8], number: NDArray[np.int32]
) -> NDArray[np.int32]:
    """Per packet the number of the last new beginning of its sequence's state, 0 for none."""
    from perfview.kernels.carrying import KEEP, carried

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
    texts, add = tables.texts.texts(), tables.texts.add
    names, unit = [], []
    for i, track in enumerate(tracks.tolist()):
        own = described.name[track]
        name = texts[own] if own >= 0 else _NAMES.get(types[i], b"")
        thread = threads[i] if described.is_thread[root[i]] else b""
        if described.is_thread[root[i]] and not thread:
            thread = b"thread %d" % described.thread_id[root[i]]
        names.append(add(name + b" (" + thread + b")" if thread else name))
        word = _UNITS.get(units[i], b"") or (b"ns" if types[i] == 1 else b"")
        unit.append(given[i] if given[i] >= 0 else add(word) if word else -1)
    return np.array(names, np.int32), np.array(unit, np.int32)
