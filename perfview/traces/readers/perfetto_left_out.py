"""What a Perfetto recording holds that is not read: counted and named."""

from __future__ import annotations

import numpy as np

from perfview.kernels.tables import Tables
from perfview.recording.report import ImportReport
from perfview.traces.readers import perfetto_tables as t
from perfview.traces.readers.perfetto_sources import (
    PACKET_CONTENTS,
    READ,
    WITHOUT_DATA,
)

_SAMPLED = frozenset({54, 66})
_STATE = 5


def note_left_out(tables: Tables, report: ImportReport) -> None:
    """Add to the report every data source that is not read, the most frequent first."""
    counted = np.bincount(tables.column(t.PACKETS, "content"), minlength=max(PACKET_CONTENTS) + 1)
    for number in np.argsort(-counted, kind="stable").tolist():
        count = int(counted[number])
        if not count or number in READ | WITHOUT_DATA | _SAMPLED or not number:
            continue
        words = PACKET_CONTENTS.get(number, f"field {number}")
        report.note("not-read", count, f"{words.capitalize()}: packets of this kind are not read.")
    states = int((tables.column(t.EVENTS, "type") == _STATE).sum())
    report.note("not-read", states, "Track events that tell a state: they are not read.")
    samples = tables.rows(t.SAMPLES) + tables.rows(t.PROFILE_SAMPLES)
    report.note(
        "samples", samples, "Samples of a CPU profile stand in the file too; they are not read."
    )
