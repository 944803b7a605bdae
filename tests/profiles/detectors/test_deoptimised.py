"""Functions that lost their optimised code."""

from __future__ import annotations

from perfview.findings.finding import Severity
from perfview.profiles.building import ProfileBuilder
from perfview.profiles.detectors.deoptimised import Deoptimised
from perfview.profiles.study import Study
from tests.profiles.building import profile
from tests.profiles.detectors.finding import found


def study(samples: int, of: int, category: str = "deoptimised: not a Smi") -> Study:
    builder = ProfileBuilder([("wall", "ns")])
    scale = builder.function("scale", "app.js", 3, category=category)
    other = builder.function("other", "app.js", 30)
    for function, count in ((scale, samples), (other, of - samples)):
        stack = builder.stack_of([builder.frame(function)])
        for _ in range(count):
            builder.sample(0, stack, [1e6])
    return Study(builder.finish(interval_ns=1_000_000))


def test_a_hot_function_is_told_with_the_reason() -> None:
    (finding,) = found(Deoptimised, study(400, 1000))
    assert finding.severity is Severity.WARNING
    assert finding.title == "scale loses its optimised code (not a Smi)"
    assert finding.where == "scale, app.js:3"


def test_below_the_limits() -> None:
    assert found(Deoptimised, study(100, 1000))[0].severity is Severity.INFO
    assert not found(Deoptimised, study(40, 1000))


def test_other_categories_and_healthy_profiles() -> None:
    assert not found(Deoptimised, study(400, 1000, category="JavaScript"))
    assert not found(Deoptimised, profile("main;a 90", "main;b 90"))
