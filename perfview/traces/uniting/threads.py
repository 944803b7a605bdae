"""Tracks, counters, flows and thread states of several recordings as those of one."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from perfview.traces.model import TraceModel
from perfview.traces.threads import Counters, Flows, Threads, ThreadStates, Tracks
from perfview.traces.uniting.end_to_end import Ids, before, renumbered, shifted


def unite_threads(models: list[TraceModel], texts: list[Ids]) -> Threads:
    """The threads of all models; `texts` are the new ids of each model's texts.

    Processes stay apart, file by file: their numbers may mean others on another machine.
    """
    parts = [model.threads for model in models]
    rows = before([len(model) for model in models])
    tracks = before([len(part.tracks) for part in parts])
    processes = before([len(part.tracks.process_id) for part in parts])
    return Threads(
        _tracks([part.tracks for part in parts], texts, rows, processes),
        _counters([part.counters for part in parts], texts, processes),
        Flows(
            _joined([shifted(p.flows.from_row, by) for p, by in zip(parts, rows, strict=True)]),
            _joined([shifted(p.flows.to_row, by) for p, by in zip(parts, rows, strict=True)]),
        ),
        _states([part.states for part in parts], tracks),
    )


def _joined(pieces: list[NDArray[Any]]) -> NDArray[Any]:
    return np.concatenate(pieces)


def _named(parts: list[Any], column: str, texts: list[Ids]) -> Ids:
    return _joined(
        [renumbered(getattr(p, column), ids) for p, ids in zip(parts, texts, strict=True)]
    )


def _counted(parts: list[Any], column: str, bases: list[int]) -> Ids:
    return _joined([shifted(getattr(p, column), by) for p, by in zip(parts, bases, strict=True)])


def _plain(parts: list[Any], column: str) -> NDArray[Any]:
    return _joined([getattr(part, column) for part in parts])


def _tracks(parts: list[Tracks], texts: list[Ids], rows: list[int], processes: list[int]) -> Tracks:
    places = before([int(part.position.max(initial=-1)) + 1 for part in parts])
    return Tracks(
        of_span=_counted(parts, "of_span", before([len(part) for part in parts])),
        category=_named(parts, "category", texts),
        unfinished=_counted(parts, "unfinished", rows),
        kind=_plain(parts, "kind"),
        name=_named(parts, "name", texts),
        process=_counted(parts, "process", processes),
        thread_id=_plain(parts, "thread_id"),
        position=_counted(parts, "position", places),
        process_id=_plain(parts, "process_id"),
        process_name=_named(parts, "process_name", texts),
    )


def _counters(parts: list[Counters], texts: list[Ids], processes: list[int]) -> Counters:
    points = before([len(part.time_ns) for part in parts])
    first = [part.first[:-1] + by for part, by in zip(parts, points, strict=True)]
    return Counters(
        name=_named(parts, "name", texts),
        process=_counted(parts, "process", processes),
        unit=_named(parts, "unit", texts),
        first=_joined([*first, np.array([sum(len(part.time_ns) for part in parts)])]),
        time_ns=_plain(parts, "time_ns"),
        value=_plain(parts, "value"),
    )


def _states(parts: list[ThreadStates], tracks: list[int]) -> ThreadStates:
    return ThreadStates(
        _counted(parts, "track", tracks),
        _plain(parts, "state"),
        _plain(parts, "start_ns"),
        _plain(parts, "duration_ns"),
        _plain(parts, "processor"),
    )
