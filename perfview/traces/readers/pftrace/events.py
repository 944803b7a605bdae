"""Perfetto's track events as events on tracks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import number_wide
from perfview.kernels.tables import Tables
from perfview.recording.report import ImportReport
from perfview.traces.readers.pftrace import tables as t
from perfview.traces.readers.pftrace.clocks import Clocks
from perfview.traces.readers.pftrace.descriptors import Descriptors
from perfview.traces.readers.pftrace.names import event_categories, event_names
from perfview.traces.readers.pftrace.old_times import old_times
from perfview.traces.readers.pftrace.sequences import Sequences
from perfview.traces.readers.pftrace.stage import Cast
from perfview.traces.readers.slicing.events import SliceEvent, SliceEvents
from perfview.traces.threads import TrackKind

_BEGIN, _END, _INSTANT, _COUNTER, _STATE = range(1, 6)
_OF_TYPE = np.full(256, SliceEvent.OTHER, np.uint8)
_OF_TYPE[[_BEGIN, _END, _INSTANT]] = (SliceEvent.BEGIN, SliceEvent.END, SliceEvent.INSTANT)

_PHASES = {
    SliceEvent.BEGIN: "BbS",
    SliceEvent.END: "EeF",
    SliceEvent.COMPLETE: "X",
    SliceEvent.INSTANT: "iIRnTp",
    SliceEvent.INSIDE: "st",
    SliceEvent.BEFORE: "f",
}
_OF_PHASE = np.full(256, SliceEvent.OTHER, np.uint8)
for _what, _letters in _PHASES.items():
    _OF_PHASE[[ord(letter) for letter in _letters]] = _what
_BY_ID, _BY_ID_AND_NAME = "benSTpF", "STpF"
_ON_THREADS = "BEX"
_GLOBAL, _PROCESS = 1, 2
"""LegacyEvent.InstantEventScope."""


def _is_one_of(phase: NDArray[np.int32], letters: str) -> NDArray[np.bool_]:
    return np.isin(phase, [ord(letter) for letter in letters])


@dataclass(frozen=True)
class Context:
    """What events are read with."""

    tables: Tables
    sequences: Sequences
    clocks: Clocks
    descriptors: Descriptors
    cast: Cast
    report: ImportReport


@dataclass(frozen=True)
class TrackEvents:
    """All track events, read or not (`OTHER`).

    scope int32 (e): the numbered names in effect, -1 none. phase int32 (e): the letter that
    Chrome's older format has for it, 0 for events that have a type. uuid int64 (e) of the track
    they name, 0 none.
    """

    events: SliceEvents
    scope: NDArray[np.int32]
    phase: NDArray[np.int32]
    uuid: NDArray[np.int64]


def read_track_events(context: Context) -> TrackEvents:
    """The events in the order of the file, on tracks of `context.cast`."""
    tables, sequences, report = context.tables, context.sequences, context.report
    packet = tables.column(t.EVENTS, "packet")
    scope = sequences.scope[packet]
    phase = np.zeros(len(packet), np.int32)
    phase[tables.column(t.LEGACY, "event")] = tables.column(t.LEGACY, "phase")
    phase[(phase < 0) | (phase > 255)] = 0
    type_ = tables.column(t.EVENTS, "type")
    what = np.where(phase != 0, _OF_PHASE[phase], _OF_TYPE[type_])
    time, timed = old_times(tables, sequences, context.clocks)
    name, undefined = event_names(tables, sequences, scope)
    category = event_categories(tables, sequences, scope)
    uuid = _uuids(tables, sequences, packet)
    track = _tracks(context, uuid, phase, name, category)
    duration = _durations(tables, what)
    usable = sequences.usable[packet] & timed
    report.note(
        "lost-state",
        int((~sequences.usable).sum()),
        "Packets were lost before these, which are not to be understood without them; they were"
        " left out.",
    )
    report.note(
        "no-time",
        int((sequences.usable[packet] & ~timed).sum()),
        "Events have no time, or one on a clock that nothing relates to the others; they were"
        " left out.",
    )
    placed = (what != SliceEvent.OTHER) & usable
    report.note(
        "no-track",
        int((placed & (track < 0)).sum()),
        "Events name a track that is described nowhere; they were left out.",
    )
    report.note("no-name", undefined, "Events have a name by number that is defined nowhere.")
    what[~(placed & (track >= 0))] = SliceEvent.OTHER
    track[what == SliceEvent.OTHER] = -1
    first = np.empty(len(packet) + 1, np.int64)
    first[:-1] = tables.column(t.EVENTS, "first_annotation")
    first[-1] = tables.rows(t.ANNOTATIONS)
    events = SliceEvents(what, time, duration, track, name, category, first)
    return TrackEvents(events, scope, phase, uuid)


def _durations(tables: Tables, what: NDArray[np.uint8]) -> NDArray[np.int64]:
    """ns int64 (e); `what` follows where a flow's end is bound to the slice around it."""
    duration = np.full(len(what), -1, np.int64)
    owner = tables.column(t.LEGACY, "event")
    if len(owner):
        given = tables.column(t.LEGACY, "duration_us")
        duration[owner] = np.where(given == t.NOT_GIVEN, 0, given * 1000)
        bound = owner[tables.column(t.LEGACY, "bind_to_enclosing") != 0]
        what[bound[what[bound] == SliceEvent.BEFORE]] = SliceEvent.INSIDE
    return duration


