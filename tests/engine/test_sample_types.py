from __future__ import annotations

import pytest

from perfview.engine.sample_types import measured_by
from perfview.findings.forecast import UnanswerableError
from perfview.profiles.building import ProfileBuilder
from perfview.profiles.study import Study
from perfview.recording import study as recording
from perfview.recording.report import ImportReport


def two_metrics() -> Study:
    builder = ProfileBuilder([("alloc_objects", "count"), ("alloc_space", "bytes")])
    stack = builder.stack(-1, builder.frame(builder.function("main")))
    builder.sample(builder.thread("main"), stack, [3, 4096])
    return Study(builder.finish())


def test_a_study_is_looked_at_by_another_number() -> None:
    study = two_metrics()
    study.baseline = study
    other = measured_by(study, "alloc_space")
    assert (study.tree.whole, other.tree.whole) == (3, 4096)
    assert other.model.unit() == "bytes"
    assert other.shape is study.shape
    assert other.baseline is study
    assert measured_by(study, "") is study


def test_a_wrong_name_is_answered_with_those_there_are() -> None:
    with pytest.raises(UnanswerableError, match="Did you mean alloc_space") as told:
        measured_by(two_metrics(), "alloc_spce")
    assert told.value.option == "--sample-type"
    assert "There are: alloc_objects, alloc_space." in str(told.value)


def test_a_recording_without_such_a_choice_says_so() -> None:
    with pytest.raises(UnanswerableError, match="no sample types"):
        measured_by(recording.Study(ImportReport()), "cpu")
