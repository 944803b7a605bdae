"""Detectors on recordings of pages whose events say anything: no crash, and sound findings."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from perfview.advice.advise import advise
from perfview.advice.markdown import advice_markdown
from perfview.findings.detector import Detector, Limits
from perfview.findings.registry import discover
from perfview.traces.concerns import ThreadDetector
from tests.traces.browser.building import ThreadRecording
from tests.traces.browser.pages import FRAME, PageRecording, said

DETECTORS = [
    kind
    for kind in discover("perfview.traces.detectors", Detector)
    if issubclass(kind, ThreadDetector)
]
NAMES = (
    "RunTask", "FunctionCall", "EvaluateScript", "EventDispatch", "EventTiming", "TimerFire",
    "FireAnimationFrame", "BeginMainThreadFrame", "Layout", "UpdateLayoutTree", "LayoutShift",
    "PipelineReporter", "MajorGC", "UpdateCounters", "SelectorStats", "Decode Image",
    "PaintImage", "DOMStats", "v8.compile", "ScheduleStyleRecalculation", "Animation",
    "LayoutInvalidationTracking", "LayoutImageUnsized", "mutex_lock", "navigationStart", "",
)  # fmt: skip
KEYS = (
    "url", "functionName", "lineNumber", "stackTrace", "type", "interactionId", "timeStamp",
    "processingStart", "processingEnd", "frame", "nodeId", "score", "weighted_score_delta",
    "dirtyObjects", "elementCount", "jsHeapSizeUsed", "nodes", "timerId", "srcWidth", "width",
    "totalElements", "maxChildren", "reason", "nodeName", "unsupportedProperties", "state",
)  # fmt: skip
VALUES: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**60), 2**60),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(["", "click", "http://[", "`|*\n", FRAME, "Added to layout"]),
    st.lists(st.sampled_from([1, "x", {}, {"url": 7, "functionName": "f"}]), max_size=2),
    st.dictionaries(st.sampled_from(["numChildren", "selector_timings"]), st.integers()),
)
TIMES = st.integers(0, 3000)
EVENTS = st.lists(
    st.tuples(
        st.sampled_from(NAMES),
        TIMES,
        TIMES,
        st.integers(0, 2),
        st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=5),
        st.sampled_from(["data", "beginData", "selector_stats", "frame_reporter", ""]),
    ),
    max_size=25,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(EVENTS)
def test_nothing_crashes(events: list[tuple[str, int, int, int, dict[str, Any], str]]) -> None:
    page = PageRecording()
    tracks = (page.main, page.thread("DedicatedWorker thread"), page.thread("EventTiming"))
    for name, start, long, track, told, member in events:
        args = {member: told} if member else {f"own {key}": value for key, value in told.items()}
        page.slice(start, start + long, name, tracks[track], **args)
    study = page.study()
    found = []
    for kind in DETECTORS:
        if kind().concerns(study):
            low = {threshold.name: min(threshold.default, 1.0) for threshold in kind.thresholds}
            found += list(kind().detect(study, Limits(kind(), low)))
    for finding in found:
        assert finding.evidence.rows.size, finding.title
        assert finding.evidence.rows.max() < len(study.model)
        assert 0 <= finding.confidence < 1
        assert 0 <= finding.reach <= 1 + 1e-9
    assert advice_markdown(advise(found, ["x"]))


@pytest.mark.parametrize("kind", DETECTORS, ids=lambda kind: kind.name)
def test_an_empty_recording_of_threads(kind: type[Detector]) -> None:
    recording = ThreadRecording()
    recording.thread("main")
    assert list(kind().detect(recording.study(), Limits(kind()))) == []


@pytest.mark.parametrize("kind", DETECTORS, ids=lambda kind: kind.name)
def test_a_page_at_rest(kind: type[Detector]) -> None:
    page = PageRecording()
    for i in range(60):
        page.job(100 + 40 * i, 104 + 40 * i, "tick")
        page.counters(105 + 40 * i, 4e6)
    assert said(kind, page.study()) == []
