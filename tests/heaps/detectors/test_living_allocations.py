from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from perfview.findings.detector import Limits
from perfview.findings.finding import Finding
from perfview.heaps.detectors.living_allocations import LivingAllocations
from perfview.heaps.model import AllocationStacks
from perfview.heaps.study import Study
from tests.heaps.building import HeapBuilder


def tracked(alive: int, made: int, name: str = "remember") -> Study:
    """A function that made `made` bytes of which one object of `alive` bytes is there, and another
    one whose objects are gone."""
    build = HeapBuilder()
    build.edge(build.globals, "property", "kept", build.node("object", "Session", alive))
    build.edge(build.globals, "property", "other", build.node("object", "Other", 100_000))
    text = build.node("string", name)
    build.node("string", "forget")
    model = build.model()
    first = int(model.graph.nodes.name[text])
    names = np.array([first, first + 1], np.int32)
    zeros = np.zeros(2, np.int32)
    stacks = AllocationStacks(
        np.array([-1, -1], np.int32),
        np.array([0, 1], np.int32),
        np.array([9, 9], np.int64),
        np.array([made, 50_000_000], np.int64),
        names,
        np.full(2, -1, np.int32),
        np.zeros(2, np.int64),
        zeros,
        zeros,
    )
    trace = np.array([-1, -1, -1, 0, 1, -1, -1], np.int32)
    graph = replace(model.graph, nodes=replace(model.graph.nodes, trace=trace), stacks=stacks)
    return Study(replace(model, graph=graph))


def found(study: Study) -> list[Finding]:
    detector = LivingAllocations()
    assert detector.concerns(study)
    return list(detector.detect(study, Limits(detector)))


def test_a_function_whose_objects_stay() -> None:
    [finding] = found(tracked(8_000_000, 9_000_000))
    assert finding.entity == "remember"
    assert finding.title.endswith("that remember allocated stay")
    assert finding.measures[0].value == 8_000_000
    assert finding.evidence.rows.tolist() == [3]
    assert finding.saving is not None
    assert finding.saving.value <= 8_000_000


@pytest.mark.parametrize(
    ("alive", "made", "name"),
    [
        (900_000, 900_000, "little"),
        (8_000_000, 90_000_000, "mostly collected"),
        (8_000_000, 9_000_000, "(root)"),
        (8_000_000, 9_000_000, ""),
    ],
)
def test_little_or_short_lived_or_nobodys(alive: int, made: int, name: str) -> None:
    assert found(tracked(alive, made, name)) == []


def test_snapshots_without_stacks_are_no_concern() -> None:
    assert not LivingAllocations().concerns(HeapBuilder().study())
