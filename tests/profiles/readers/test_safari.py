"""Safari's timeline recordings."""

from __future__ import annotations

import json
from typing import Any

import pytest

from perfview.profiles.readers.safari import Safari
from perfview.recording.errors import UnreadableInput
from tests.profiles.readers.json_reading import (
    assert_equals_speedscope,
    assert_survives,
    costs,
    opened,
)


def frame(name: str, line: int = 1, url: str = "file:///x/app.js", at: int = 0) -> dict[str, Any]:
    place = {"expressionLocation": {"line": at, "column": 1}} if at else {}
    return {"sourceID": "7", "name": name, "line": line, "column": 3, "url": url} | place


def sample(timestamp: float, *frames: dict[str, Any]) -> dict[str, Any]:
    return {"timestamp": timestamp, "stackFrames": list(frames)}


def recording(samples: list[Any], durations: list[Any]) -> dict[str, Any]:
    inside = {
        "displayName": "Timeline 1",
        "instrumentTypes": ["timeline-record-type-script"],
        "sampleStackTraces": samples,
        "sampleDurations": durations,
    }
    return {"version": 1, "recording": inside, "overview": {}}


TWO = [
    sample(5.001, frame("run", 3, at=4), frame("(program)")),
    sample(5.002, frame("", 9), frame("run", 3, at=5), frame("(program)")),
]


def test_samples_last_as_long_as_was_recorded() -> None:
    study = opened(Safari, recording(TWO, [0.001, 0.001]))
    found = {name: (round(own), round(total)) for name, (own, total) in costs(study).items()}
    ms = 1_000_000
    assert found == {
        "run": (ms, 2 * ms),
        "(program)": (0, 2 * ms),
        "(anonymous app.js:9)": (ms, ms),
    }
    assert sorted(study.model.frames.line.tolist()) == [0, 0, 4, 5]
    assert study.model.samples.time_ns.tolist() == [0, ms]
    assert study.model.comments == ["Timeline 1"]


def test_a_gap_is_idle() -> None:
    later = sample(5.102, frame("run", 3))
    study = opened(Safari, recording([*TWO, later], [0.001, 0.001, 0.001]))
    samples = study.model.samples
    assert samples.stack.tolist()[2] == -1
    assert study.model.weight()[2] == pytest.approx(99e6)
    assert costs(study)["(program)"][1] == pytest.approx(2e6)


def test_what_makes_no_sense_is_left_out_and_told() -> None:
    odd = [None, {"timestamp": "x", "stackFrames": []}, {"timestamp": 5}, *TWO]
    study = opened(Safari, recording(odd, [1, 1, 1, 0.001, 0.001, 7]))
    told = {o.kind: o.count for o in study.report.oddities}
    assert told == {"bad-samples": 3, "lengths": 1}
    assert costs(study)["run"][1] == pytest.approx(2e6)


def test_a_recording_without_samples_is_refused() -> None:
    with pytest.raises(UnreadableInput, match="no JavaScript samples"):
        opened(Safari, recording([], []))


def test_every_truncation_is_survived() -> None:
    content = json.dumps(recording(TWO, [0.001, 0.001])).encode()
    for length in range(1, len(content)):
        assert_survives(Safari, content[:length])


def test_speedscope_reads_it_alike() -> None:
    assert_equals_speedscope(
        Safari, "speedscope/sample/profiles/Safari/13.1/simple.html-recording.json"
    )
