"""What the threads of a recording do: how busy each is, and with which slices."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import number_pairs
from perfview.traces.study import Study
from perfview.traces.threads import ThreadState, TrackKind

_NUMBERED = re.compile(r"[\s#_:./-]*\(?\d+\)?$")


@dataclass(frozen=True)
class ThreadWork:
    """Of k tracks, and of g pairs of a track and a name of slices on it.

    busy_ns int64 (k): the sum of a thread's outermost slices; 0 for tracks that are no threads.
    pair int32 (n): the pair a slice belongs to. track, name int32 (g); self_ns int64 (g); count
    int64 (g). span_ns is how long the recording lasts.
    """

    busy_ns: NDArray[np.int64]
    pair: NDArray[np.int32]
    track: NDArray[np.int32]
    name: NDArray[np.int32]
    self_ns: NDArray[np.int64]
    count: NDArray[np.int64]
    span_ns: int


def thread_work(study: Study) -> ThreadWork:
    """The recording's threads and their work; finished slices only."""
    return study.once("threads.work", lambda: _work(study))


def _work(study: Study) -> ThreadWork:
    model, tracks = study.model, study.model.threads.tracks
    is_thread = tracks.kind == np.uint8(TrackKind.THREAD)
    counts = is_thread[tracks.of_span]
    counts[tracks.unfinished] = False
    outermost = counts & (study.structure.parent < 0)
    busy = np.bincount(
        tracks.of_span[outermost], model.duration_ns[outermost], minlength=len(tracks)
    )
    pair, head = number_pairs(tracks.of_span, model.name)
    spent = np.where(counts, study.self_ns, 0)
    groups = len(head)
    return ThreadWork(
        busy_ns=busy.astype(np.int64),
        pair=pair,
        track=tracks.of_span[head],
        name=model.name[head],
        self_ns=np.bincount(pair, spent, minlength=groups).astype(np.int64),
        count=np.bincount(pair[counts], minlength=groups),
        span_ns=max(1, int(model.end_ns.max() - model.start_ns.min())) if len(model) else 1,
    )


def thread_name(study: Study, track: int) -> str:
    """What to call a thread: its name, else its number."""
    tracks = study.model.threads.tracks
    name = study.model.strings[int(tracks.name[track])]
    return name or f"thread {int(tracks.thread_id[track])}"


def stem(name: str) -> str:
    """A thread's name without the number at its end: what threads of one pool share."""
    return _NUMBERED.sub("", name)


def state_ns(study: Study, state: ThreadState) -> NDArray[np.int64]:
    """Per track, how long it was in a scheduler's state, int64 (k)."""
    states = study.model.threads.states
    chosen = states.state == np.uint8(state)
    tracks = len(study.model.threads.tracks)
    spent = np.bincount(states.track[chosen], states.duration_ns[chosen], minlength=tracks)
    return spent.astype(np.int64)