def _uuids(tables: Tables, sequences: Sequences, packet: NDArray[np.int32]) -> NDArray[np.int64]:
    """The track each event names, or its sequence does for it; 0 for none."""
    given = np.append(tables.column(t.DEFAULTS, "track"), np.int64(0))
    given[given == t.NOT_GIVEN] = 0
    own = tables.column(t.EVENTS, "track")
    return np.where(own == t.NOT_GIVEN, given[sequences.defaults[packet]], own)


def _tracks(
    context: Context,
    uuid: NDArray[np.int64],
    phase: NDArray[np.int32],
    name: NDArray[np.int32],
    category: NDArray[np.int32],
) -> NDArray[np.int32]:
    """The track of every event, int32 (e), -1 where there is none."""
    track = _described(context.descriptors, uuid)
    _fall_back(context, uuid, track)
    owner = context.tables.column(t.LEGACY, "event")
    if len(owner):
        _place_by_id(context, owner, track, phase, name, category)
        _place_by_scope(context, owner, track, phase)
        of_threads = owner[_is_one_of(phase[owner], _ON_THREADS) & (track[owner] >= 0)]
        homeless = ~context.cast.are_on_threads()[track[of_threads]]
        track[of_threads[homeless]] = -1
    return track


def _described(descriptors: Descriptors, uuid: NDArray[np.int64]) -> NDArray[np.int32]:
    """The described tracks of these uuids, -1 for unknown ones and rings of parents."""
    found = descriptors.find_along(uuid)
    if (descriptors.root < 0).any():
        found[~np.append(descriptors.root >= 0, np.False_)[found]] = -1
    return found


