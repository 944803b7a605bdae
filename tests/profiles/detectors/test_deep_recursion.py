"""Functions that call themselves very deep."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from perfview.findings.finding import Severity
from perfview.profiles.building import ProfileBuilder
from perfview.profiles.detectors.deep_recursion import DeepRecursion
from perfview.profiles.model import CallCounts
from perfview.profiles.study import Study
from tests.profiles.building import profile
from tests.profiles.detectors.finding import found


def deep(levels: int, count: int, between: str = "") -> str:
    return f"main;{';'.join([f'walk{between}'] * levels)} {count}"


def test_a_deep_stack_of_one_function_is_told() -> None:
    (finding,) = found(DeepRecursion, profile(deep(200, 50), "main;other 50"))
    assert finding.severity is Severity.WARNING
    assert finding.title == "walk calls itself 200 levels deep"
    assert finding.measures[1].value == 0.5


def test_whatever_lies_between() -> None:
    assert found(DeepRecursion, profile(deep(100, 50, ";visit"), "main;other 50"))


def test_functions_that_call_each_other_are_told_once() -> None:
    assert len(found(DeepRecursion, profile(deep(100, 50, ";visit"), "main;other 50"))) == 1


def test_usual_depths_are_left_alone() -> None:
    assert not found(DeepRecursion, profile(deep(59, 100), "main;other 10"))
    assert found(DeepRecursion, profile(deep(60, 100), "main;other 10"))


def test_depth_that_costs_nothing_is_left_alone() -> None:
    assert not found(DeepRecursion, profile(deep(200, 1), "main;other 99"))


def test_cut_off_stacks_say_at_least() -> None:
    study = profile(deep(127, 50), "main;other 50")
    cut = Study(replace(study.model, depth_limit=128))
    (finding,) = found(DeepRecursion, cut)
    assert finding.title == "walk calls itself at least 127 levels deep"
    assert finding.severity is Severity.WARNING


def counted(again: int, outside: int) -> Study:
    builder = ProfileBuilder([("time", "ns")])
    main, ways = builder.function("main", "a.py", 1), builder.function("ways", "a.py", 9)
    outer = builder.stack_of([builder.frame(main)])
    inner = builder.stack_of([builder.frame(main), builder.frame(ways)])
    builder.sample(0, outer, [4e6])
    builder.sample(0, inner, [6e6])
    counts = CallCounts(
        calls=np.array([1, again + outside], np.int64),
        own=np.array([4e6, 6e6]),
        inclusive=np.array([10e6, 6e6]),
        caller=np.array([main, ways], np.int32),
        callee=np.array([ways, ways], np.int32),
        edge_calls=np.array([outside, again], np.int64),
        edge_inclusive=np.array([6e6, 6e6]),
    )
    return Study(builder.finish(counts, is_estimated=True))


def test_counted_calls_tell_how_often_it_calls_itself() -> None:
    (finding,) = found(DeepRecursion, counted(again=28_656, outside=1))
    assert finding.title == "ways calls itself 28,656 times for each call from outside"
    assert finding.severity is Severity.WARNING
    assert not found(DeepRecursion, counted(again=28_656, outside=100))


def test_a_tree_walked_once_is_a_note() -> None:
    (finding,) = found(DeepRecursion, counted(again=5_000, outside=1))
    assert finding.severity is Severity.INFO
