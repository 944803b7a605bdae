"""What Chrome traces say of the operating system's scheduler: a kernel's log as one long text.

`systemTraceEvents` of the trace event format. The log tells its own time; where Chrome left a mark
in it (`trace_event_clock_sync: parent_ts=...`), it is put right by that, as catapult does.
"""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.interning import Interner
from perfview.kernels.tables import Tables
from perfview.recording.report import ImportReport
from perfview.recording.source import Source
from perfview.recording.strings import StringTable
from perfview.traces.contents.attributes import value_at
from perfview.traces.readers.chrome.schema import SYSTEM_EVENTS
from perfview.traces.readers.kernel_log.tables import KernelLog, note_log
from perfview.traces.readers.kernel_log.text import Processes
from perfview.traces.readers.pftrace import tables as t
from perfview.traces.readers.pftrace.clocks import Clocks
from perfview.traces.readers.pftrace.descriptors import read_descriptors
from perfview.traces.readers.pftrace.sched import read_scheduling
from perfview.traces.readers.pftrace.sequences import follow_sequences
from perfview.traces.readers.pftrace.stage import Cast
from perfview.traces.readers.slicing.model import Stage
from perfview.traces.threads import ThreadStates, TrackKind, no_states

_SYNC = re.compile(
    rb"(\d{1,10}\.\d{6,9}):[ \t]+\S+:[ \t]+"
    rb"trace_event_clock_sync:[ \t]+parent_ts=(\d{1,10}(?:\.\d+)?)"
)


def system_log(tables: Tables, source: Source, report: ImportReport) -> bytes:
    """The kernel's log that stands in the file, b"" for none; what is no text is noted."""
    words = tables.column(SYSTEM_EVENTS, "reference").tolist()
    found = [value_at(source, word) for word in words]
    texts = [each for each in found if isinstance(each, str)]
    report.note(
        "system-events",
        len(found) - len(texts),
        "What the operating system logged (systemTraceEvents) is no text; it is not read.",
    )
    return "\n".join(texts).encode("utf-8", "replace")


def read_system(
    text: bytes, stage: Stage, texts: Interner, report: ImportReport
) -> tuple[Stage, ThreadStates]:
    """The stage with the log's threads beside its own, and what the scheduler did with them.

    A thread is the stage's own where its id is the same. Names are added to `texts`. Slices and
    counters marked in the log are noted as not shown: slices are those of `traceEvents`.
    """
    if not text:
        return stage, no_states()
    log = KernelLog(text, Processes())
    note_log(log, report)
    report.note(
        "not-read",
        log.tables.rows(t.MARKS) - len(_SYNC.findall(text)),
        "Marks in the operating system's log beside the events: they are not shown.",
    )
    sequences = follow_sequences(log.tables)
    cast = Cast(log.tables, read_descriptors(log.tables))
    states = read_scheduling(log.tables, Clocks(log.tables, sequences), cast).states
    if not len(states):
        return stage, states
    system, _ = cast.stage()
    names = StringTable(*log.tables.texts.packed())
    used = np.unique(states.track)
    whole, number = _joined(stage, system, used, names, texts)
    start = states.start_ns + _shift(text)
    return whole, replace(states, track=number[states.track], start_ns=start)


def _joined(
    stage: Stage, system: Stage, used: NDArray[np.int32], names: StringTable, texts: Interner
) -> tuple[Stage, NDArray[np.int32]]:
    """The stage with those threads of the log behind it that it lacks; where each of them stands.

    int32 (tracks of the log), -1 for those not `used`.
    """
    threads = np.flatnonzero((stage.kind == TrackKind.THREAD) & (stage.thread_id > 0))
    own = dict(zip(stage.thread_id[threads].tolist(), threads.tolist(), strict=True))
    process = {pid: i for i, pid in enumerate(stage.process_id.tolist())}
    number = np.full(len(system.kind), -1, np.int32)
    added: list[int] = []
    for track in used.tolist():
        tid = int(system.thread_id[track])
        if tid not in own:
            own[tid] = len(stage.kind) + len(added)
            added.append(track)
        number[track] = own[tid]
    pids = np.append(system.process_id, -1)[system.process[added]].tolist()
    named = [
        texts.add(names.raw(text)) if text >= 0 else -1 for text in system.name[added].tolist()
    ]
    whole = replace(
        stage,
        kind=np.concatenate((stage.kind, system.kind[added])),
        name=np.concatenate((stage.name, np.array(named, np.int32))),
        process=np.concatenate(
            (stage.process, np.array([process.get(pid, -1) for pid in pids], np.int32))
        ),
        thread_id=np.concatenate((stage.thread_id, system.thread_id[added])),
        rank=np.concatenate((stage.rank, system.rank[added])),
    )
    return whole, number


def _shift(text: bytes) -> int:
    """By how much the log's clock is behind that of the events, ns."""
    found = _SYNC.search(text)
    if found is None:
        return 0
    return round(float(found[2]) * 1e9) - round(float(found[1]) * 1e9)