def _fall_back(context: Context, uuid: NDArray[np.int64], track: NDArray[np.int32]) -> None:
    """Place events without a track: on their sequence's thread, or on the recording's own track.

    Only old ones stand on the sequence's thread: those that say nothing of a track or of a type.
    """
    bare = np.flatnonzero((uuid == 0) & (track < 0))
    if not len(bare):
        return
    tables = context.tables
    packet = tables.column(t.EVENTS, "packet")[bare]
    pid, tid = context.cast.threads_of_sequences(context.sequences, packet)
    silent = tables.column(t.EVENTS, "track")[bare] == t.NOT_GIVEN
    silent |= tables.column(t.EVENTS, "type")[bare] == 0
    known = tid != 0
    falls = silent & known
    row_of = np.full(len(track), -1, np.int32)
    owner = tables.column(t.LEGACY, "event")
    row_of[owner] = np.arange(len(owner), dtype=np.int32)
    row = row_of[bare]
    own_pid = np.append(tables.column(t.LEGACY, "process_id"), np.int32(-1))[row]
    own_tid = np.append(tables.column(t.LEGACY, "thread_id"), np.int32(-1))[row]
    falls |= (own_pid >= 0) | ((own_tid >= 0) & known)
    # A process given without a thread means work of no thread in particular: a number of its own.
    tid = np.where(own_tid >= 0, own_tid, np.where(own_pid >= 0, ~own_pid, tid))
    pid = np.where(own_pid >= 0, own_pid, pid)
    rows = np.flatnonzero(falls & (tid != 0) & (pid != 0))
    track[bare[rows]] = context.cast.threads(pid[rows], tid[rows])
    rest = bare[~falls]
    if len(rest):
        track[rest] = context.cast.default()


def _place_by_id(
    context: Context,
    owner: NDArray[np.int32],
    track: NDArray[np.int32],
    phase: NDArray[np.int32],
    name: NDArray[np.int32],
    category: NDArray[np.int32],
) -> None:
    """Place async events of the old kind: one track for each id of a category or scope.

    Of the oldest kind (S, T, p, F) also for each name, as Perfetto and Catapult have it.
    """
    tables = context.tables
    rows = np.flatnonzero(_is_one_of(phase[owner], _BY_ID))
    if not len(rows):
        return
    event = owner[rows]
    column = {c: tables.column(t.LEGACY, c)[rows] for c in ("unscoped_id", "global_id", "local_id")}
    given = [column[c] != t.NOT_GIVEN for c in ("unscoped_id", "global_id", "local_id")]
    number = np.select(given, list(column.values()), 0)
    is_local = given[2] & ~given[0] & ~given[1]
    process = context.cast.process_of_tracks()
    process = np.where(track[event] >= 0, process[track[event]], -1)
    own_scope = tables.column(t.LEGACY, "id_scope")[rows]
    oldest = _is_one_of(phase[event], _BY_ID_AND_NAME)
    scope = np.where(oldest & (own_scope < 0), name[event], category[event]).astype(np.int64)
    of_process = np.where(is_local, process + 1, 0).astype(np.int64)
    high = ((scope + 1) << 34) ^ ((own_scope.astype(np.int64) + 1) << 12) ^ (of_process << 2)
    high ^= oldest.astype(np.int64) * 2 + is_local
    group, first = number_wide(high.astype(np.uint64), number.astype(np.uint64))
    made = context.cast.add(TrackKind.ASYNC, name[event[first]], process[first].astype(np.int32))
    placed = made[group]
    placed[~(given[0] | given[1] | given[2]) | (is_local & (process < 0))] = -1
    track[event] = placed


def _place_by_scope(
    context: Context, owner: NDArray[np.int32], track: NDArray[np.int32], phase: NDArray[np.int32]
) -> None:
    """Place instants of the old kind that concern a whole process, or everything."""
    scope = context.tables.column(t.LEGACY, "instant_scope")
    instant = _is_one_of(phase[owner], "iI")
    everywhere = owner[instant & (scope == _GLOBAL)]
    if len(everywhere):
        none = np.full(1, -1, np.int32)
        track[everywhere] = context.cast.add(TrackKind.GLOBAL, none, none)[0]
    event = owner[instant & (scope == _PROCESS)]
    if len(event):
        process = context.cast.process_of_tracks()
        process = np.where(track[event] >= 0, process[track[event]], -1)
        found, back = np.unique(process, return_inverse=True)
        made = context.cast.add(
            TrackKind.PROCESS, np.full(len(found), -1, np.int32), found.astype(np.int32)
        )
        track[event] = np.where(found >= 0, made, np.int32(-1))[back]
