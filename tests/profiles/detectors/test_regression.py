"""Functions that grew since a baseline."""

from __future__ import annotations

import numpy as np

from perfview.findings.detector import Limits
from perfview.findings.finding import Finding, Severity
from perfview.profiles.detectors.regression import Regression
from perfview.profiles.study import Study
from tests.profiles.building import profile

BEFORE = ("main@app.py:1;parse@app.py:9 1000", "main@app.py:1;render@app.py:40 4000")


def found(*after: str, before: tuple[str, ...] = BEFORE, **limits: float) -> list[Finding]:
    study = profile(*after)
    study.baseline = profile(*before)
    detector = Regression()
    assert detector.concerns(study)
    return list(detector.detect(study, Limits(detector, limits)))


def test_without_a_baseline_there_is_nothing_to_say() -> None:
    study = profile(*BEFORE)
    assert not Regression().concerns(study)
    assert not list(Regression().detect(study, Limits(Regression())))


def test_what_grew_is_told_with_before_and_after() -> None:
    [finding] = found("main@app.py:1;parse@app.py:14 1900", "main@app.py:1;render@app.py:45 4010")
    assert "parse got slower: +900" in finding.title
    assert finding.severity is Severity.CRITICAL
    values = {measure.name: measure.value for measure in finding.measures}
    assert values["before"] == 1000e6
    assert values["after"] == 1900e6
    assert abs(values["growth"] - 0.9) < 1e-9
    saving = finding.saving
    assert saving is not None
    assert (saving.value, saving.before) == (900e6, 5910e6)
    assert 0 < saving.low < 900e6 < saving.high


def test_the_evidence_are_its_stacks() -> None:
    after = ("main@app.py:1;parse@app.py:14 1900", "main@app.py:1;render@app.py:45 4010")
    study: Study = profile(*after)
    study.baseline = profile(*BEFORE)
    [finding] = Regression().detect(study, Limits(Regression()))
    assert [study.name_of(int(f)) for f in finding.evidence.groups] == ["parse"]
    tops = study.function[finding.evidence.rows]
    assert [study.name_of(int(f)) for f in tops] == ["parse"]


def test_the_same_program_again_is_no_regression() -> None:
    assert not found("main@app.py:1;parse@app.py:9 1040", "main@app.py:1;render@app.py:40 3950")


def test_what_shrank_is_no_regression() -> None:
    assert not found("main@app.py:1;parse@app.py:9 200", "main@app.py:1;render@app.py:40 4000")


def test_growth_below_the_limits_is_left_alone() -> None:
    after = ("main@app.py:1;parse@app.py:9 1900", "main@app.py:1;render@app.py:40 4000")
    assert not found(*after, growth=0.95)
    assert not found(*after, share=0.2)
    [finding] = found(*after, critical=0.5)
    assert finding.severity is Severity.WARNING


def test_few_samples_prove_nothing() -> None:
    few = ("main;parse 4", "main;render 10")
    assert not found("main;parse 9", "main;render 10", before=few)


def test_a_new_function_is_called_new() -> None:
    [finding] = found(*BEFORE, "main@app.py:1;validate@check.py:3 800")
    assert "validate is new" in finding.title
    assert "growth" not in {measure.name for measure in finding.measures}


def test_a_longer_recording_is_no_regression_but_a_larger_share_is() -> None:
    base = tuple(f"main;part{i} {100 + 9 * i}" for i in range(12))
    longer = [f"main;part{i} {5 * (100 + 9 * i)}" for i in range(12)]
    assert not found(*longer, before=base)
    [finding] = found(*longer, "main;part3 4000", before=base)
    assert "part3" in finding.title
    assert finding.saving is not None
    assert np.isclose(finding.saving.value, 3600e6, rtol=0.2)
