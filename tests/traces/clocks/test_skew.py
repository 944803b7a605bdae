"""Clocks that disagree: found by what all calls agree on, and left alone when they do not."""

from __future__ import annotations

import random

import numpy as np
import pytest

from perfview.recording.report import ImportReport
from perfview.traces.clocks.skew import corrected
from perfview.traces.model import SpanKind, TraceModel
from perfview.traces.study import Study
from tests.traces.building import Recording

MS = 1_000_000
CLIENT, SERVER = SpanKind.CLIENT, SpanKind.SERVER


def calls(
    clock: dict[str, float], requests: int = 40, *, seed: int = 1, late: float = 0.0
) -> Recording:
    """Requests a → b → c over a network; `clock` says by how many ms a service's clock is ahead.

    `late`: how often b goes on long after its answer.
    """
    chance, recording = random.Random(seed), Recording()
    for trace in range(1, requests + 1):
        now, ids = 1000.0 * trace, iter(range(trace * 10, trace * 10 + 9))
        above, length = 0, 80.0
        for caller, callee in (("a", "b"), ("b", "c")):
            there, back = chance.uniform(0.2, 2), chance.uniform(0.2, 2)
            client, server = next(ids), next(ids)
            late_by = 300 if callee == "b" and chance.random() < late else 0
            begin = now + clock.get(caller, 0)
            recording.span(
                begin, begin + length, "call", service=caller, kind=CLIENT, span_id=client,
                parent=above, trace=trace,
            )  # fmt: skip
            begin = now + there + clock.get(callee, 0)
            recording.span(
                begin, begin + length - there - back + late_by, "serve", service=callee,
                kind=SERVER, span_id=server, parent=client, trace=trace,
            )  # fmt: skip
            above, now, length = server, now + there + 5, length - there - back - 20
    return recording


def shifts(model: TraceModel) -> dict[str, float]:
    """By how many ms the spans of each service were moved."""
    study = Study(model, ImportReport())
    moved = corrected(study).model.start_ns - model.start_ns
    services = [model.strings[i] for i in model.service]
    found = {name: set() for name in services}
    for name, by in zip(services, moved.tolist(), strict=True):
        found[name].add(by / MS)
    assert all(len(each) == 1 for each in found.values()), "a clock moves as a whole"
    return {name: each.pop() for name, each in found.items()}


@pytest.mark.parametrize("ahead", [-65.0, 30.0, -3600_000.0, 7.0])
def test_a_clock_is_set_by_what_its_calls_agree_on(ahead: float) -> None:
    found = shifts(calls({"b": ahead}).model())
    assert found["a"] == 0
    assert found["b"] == pytest.approx(-ahead, abs=1)
    assert found["c"] == pytest.approx(0, abs=1)


def test_a_clock_behind_a_wrong_one_is_set_too() -> None:
    found = shifts(calls({"b": -50, "c": -50}).model())
    assert found["b"] == pytest.approx(50, abs=1)
    assert found["c"] == pytest.approx(50, abs=1)


def test_right_clocks_are_left_alone_and_cost_nothing() -> None:
    study = Study(calls({}).model(), ImportReport())
    assert corrected(study) is study
    assert study.report.oddities == []


def test_work_that_outlives_its_caller_is_no_clock() -> None:
    study = Study(calls({}, late=0.9).model(), ImportReport())
    assert corrected(study) is study
    once = Recording()
    once.span(0, 100, "call", kind=CLIENT)
    once.span(95, 150, "later", kind=SERVER, service="b", parent=1)
    assert set(shifts(once.model()).values()) == {0}


def test_calls_that_do_not_agree_move_nothing() -> None:
    recording, chance = Recording(), random.Random(3)
    for trace in range(1, 30):
        at = 1000.0 * trace
        recording.span(at, at + 50, "call", kind=CLIENT, span_id=2 * trace, trace=trace)
        begin = at + chance.uniform(-400, 400)
        recording.span(begin, begin + 10, "serve", kind=SERVER, service="b", parent=2 * trace,
                       span_id=2 * trace + 1, trace=trace)  # fmt: skip
    study = Study(recording.model(), ImportReport())
    assert corrected(study) is study


def test_the_report_says_who_was_moved_by_how_much() -> None:
    study = Study(calls({"b": -65}).model(), ImportReport())
    model = corrected(study).model
    told = study.report.find("clocks-corrected")
    assert told is not None
    assert told.count == int(np.count_nonzero(model.start_ns - study.model.start_ns))
    assert "b by +65" in told.detail
    assert "--raw-clocks" in told.detail
    assert "c by" not in told.detail or "c by +0" not in told.detail


def test_one_call_that_begins_before_its_caller_is_enough() -> None:
    recording = Recording()
    recording.span(100, 200, "call", kind=CLIENT)
    recording.span(30, 120, "serve", kind=SERVER, service="b", parent=1)
    recording.span(40, 60, "query", service="b", parent=2)
    model = recording.model()
    moved = corrected(Study(model, ImportReport())).model.start_ns - model.start_ns
    assert moved.tolist() == [0, 75 * MS, 75 * MS]
