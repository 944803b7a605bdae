"""Repeated calls that somebody knows to be harmless are no questions any more."""

from __future__ import annotations

import numpy as np

from perfview.findings.detector import Limits
from perfview.traces.detectors.n_plus_one import NPlusOne
from perfview.traces.patterns.questions import questions_of
from perfview.traces.patterns.repeats_told import JUDGE, without_told
from perfview.traces.study import Study
from tests.traces.building import Recording


def study() -> Study:
    """Eight lookups, one after the other, in one request."""
    recording = Recording()
    root = recording.span(0.0, 200.0, "GET /orders", trace=1)
    for number in range(8):
        recording.span(
            10.0 * number,
            10.0 * number + 8,
            "query",
            parent=root,
            trace=1,
            db_statement=f"SELECT name FROM users WHERE id = {number}",
            db_system="postgresql",
        )
    return Study(recording.model())


def test_nobody_tells_any() -> None:
    trace = study()
    asked = questions_of(trace)

    assert without_told(trace, asked) is asked


def test_none_are_harmless() -> None:
    trace = study()
    trace.adopt({JUDGE: lambda: np.zeros(0, np.int32)})
    asked = questions_of(trace)

    assert without_told(trace, asked) is asked


def test_only_the_spans_told_are_taken_out() -> None:
    trace = study()
    asked = questions_of(trace)
    calls = np.flatnonzero(asked.of_span >= 0).astype(np.int32)
    trace.adopt({JUDGE: lambda: calls[:3]})
    left = without_told(trace, asked)

    assert len(calls) == 8
    assert (left.of_span[calls[:3]] == -1).all()
    assert (left.of_span[calls[3:]] == asked.of_span[calls[3:]]).all()
    assert (asked.of_span[calls] >= 0).all()


def test_a_loop_of_harmless_calls_is_no_finding() -> None:
    plain, judged = study(), study()
    calls = np.flatnonzero(questions_of(judged).of_span >= 0).astype(np.int32)
    judged.adopt({JUDGE: lambda: calls})

    detector = NPlusOne()
    assert len(list(detector.detect(plain, Limits(detector)))) == 1
    assert list(detector.detect(judged, Limits(detector))) == []
