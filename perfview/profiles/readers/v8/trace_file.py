"""The CPU profiles in a file of trace events, as one model: a thread each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.tables import Tables
from perfview.profiles.model import ProfileModel
from perfview.profiles.readers.v8.assembly import assemble
from perfview.profiles.readers.v8.recorded import Recorded, nodes_of
from perfview.profiles.readers.v8.schema import NODES, NOT_GIVEN
from perfview.profiles.readers.v8.times import aligned
from perfview.profiles.readers.v8.trace_events import (
    TraceProfiles,
    find_profiles,
    of_whole_events,
)
from perfview.profiles.readers.v8.trace_schema import DELTAS, LINES, SAMPLES, trace_schema
from perfview.recording.errors import UnreadableInput
from perfview.recording.event_lists import document_splits
from perfview.recording.json_columns import JsonReading
from perfview.recording.json_reports import report_of_json
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

_MOST_LINE = np.iinfo(np.int32).max


def read_trace(source: Source, progress: Progress) -> tuple[ProfileModel, ImportReport]:
    """The model of a trace and how reading it went.

    Raises `Cancelled`, and `UnreadableInput` when there is no CPU profile in it.
    """
    reading = JsonReading(source, trace_schema(), lambda tables: lambda origin: None, progress)
    outcome = reading.read(document_splits(source.head), "Looking for CPU profiles")
    report = report_of_json(source, outcome, open_ended=True)
    tables = outcome.tables
    node_event = of_whole_events(tables, NODES)
    nodes = nodes_of(tables, np.zeros(len(node_event), np.int32))
    progress.check()
    found = find_profiles(tables, report)
    if not found.owners:
        raise UnreadableInput(
            "The trace holds no CPU profile",
            remedy="Record with JavaScript samples (category disabled-by-default-v8.cpu_profiler), "
            "or open the file as a trace.",
        )
    nodes.profile[:] = found.profile[node_event]
    recorded = _recorded(tables, found, report)
    progress.check()
    return assemble(nodes, recorded, found.owners, report), report


def _recorded(tables: Tables, found: TraceProfiles, report: ImportReport) -> Recorded:
    sample = _listed(tables, SAMPLES, found)
    delta = _listed(tables, DELTAS, found)
    start, end = np.array(found.start_ns, np.int64), np.array(found.end_ns, np.int64)
    duration = np.where(end == NOT_GIVEN, 0, np.maximum(0, end - start))
    kept, times = aligned(sample.count, delta.values, delta.count, duration, report)
    first = np.zeros(len(kept) + 1, np.int64)
    np.cumsum(kept, out=first[1:])
    is_kept = _leading(sample.count, kept)
    line = _lines(tables, found, sample)
    return Recorded(
        first=first,
        sample=sample.values[is_kept],
        delta=times,
        start_ns=start,
        duration_ns=duration,
        line=line[is_kept] if len(line) else line,
    )


@dataclass(frozen=True)
class _Listed:
    """Values int64 of all profiles, by profile, then event; event int32 of each; count int64 a
    profile."""

    values: NDArray[np.int64]
    event: NDArray[np.int32]
    count: NDArray[np.int64]


def _listed(tables: Tables, table: str, found: TraceProfiles) -> _Listed:
    event = of_whole_events(tables, table)
    profile = found.profile[event]
    known = np.flatnonzero(profile >= 0)
    order = known[np.lexsort((found.place[event[known]], profile[known]))]
    count = np.bincount(profile[known], minlength=len(found.owners))
    return _Listed(tables.column(table, "value")[order], event[order], count)


def _leading(have: NDArray[np.int64], keep: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether each value is among the first few of its profile, bool."""
    within = np.arange(int(have.sum())) - np.repeat(np.cumsum(have) - have, have)
    return within < np.repeat(keep, have)


def _lines(tables: Tables, found: TraceProfiles, sample: _Listed) -> NDArray[np.int32]:
    """The line of each sample, 0 in events that do not say those of all their samples."""
    line = _listed(tables, LINES, found)
    events = len(found.profile)
    counts = [np.bincount(each.event, minlength=events) for each in (line, sample)]
    whole = counts[0] == counts[1]
    if not len(line.values) or not whole[line.event].any():
        return np.zeros(0, np.int32)
    lines = np.zeros(len(sample.values), np.int64)
    lines[whole[sample.event]] = line.values[whole[line.event]]
    return np.clip(lines, 0, _MOST_LINE).astype(np.int32)
