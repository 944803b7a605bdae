"""A trace's memory: beside the trace, only where there is some."""

from __future__ import annotations

import json

import pytest

from perfview.engine.identify import identify
from perfview.heaps.readers.chrome_counters import ChromeCounters
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.source import Source


def event(name, ts, pid=7, **args):
    return {"name": name, "ph": "X", "ts": ts, "dur": 1500, "pid": pid, "tid": 1, "args": args}


def trace(counters, pid=7):
    events = [
        event("UpdateCounters", 1000 + i * 10_000, pid, data={"jsHeapSizeUsed": 1_000_000 + i})
        for i in range(counters)
    ]
    return [*events, event("MajorGC", 35_000, pid, usedHeapSizeBefore=9, usedHeapSizeAfter=4)]


def source_of(events):
    return Source.from_bytes(json.dumps({"traceEvents": events}).encode())


def test_the_heap_is_read_with_its_collections():
    model, report = ChromeCounters().read(source_of(trace(6)), Progress())
    assert model.moments.name == ["heapUsed"]
    assert model.moments.time_ns.tolist() == [i * 10_000_000 for i in range(6)]
    assert model.collections.time_ns.tolist() == [34_000_000]
    assert model.collections.pause_ns.tolist() == [1_500_000]
    assert model.collections.is_full.all()
    assert report.complete


def test_processes_are_told_apart():
    model, _ = ChromeCounters().read(source_of(trace(6) + trace(6, pid=8)), Progress())
    assert model.moments.name == ["process 7: heapUsed", "process 8: heapUsed"]


@pytest.mark.parametrize(("counters", "also"), [(6, ("heaps",)), (3, ())])
def test_a_trace_stays_a_trace(counters, also):
    identity = identify(source_of(trace(counters))).identity
    assert identity.kind == "traces"
    assert identity.also == also


def test_too_few_counters_are_refused():
    with pytest.raises(UnreadableInput, match="how much memory"):
        ChromeCounters().read(source_of(trace(2)), Progress())
