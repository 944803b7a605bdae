from __future__ import annotations

from perfview.traces.measures.request_time import request_times
from perfview.traces.model import SpanKind
from perfview.traces.study import Study
from tests.traces.building import Recording

MS = 1_000_000


def test_what_is_done_after_the_answer_keeps_nobody_waiting() -> None:
    recording = Recording()
    recording.span(0, 30, "POST /orders", kind=SpanKind.SERVER)
    recording.span(20, 25, "publish", parent=1, kind=SpanKind.PRODUCER)
    recording.span(5000, 5300, "process", parent=2, kind=SpanKind.CONSUMER, service="mailer")
    study = Study(recording.model())
    assert request_times(study.model, study.structure).tolist() == [30 * MS]
    assert study.endpoints.p95_ns.tolist() == [30 * MS]
    assert study.structure.duration_ns.tolist() == [5300 * MS], "the trace goes on all the same"


def test_a_wrong_clock_makes_no_request_longer() -> None:
    recording = Recording()
    recording.span(0, 100, "GET /", kind=SpanKind.SERVER)
    recording.span(9010, 9080, "GET /y", parent=1, kind=SpanKind.SERVER, service="other")
    study = Study(recording.model())
    assert study.endpoints.p95_ns.tolist() == [100 * MS]


def test_a_root_that_never_ended_lasted_as_long_as_what_it_called() -> None:
    recording = Recording()
    recording.span(0, 0, "GET /", kind=SpanKind.SERVER)
    recording.span(10, 80, "work", parent=1)
    study = Study(recording.model())
    assert request_times(study.model, study.structure).tolist() == [80 * MS]
