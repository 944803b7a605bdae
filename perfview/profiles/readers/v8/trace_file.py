"""The CPU profiles in a file of trace events, as one model: a thread each."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.tables import Tables
from perfview.profiles.model import ProfileModel
from perfview.profiles.readers.v8.assembly import assemble
from perfview.profiles.readers.v8.recorded import Recorded, nodes_of
from perfview.profiles.readers.v8.schema import NODES, NOT_GIVEN
from perfview.profiles.readers.v8.times import aligned
from perfview.profiles.readers.v8.trace_events import TraceProfiles, find_profiles
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
    nodes = nodes_of(tables, np.zeros(tables.rows(NODES), np.int32))
    progress.check()
    found = find_profiles(tables, report)
    if not found.owners:
        raise UnreadableInput(
            "The trace holds no CPU profile",
            remedy="Record with JavaScript samples (category disabled-by-default-v8.cpu_profiler), "
            "or open the file as a trace.",
        )
    nodes.profile[:] = found.profile[tables.column(NODES, "event")]
    recorded = _recorded(tables, found, report)
    progress.check()
    return assemble(nodes, recorded, found.owners, report), report


def _recorded(tables: Tables, found: TraceProfiles, report: ImportReport) -> Recorded:
    sample, samples = _by_profile(tables, SAMPLES, found)
    delta, deltas = _by_profile(tables, DELTAS, found)
    line, lines = _by_profile(tables, LINES, found)
    start, end = np.array(found.start_ns, np.int64), np.array(found.end_ns, np.int64)
    duration = np.where(end == NOT_GIVEN, 0, np.maximum(0, end - start))
    kept, delta = aligned(samples, delta, deltas, duration, report)
    first = np.zeros(len(kept) + 1, np.int64)
    np.cumsum(kept, out=first[1:])
    return Recorded(
        first=first,
        sample=_cut(sample, samples, kept),
        delta=delta,
        start_ns=start,
        duration_ns=duration,
        line=_cut_lines(line, lines, samples, kept),
    )


def _by_profile(
    tables: Tables, table: str, found: TraceProfiles
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """A list's values by profile, then event: int64, and how many each profile has, int64."""
    event = tables.column(table, "event")
    profile = found.profile[event]
    known = np.flatnonzero(profile >= 0)
    order = known[np.lexsort((found.place[event[known]], profile[known]))]
    count = np.bincount(profile[known], minlength=len(found.owners))
    return tables.column(table, "value")[order], count


def _cut(
    values: NDArray[np.int64], have: NDArray[np.int64], keep: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Of each profile's values the first few."""
    if np.array_equal(have, keep):
        return values
    start = np.cumsum(have) - have
    within = np.arange(len(values)) - np.repeat(start, have)
    return values[within < np.repeat(keep, have)]


def _cut_lines(
    line: NDArray[np.int64],
    lines: NDArray[np.int64],
    samples: NDArray[np.int64],
    kept: NDArray[np.int64],
) -> NDArray[np.int32]:
    """The line of each sample, 0 in profiles that do not say them for all samples."""
    whole = lines == samples
    if not len(line) or not whole.any():
        return np.zeros(0, np.int32)
    found = np.zeros(int(samples.sum()), np.int64)
    found[np.repeat(whole, samples)] = line[np.repeat(whole, lines)]
    return np.clip(_cut(found, samples, kept), 0, _MOST_LINE).astype(np.int32)
