"""What is odd about a profile, and what it holds, in words."""

from __future__ import annotations

from dataclasses import replace

from perfview.profiles.facts import facts
from perfview.profiles.oddities import examine
from perfview.profiles.study import Study
from perfview.recording.report import ImportReport
from tests.profiles.building import profile


def noted(study: Study) -> dict[str, int]:
    report = ImportReport(rows=len(study.model))
    examine(study, report)
    return {oddity.kind: oddity.count for oddity in report.oddities}


def test_an_ordinary_profile_is_not_odd() -> None:
    assert noted(profile("main;run 3", "", "main 1")) == {}


def test_stacks_as_deep_as_the_recorder_goes_were_cut_off() -> None:
    # The collector stands on top of what it interrupted, beyond the recorder's limit.
    study = profile("a;b;c 1", "a;b;c 1", "a;b 1", "x;y;z;(garbage collector) 1")
    study = Study(replace(study.model, depth_limit=3))
    assert noted(study) == {"truncated-stacks": 3}


def test_differences_and_estimates_are_called_so() -> None:
    study = profile("main 1", "main;run 2")
    study.model.metrics.weight[0] = -1
    assert noted(Study(replace(study.model, is_estimated=True))) == {
        "estimated-stacks": 2,
        "negative-weight": 1,
    }


def test_facts_in_words() -> None:
    found = {fact.name: fact.words for fact in facts(profile("main;run 3", "main 1"))}
    assert found["functions"] == "2 functions"
    assert found["max_depth"] == "at most 2 frames deep"
    assert found["duration_ns"].endswith("ms long")
    assert "interval_ns" in found
    untimed = {fact.name for fact in facts(profile("main 3", timed=False, interval_ns=1))}
    assert "duration_ns" not in untimed


def test_an_empty_profile_has_facts() -> None:
    found = {fact.name: fact.value for fact in facts(profile(timed=False))}
    assert found["functions"] == 0
    assert found["max_depth"] == 0
