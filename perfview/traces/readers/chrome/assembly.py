"""From the tables of a Chrome trace's events to the model, with what was odd noted."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.findings.quantities import plural
from perfview.kernels.tables import Tables, remap
from perfview.kernels.unescaping import unescaped
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.strings import StringTable
from perfview.traces.model import Attributes, TraceModel
from perfview.traces.readers.chrome.counters import find_counters
from perfview.traces.readers.chrome.events import ChromeTracks, slice_events
from perfview.traces.readers.chrome.flows import find_flows
from perfview.traces.readers.chrome.names import find_processes, make_stage, read_names
from perfview.traces.readers.chrome.schema import ATTRIBUTES, EVENTS, SAMPLES
from perfview.traces.readers.chrome.system import read_system
from perfview.traces.readers.chrome.values import COUNTER
from perfview.traces.readers.slicing.model import Beside, Stage, threads_model
from perfview.traces.readers.slicing.nesting import nest, note_dropped
from perfview.traces.threads import Counters, TrackKind

_OLD_ASYNC = {"S": "begin", "T": "step", "p": "step", "F": "end"}
_NOT_READ = (
    ("NOD", "object-snapshots", "Events about objects (N, O, D)"),
    ("Vv", "memory-dumps", "Memory dumps (v, V)"),
    ("c", "clock-sync", "Clock synchronisations (c)"),
)


def assemble(tables: Tables, system: bytes, report: ImportReport, progress: Progress) -> TraceModel:
    """The model of one worker's tables (`CHROME_LAYOUT`), which it takes over.

    `system` is the operating system's log beside the events, b"" for none. Adds to the report its
    rows, what was left out and what the file holds that is not read. Raises `Cancelled` between its
    steps.
    """
    keys = _resolve_escapes(tables)
    events, tracks = slice_events(tables, report)
    progress.check()
    slices = nest(events)
    note_dropped(slices, report)
    progress.check()
    flows = find_flows(tables, events, slices)
    shown = np.zeros(len(tracks.kind), np.bool_)
    shown[events.track[slices.event]] = True
    stage, counters = _named(tables, tracks, shown, keys, report)
    stage, states = read_system(system, stage, tables.texts, report)
    _note_others(tables, report)
    report.rows = len(slices)
    progress.check()
    attributes = Attributes(
        events.first_attribute,
        tables.column(ATTRIBUTES, "key"),
        tables.column(ATTRIBUTES, "reference"),
        keys,
    )
    texts = StringTable(*tables.texts.packed())
    beside = Beside(counters, flows, states)
    return threads_model(events, slices, stage, attributes, texts, beside)


def _named(
    tables: Tables,
    tracks: ChromeTracks,
    shown: NDArray[np.bool_],
    keys: StringTable,
    report: ImportReport,
) -> tuple[Stage, Counters]:
    """The tracks (of which those `shown` have slices) and counters; their names join the texts."""
    strings = StringTable(*tables.texts.packed())
    names = read_names(tables, strings, keys)
    pids = _pids(tables, tracks.pid[shown & (tracks.kind != TrackKind.GLOBAL)])
    processes = find_processes(pids, names, strings, tables.texts)
    stage = make_stage(tracks, shown, names, processes, strings)
    return stage, find_counters(tables, processes, strings, keys, tables.texts, report)


def _resolve_escapes(tables: Tables) -> StringTable:
    """The keys; they and the texts have their JSON escapes resolved, columns follow."""
    text_ids, key_ids = unescaped(tables.texts), unescaped(tables.keys)
    if text_ids is not None:
        for column in tables.text_columns():
            remap(column, column, text_ids)
    if key_ids is not None:
        column = tables.column(ATTRIBUTES, "key")
        remap(column, column, key_ids)
    return StringTable(*tables.keys.packed())


def _pids(tables: Tables, of_tracks: NDArray[np.int32]) -> NDArray[np.int32]:
    """The pids of everything that is shown: of tracks and of counters."""
    counters = tables.column(EVENTS, "phase") == COUNTER
    return np.concatenate([of_tracks, tables.column(EVENTS, "pid")[counters]])


def _note_others(tables: Tables, report: ImportReport) -> None:
    """Say what the file holds that is not read here."""
    counted = np.bincount(tables.column(EVENTS, "phase"), minlength=256)
    for phases, kind, words in _NOT_READ:
        count = int(sum(counted[ord(phase)] for phase in phases))
        report.note(kind, count, f"{words} stand in the file too; they are not shown.")
    found = {phase: int(counted[ord(phase)]) for phase in _OLD_ASYNC}
    which = [f"{plural(n, _OLD_ASYNC[phase])} ({phase})" for phase, n in found.items() if n]
    report.note(
        "old-async",
        sum(found.values()),
        f"Async events of the old kind stand in the file too: {', '.join(which)}. They are not"
        " shown, and Perfetto does not count them as slices.",
    )
    report.note(
        "samples",
        tables.rows(SAMPLES),
        "Samples of a CPU profile stand in the file too; open it as profiles to see them.",
    )
    report.note("no-events", int(not tables.rows(EVENTS)), "The file holds no events.")
