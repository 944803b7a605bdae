"""What is odd about a profile, and what it holds, in words."""

from __future__ import annotations

from dataclasses import replace

from perfview.profiles.building import ProfileBuilder
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
    assert found["samples"] == "2 samples"
    assert "sample_types" not in found
    assert found["max_depth"] == "at most 2 frames deep"
    assert found["duration_ns"].endswith("ms long")
    assert "interval_ns" in found
    untimed = {fact.name for fact in facts(profile("main 3", timed=False, interval_ns=1))}
    assert "duration_ns" not in untimed


def test_sample_types_are_named_with_their_sums() -> None:
    builder = ProfileBuilder([("alloc_space", "bytes"), ("inuse_space", "bytes")])
    stack = builder.stack(-1, builder.frame(builder.function("main")))
    builder.sample(builder.thread(), stack, [2000, 500])
    builder.sample(0, -1, [0, 0])
    found = {fact.name: fact for fact in facts(Study(builder.finish()))}
    words = found["sample_types"].words.replace("\u202f", " ").replace("\xa0", " ")
    assert words.startswith("2 sample types: alloc_space 2.00 kB, inuse_space 500 B (")
    assert (found["sample_types"].value, found["samples"].value) == (2, 1)


def test_an_empty_profile_has_facts() -> None:
    found = {fact.name: fact.value for fact in facts(profile(timed=False))}
    assert found["functions"] == 0
    assert found["max_depth"] == 0
