"""From slices and what stands around them to the model: the last step of every reader of threads.

A reader calls `nest`, then `threads_model` with its tracks, processes, attributes and texts.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.joining import join_details, topmost
from perfview.recording.strings import StringTable
from perfview.traces.model import NUMBER_SOURCES, TEXT_SOURCES, Attributes, TraceModel
from perfview.traces.readers.slicing.events import SliceEvents, Slices
from perfview.traces.readers.slicing.order import NO_RANK, are_main, track_positions
from perfview.traces.threads import (
    Counters,
    Flows,
    Threads,
    ThreadStates,
    TrackKind,
    Tracks,
    no_counters,
    no_flows,
    no_states,
)


@dataclass(frozen=True)
class Stage:
    """k tracks and p processes as the file names them, before it is known which have slices.

    kind uint8 (k) `TrackKind`; name int32 (k) text id, -1 none; process int32 (k) index into the
    processes, -1 none; thread_id int64 (k), 0 for what is no thread; rank int64 (k): the file's own
    sort index, `NO_RANK` where it gives none. process_id int64 (p), process_name int32 (p) text
    id: processes stand in the order in which they are to be shown (`process_order`).
    """

    kind: NDArray[np.uint8]
    name: NDArray[np.int32]
    process: NDArray[np.int32]
    thread_id: NDArray[np.int64]
    rank: NDArray[np.int64]
    process_id: NDArray[np.int64]
    process_name: NDArray[np.int32]


@dataclass(frozen=True)
class Beside:
    """What was recorded beside the slices. The tracks of `states` are numbers of the stage."""

    counters: Counters = field(default_factory=no_counters)
    flows: Flows = field(default_factory=no_flows)
    states: ThreadStates = field(default_factory=no_states)


def threads_model(
    events: SliceEvents,
    slices: Slices,
    stage: Stage,
    attributes: Attributes,
    strings: StringTable,
    beside: Beside,
) -> TraceModel:
    """The model of a recording of threads.

    `attributes` are the reader's own (`first` is ignored: `events.first_attribute` says whose they
    are); a slice gets those of its opening and of its closing event. Tracks without slices or
    states are left out. Unfinished slices last until the recording's last moment.
    """
    n = len(slices)
    event = slices.event
    track = np.take(events.track, event)
    numbers, kept = _kept_tracks(track, stage, beside.states)
    of_span = np.take(numbers, track)
    first, key, reference = join_details(
        events.first_attribute, event, slices.end_event, attributes.key, attributes.reference
    )
    unfinished = np.flatnonzero(slices.duration_ns < 0).astype(np.int32)
    duration = slices.duration_ns.copy()
    until = _last_moment(events, slices)
    duration[unfinished] = np.maximum(0, until - slices.start_ns[unfinished])
    name = np.take(events.name, event)
    tracks = _tracks(
        stage, kept, of_span, np.take(events.category, event), unfinished, name, strings
    )
    states = _renumbered(beside.states, numbers)
    ids = np.arange(1, n + 1, dtype=np.uint64)
    none = np.full(n, -1, np.int32)
    nothing: dict[str, Any] = dict.fromkeys(TEXT_SOURCES, none)
    nothing |= dict.fromkeys(NUMBER_SOURCES, np.zeros(n, np.int32))
    return TraceModel(
        strings=strings,
        trace_id_high=np.zeros(n, np.uint64),
        trace_id_low=(topmost(slices.parent) + 1).astype(np.uint64),
        span_id=ids,
        parent_id=(slices.parent + 1).astype(np.uint64),
        start_ns=slices.start_ns,
        duration_ns=duration,
        name=name,
        service=_services(tracks),
        kind=np.zeros(n, np.uint8),
        status=np.zeros(n, np.uint8),
        resource=none,
        attributes=replace(attributes, first=first, key=key, reference=reference),
        resource_reference=np.zeros(0, np.uint64),
        threads=Threads(tracks, beside.counters, beside.flows, states),
        **nothing,
    )


def _last_moment(events: SliceEvents, slices: Slices) -> int:
    """When the recording ends: the last thing any event on a track says, ns; 0 for none."""
    last = int((slices.start_ns + np.maximum(slices.duration_ns, 0)).max(initial=0))
    placed = events.time_ns[events.track >= 0]
    return max(last, int(placed.max(initial=0)))


def _kept_tracks(
    track: NDArray[np.int32], stage: Stage, states: ThreadStates
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """New numbers by old ones (int32, -1 for tracks left out) and the old ones of those kept."""
    used = np.zeros(len(stage.kind), np.bool_)
    used[track] = True
    used[states.track] = True
    kept = np.flatnonzero(used).astype(np.int32)
    numbers = np.full(len(used), -1, np.int32)
    numbers[kept] = np.arange(len(kept), dtype=np.int32)
    return numbers, kept


def _tracks(
    stage: Stage,
    kept: NDArray[np.int32],
    of_span: NDArray[np.int32],
    category: NDArray[np.int32],
    unfinished: NDArray[np.int32],
    span_name: NDArray[np.int32],
    strings: StringTable,
) -> Tracks:
    name = stage.name[kept]
    nameless = (name < 0) & (stage.kind[kept] == TrackKind.ASYNC)
    if nameless.any():
        # Async work is called after its first slice, so that equal work can be shown together.
        first = np.full(len(kept), -1, np.int32)
        first[of_span[::-1]] = span_name[::-1]
        name = np.where(nameless, first, name)
    return Tracks(
        of_span=of_span,
        category=category,
        unfinished=unfinished,
        kind=stage.kind[kept],
        name=name,
        process=stage.process[kept],
        thread_id=stage.thread_id[kept],
        position=track_positions(
            stage.kind[kept],
            name,
            stage.process[kept],
            stage.thread_id[kept],
            stage.rank[kept],
            are_main(name, stage.thread_id[kept], stage.process[kept], stage.process_id, strings),
            strings,
        ),
        process_id=stage.process_id,
        process_name=stage.process_name,
    )


def _services(tracks: Tracks) -> NDArray[np.int32]:
    """The name of every slice's process: int32 (n), -1 none."""
    names = np.append(tracks.process_name, np.int32(-1))
    of_track = np.append(names[tracks.process], np.int32(-1))
    services: NDArray[np.int32] = np.take(of_track, tracks.of_span)
    return services


def _renumbered(states: ThreadStates, numbers: NDArray[np.int32]) -> ThreadStates:
    if not len(states):
        return states
    return ThreadStates(
        numbers[states.track],
        states.state,
        states.start_ns,
        states.duration_ns,
        states.processor,
    )


__all__ = ["NO_RANK", "Beside", "Stage", "threads_model"]
