"""What a Perfetto recording holds that is not read: counted and named."""

from __future__ import annotations

import numpy as np

from perfview.kernels.tables import Tables
from perfview.recording.report import ImportReport
from perfview.traces.readers.pftrace import tables as t
from perfview.traces.readers.pftrace.kernel_schema import (
    MARK_KINDS,
    PRINT,
    SCHED_SWITCH,
    SCHED_WAKEUP,
    SCHED_WAKEUP_NEW,
    SCHED_WAKING,
)
from perfview.traces.readers.pftrace.sources import (
    PACKET_CONTENTS,
    READ,
    WITHOUT_DATA,
    kernel_event_name,
)

_SAMPLED = frozenset({54, 66})
_STATE = 5
_READ_KINDS = frozenset(
    {0, PRINT, SCHED_SWITCH, SCHED_WAKEUP, SCHED_WAKING, SCHED_WAKEUP_NEW, *MARK_KINDS}
)
_NAMED_APART = 12


def note_left_out(tables: Tables, report: ImportReport) -> None:
    """Add to the report every data source that is not read, the most frequent first."""
    counted = np.bincount(tables.column(t.PACKETS, "content"), minlength=max(PACKET_CONTENTS) + 1)
    for number in np.argsort(-counted, kind="stable").tolist():
        count = int(counted[number])
        if not count or number in READ | WITHOUT_DATA | _SAMPLED or not number:
            continue
        words = PACKET_CONTENTS.get(number, f"field {number}")
        report.note("not-read", count, f"{words.capitalize()}: packets of this kind are not read.")
    _note_kernel_events(tables, report)
    states = int((tables.column(t.EVENTS, "type") == _STATE).sum())
    report.note("not-read", states, "Track events that tell a state: they are not read.")
    samples = tables.rows(t.SAMPLES) + tables.rows(t.PROFILE_SAMPLES)
    report.note(
        "samples", samples, "Samples of a CPU profile stand in the file too; they are not read."
    )


def _note_kernel_events(tables: Tables, report: ImportReport) -> None:
    """The kernel's events that are no matter of the scheduler and no marks, by kind."""
    kinds = np.bincount(tables.column(t.KERNEL_EVENTS, "kind"))
    named = np.argsort(-kinds, kind="stable").tolist()
    rest = [kind for kind in named if kinds[kind] and kind not in _READ_KINDS]
    for kind in rest[:_NAMED_APART]:
        words = f"Kernel events “{kernel_event_name(kind)}”: events of this kind are not read."
        report.note("not-read", int(kinds[kind]), words)
    others = rest[_NAMED_APART:]
    report.note(
        "not-read",
        int(sum(kinds[kind] for kind in others)),
        f"Kernel events of {len(others)} further kinds: they are not read.",
    )
