"""Programs with one planted trouble each, recorded by Node and py-spy, and their healthy twins."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfview.advice.advise import advise
from perfview.engine.job import Options
from perfview.engine.job import open as opened
from perfview.findings.finding import Severity
from perfview.profiles.patterns.activity_detector import ActivityDetector
from tests.profiles.detectors.finding import assert_is_sound

PLANTED = Path(__file__).parent / "planted"

TROUBLES = {
    "parses_again.cpuprofile.gz": ("json-hot-spot", "loadRules"),
    "matches_lines.cpuprofile.gz": ("regexp-hot-spot", "parseLine"),
    "reads_per_request.cpuprofile.gz": ("blocking-io", "loadTemplate"),
    "hashes_per_request.cpuprofile.gz": ("crypto-hot-spot", "verify"),
    "throws_often.cpuprofile.gz": ("exception-churn", "numberOr0"),
    "logs_rows.cpuprofile.gz": ("logging-cost", "compute"),
    "waits_busily.cpuprofile.gz": ("polling", "pause"),
    "polls.cpuprofile.gz": ("polling", "poll"),
    "copies_growing.cpuprofile.gz": ("hidden-quadratic", "withItem"),
    "searches_list.speedscope.json.gz": ("hidden-quadratic", "remember"),
}

TWINS = ("parses_once.cpuprofile.gz", "searches_set.speedscope.json.gz")

MINE = {
    *(detector for detector, _ in TROUBLES.values()),
    "serialisation-hot-spot",
    "compression-hot-spot",
}


@pytest.mark.parametrize("name", TROUBLES)
def test_the_planted_trouble_comes_first(name: str) -> None:
    detector, function = TROUBLES[name]
    document = opened(PLANTED / name, Options(use_cache=False))
    first = advise(document.findings, []).recommendations[0]
    assert first.findings[0].detector == detector
    assert f"{function}" in first.title
    assert first.severity is not Severity.INFO
    for finding in document.findings:
        if finding.detector in MINE:
            assert_is_sound(document.study, finding)


@pytest.mark.parametrize("name", TWINS)
def test_healthy_twins_are_left_alone(name: str) -> None:
    document = opened(PLANTED / name, Options(use_cache=False))
    assert not [f for f in document.findings if f.detector in MINE]


def test_without_the_source_v8_does_not_tell_what_a_function_did(tmp_path: Path) -> None:
    alone = tmp_path / "parses_again.cpuprofile.gz"
    alone.write_bytes((PLANTED / alone.name).read_bytes())
    document = opened(alone, Options(use_cache=False))
    assert not [f for f in document.findings if f.detector == "json-hot-spot"]


def test_growth_is_measured_with_its_interval() -> None:
    document = opened(PLANTED / "copies_growing.cpuprofile.gz", Options(use_cache=False))
    (finding,) = [f for f in document.findings if f.detector == "hidden-quadratic"]
    measures = {measure.name: measure.value for measure in finding.measures}
    assert measures["power of growth, at least"] > 1.3
    assert measures["power of growth, at least"] < measures["power of growth"] < 4
    assert "list, item" in finding.why


def test_the_shared_base_is_no_detector() -> None:
    from perfview.engine.pillars import pillar

    kinds = pillar("profiles").detectors()
    assert ActivityDetector not in kinds
    assert {kind.name for kind in kinds} >= MINE
