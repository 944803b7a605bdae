from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from perfview.recording.report import ImportReport
from perfview.traces.model import SpanKind, TraceModel
from perfview.traces.oddities import examine
from perfview.traces.study import Study
from tests.traces.building import Recording


def oddities(model: TraceModel) -> dict[str, tuple[int, str]]:
    report = ImportReport()
    examine(Study(model, report), report)
    return {odd.kind: (odd.count, odd.detail) for odd in report.oddities}


def sound() -> Recording:
    recording = Recording()
    recording.span(0, 100, service="web", kind=SpanKind.CLIENT)
    recording.span(10, 90, parent=1, service="cart", kind=SpanKind.SERVER)
    return recording


def test_a_sound_recording_has_none() -> None:
    assert oddities(sound().model()) == {}
    assert oddities(Recording().model()) == {}


def test_broken_links_are_counted() -> None:
    recording = sound()
    recording.span(0, 1, parent=99)
    recording.span(0, 1, parent=4)
    recording.span(0, 1, span_id=2, parent=1)
    found = oddities(recording.model())
    assert {kind: count for kind, (count, _) in found.items()} == {
        "orphan-span": 1,
        "cycle": 1,
        "duplicate-id": 1,
        "multiple-roots": 1,
    }


def test_clocks_that_disagree_are_named_with_the_largest_gap() -> None:
    recording = sound()
    recording.span(-200, -150, parent=1, service="store", kind=SpanKind.SERVER)
    recording.span(95, 130, parent=1, service="cart", kind=SpanKind.SERVER)
    recording.span(-5, 10, parent=1, service="web")
    recording.span(99, 900, parent=1, service="mail", kind=SpanKind.CONSUMER)
    count, detail = oddities(recording.model())["clock-skew"]
    assert count == 2, "own spans keep the clock, and messages may be handled later"
    assert "200" in detail
    assert "web and store" in detail


@pytest.mark.parametrize(
    ("unit", "factor"), [("microseconds", 1e3), ("milliseconds", 1e6), ("seconds", 1e9)]
)
def test_times_in_another_unit_are_recognised(unit: str, factor: float) -> None:
    model = sound().model()
    wrong = replace(
        model,
        start_ns=(model.start_ns / factor).astype(np.int64),
        duration_ns=(model.duration_ns / factor).astype(np.int64),
    )
    count, detail = oddities(wrong)["unit-guessed"]
    assert count == 2
    assert unit in detail


def test_times_that_count_from_a_start_are_no_unit() -> None:
    model = sound().model()
    assert oddities(replace(model, start_ns=model.start_ns - model.start_ns.min())) == {}


def test_times_beyond_this_century_are_said() -> None:
    model = sound().model()
    assert "2100" in oddities(replace(model, start_ns=model.start_ns * 4))["unit-guessed"][1]


def test_spans_without_a_start_among_others_are_counted() -> None:
    model = sound().model()
    starts = model.start_ns.copy()
    recording = sound()
    for trace in (2, 3):
        recording.span(0, 1, trace=trace)
    model = recording.model()
    starts = model.start_ns.copy()
    starts[3] = 0
    assert oddities(replace(model, start_ns=starts))["zero-times"][0] == 1
