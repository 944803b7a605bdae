"""Recordings of memory over time for tests: from texts, from samples, from a rule."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from perfview.engine.pillars import pillar
from perfview.heaps.model import Collections, HeapModel, Moments
from perfview.heaps.study import Study
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source
from perfview.recording.strings import StringTable

SAMPLES = Path(__file__).parent / "over_time_samples"
CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus" / "heaps" / "other"
MB = 1_000_000
SECOND = 1_000_000_000


def read(source: Source) -> Study:
    """What the surest reader of heaps makes of a source."""
    readers = [kind() for kind in pillar("heaps").readers()]
    reader = max(readers, key=lambda each: each.sniff(source).certainty)
    assert reader.sniff(source).certainty >= 0.5, "no reader wants it"
    model, report = reader.read(source, Progress())
    return Study(model, report, source)


def of_text(text: str) -> Study:
    """The same of a text."""
    return read(Source.from_bytes(text.encode()))


def sample(name: str) -> Study:
    """A recording of Node 20 that ships with the tests."""
    return read(Source(SAMPLES / name))


def collected(
    after_mb: list[float], *, every_s: float = 10.0, pause_ms: float = 5.0, before_mb: float = 20.0
) -> Study:
    """Full collections that leave this much, each from `before_mb` more."""
    count = len(after_mb)
    after = (np.array(after_mb) * MB).astype(np.int64)
    made = Collections(
        time_ns=(np.arange(count) * every_s * SECOND).astype(np.int64),
        pause_ns=np.full(count, round(pause_ms * 1e6)),
        kind=np.zeros(count, np.int32),
        is_full=np.ones(count, np.bool_),
        before_bytes=after + round(before_mb * MB),
        after_bytes=after,
        committed_bytes=np.full(count, -1),
        mutator_share=np.full(count, np.nan),
        reason=np.full(count, -1, np.int32),
    )
    return Study(HeapModel(strings=StringTable.of(["Mark-Compact"]), collections=made))


def measured(every_s: float = 1.0, **series_mb: np.ndarray) -> Study:
    """Moments of these series in MB."""
    count = len(next(iter(series_mb.values())))
    time = (np.arange(count) * every_s * SECOND).astype(np.int64)
    values = np.concatenate([np.asarray(v, np.float64) * MB for v in series_mb.values()])
    model = HeapModel(moments=Moments(time, list(series_mb), values))
    return Study(model, ImportReport(rows=count))
