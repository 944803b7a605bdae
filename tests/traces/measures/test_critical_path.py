from __future__ import annotations

import numpy as np
from hypothesis import given

from perfview.traces.measures import critical_path
from perfview.traces.model import SpanKind, TraceModel
from perfview.traces.study import Study
from tests.traces import reference
from tests.traces.building import EPOCH_NS, Recording
from tests.traces.forests import nested, recordings

MS = 1_000_000


def test_the_last_to_return_is_on_the_path_and_what_it_waited_for() -> None:
    recording = Recording()
    recording.span(0, 100, "root")
    recording.span(10, 40, "first", parent=1)
    recording.span(15, 30, "beside first", parent=1)
    recording.span(50, 90, "last", parent=1)
    study = Study(recording.model())
    assert critical_path.path(study, 0).tolist() == [0, 3, 1]
    assert study.critical_ns.tolist() == [30 * MS, 30 * MS, 0, 40 * MS]
    assert study.critical.inclusive_ns.tolist() == [100 * MS, 30 * MS, 0, 40 * MS]
    assert study.critical.on_path.tolist() == [True, True, False, True]
    found = critical_path.segments(study, 0)
    assert found.row.tolist() == [0, 1, 0, 3, 0]
    assert ((found.from_ns - EPOCH_NS) // MS).tolist() == [0, 10, 40, 50, 90]
    assert ((found.to_ns - EPOCH_NS) // MS).tolist() == [10, 40, 50, 90, 100]


def test_children_are_trimmed_to_their_parent_or_dropped() -> None:
    recording = Recording()
    recording.span(0, 100, "root")
    recording.span(80, 150, "overflows", parent=1)
    recording.span(120, 130, "outside", parent=1)
    assert Study(recording.model()).critical_ns.tolist() == [80 * MS, 20 * MS, 0]


def test_neighbours_may_overlap_by_less_than_a_hundredth() -> None:
    def first_is_on_path(overlap: float) -> bool:
        recording = Recording()
        recording.span(0, 100, "root")
        recording.span(10, 50 + overlap, "first", parent=1)
        recording.span(50, 90, "second", parent=1)
        return bool(Study(recording.model()).critical.on_path[1])

    assert first_is_on_path(0.99)
    assert not first_is_on_path(1.0)


def test_a_server_keeps_its_own_clock_under_its_client() -> None:
    recording = Recording()
    recording.span(0, 100, "call", kind=SpanKind.CLIENT)
    recording.span(900, 990, "handle", parent=1, kind=SpanKind.SERVER, service="other")
    assert Study(recording.model()).critical_ns.tolist() == [10 * MS, 90 * MS]


def test_of_several_roots_the_main_one_has_the_path() -> None:
    recording = Recording()
    recording.span(0, 10, "lost", parent=99)
    recording.span(5, 50, "root")
    recording.span(60, 70, "other root")
    assert Study(recording.model()).critical_ns.tolist() == [0, 45 * MS, 0]


def test_a_deep_chain_and_a_wide_fan_are_walked() -> None:
    chain, fan = Recording(), Recording()
    fan.span(0, 40_000)
    for i in range(20_000):
        chain.span(0, 1, parent=i)
        fan.span(2 * i, 2 * i + 1, parent=1)
    assert Study(chain.model()).critical_ns.tolist() == [0] * 19_999 + [MS]
    assert Study(fan.model()).critical_ns[1:].tolist() == [MS] * 20_000


@given(recordings())
def test_the_walk_agrees_with_the_recursive_one(model: TraceModel) -> None:
    study = Study(model)
    expected = np.zeros(len(model), np.int64)
    for trace, root in enumerate(study.structure.root.tolist()):
        walk = reference.Walk(model, study.structure.parent.tolist(), root)
        assert critical_path.path(study, trace).tolist() == walk.path
        for row, ns in walk.exclusive.items():
            expected[row] = ns
    assert study.critical_ns.tolist() == expected.tolist()


@given(nested())
def test_exclusive_times_sum_to_the_root_unless_neighbours_overlap(model: TraceModel) -> None:
    study = Study(model)
    found = critical_path.segments(study, 0)
    covered = int((found.to_ns - found.from_ns).sum())
    total, root = int(study.critical_ns.sum()), int(model.duration_ns[0])
    assert total >= root
    overlapping = bool((found.to_ns[:-1] > found.from_ns[1:]).any())
    assert (total == root == covered) or overlapping
    assert found.from_ns[0] == model.start_ns[0]
    assert found.to_ns.max() == model.start_ns[0] + root
