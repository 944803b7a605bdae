"""Two snapshots held against each other, object by object."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfview.heaps.comparing.arrivals import moved_bytes
from perfview.heaps.comparing.snapshots import (
    SnapshotDiff,
    diff_of,
    retained_before,
    snapshot_diff,
)
from perfview.heaps.study import Study
from tests.heaps.building import HeapBuilder
from tests.heaps.comparing import programs


def _row(diff: SnapshotDiff, name: str) -> int:
    return diff.name.index(name)


def test_counts_what_came_and_what_went() -> None:
    diff = diff_of(programs.before(), programs.after())
    row = _row(diff, "Session")
    assert (diff.added_count[row], diff.removed_count[row], diff.delta_count[row]) == (30, 10, 20)
    assert (diff.added_bytes[row], diff.removed_bytes[row]) == (30 * 48, 10 * 48)
    assert (diff.before_count[row], diff.after_bytes[row]) == (40, 60 * 48)
    assert row in diff.changed.tolist()
    assert _row(diff, "EventBus") not in diff.changed.tolist()


def test_tells_which_nodes_came_and_went_and_which_stayed() -> None:
    before, after = programs.before(), programs.after()
    diff = diff_of(before, after)
    ids = after.graph.nodes.id[diff.is_new]
    assert set(ids.tolist()) == {1001 + 6 * k + d for k in range(40, 70) for d in (0, 2, 4)}
    assert int(diff.is_gone.sum()) == 30
    stayed = diff.partner >= 0
    old = before.graph.nodes.id[diff.partner[stayed]]
    assert (old == after.graph.nodes.id[stayed]).all()


def test_growth_in_place_is_told_apart() -> None:
    diff = diff_of(programs.before(), programs.after())
    row = _row(diff, "Array")
    assert (diff.added_count[row], diff.delta_bytes[row], diff.grown_bytes[row]) == (0, 0, 64)
    sums = diff.after_bytes - diff.before_bytes
    assert (sums == diff.delta_bytes + diff.grown_bytes).all()


def test_moved_bytes_stand_with_what_they_came_with() -> None:
    before, after = programs.before(), programs.after()
    diff = diff_of(before, after)
    moved = moved_bytes(before, after, diff)
    assert moved[_row(diff, "Session")] == 20 * (48 + 200 + 1000)
    assert moved[_row(diff, "(string)")] == moved[_row(diff, "Buffer")] == 0
    assert moved.sum() == after.self_bytes.sum() - before.self_bytes.sum()


def test_retained_before_is_by_the_rows_of_the_diff() -> None:
    before, after = programs.before(), programs.after()
    diff = diff_of(before, after)
    assert retained_before(before, diff)[_row(diff, "Session")] == 40 * (48 + 200 + 1000)


def test_object_that_changed_class_went_from_one_and_came_to_the_other() -> None:
    def heap(name: str) -> Study:
        build = HeapBuilder()
        for k in range(60):
            build.held(build.globals, k, "object", "Same", 8)
        build.held(build.globals, 60, "object", name, 8)
        return build.study()

    diff = diff_of(heap("Old"), heap("New"))
    old, new = _row(diff, "Old"), _row(diff, "New")
    assert diff.is_same_process
    assert (diff.removed_count[old], diff.added_count[old]) == (1, 0)
    assert (diff.removed_count[new], diff.added_count[new]) == (0, 1)


def test_earlier_objects_are_sorted_by_the_later_shapes() -> None:
    def heap(times: int) -> Study:
        build = HeapBuilder()
        for k in range(40):
            build.held(build.globals, k, "object", "Same", 8)
        for k in range(times):
            point = build.held(build.globals, 100 + k, "object", "Object", 8)
            build.edge(point, "property", "x", build.globals)
        return build.study()

    diff = diff_of(heap(1), heap(3))
    row = _row(diff, "{x}")
    # One alone is no shape, but it was one of these already.
    assert (diff.before_count[row], diff.added_count[row], diff.removed_count[row]) == (1, 2, 0)


def test_snapshots_of_two_processes_are_compared_by_class() -> None:
    diff = diff_of(programs.before(), programs.other_process())
    assert not diff.is_same_process
    row = _row(diff, "Session")
    assert (diff.added_count[row], diff.removed_count[row]) == (1, 0)
    assert diff.added_count[_row(diff, "(compiled code)")] == 50
    assert not diff.is_new.any()
    assert (diff.partner == -1).all()


def test_measure_of_a_study_with_a_baseline() -> None:
    study = programs.after()
    with pytest.raises(ValueError, match="no baseline"):
        snapshot_diff(study)
    study.baseline = programs.before()
    assert snapshot_diff(study) is snapshot_diff(study)


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=12))
def test_all_rows_make_up_the_change(sizes: list[tuple[int, int]]) -> None:
    def heap(which: int) -> Study:
        build = HeapBuilder()
        for k in range(40):
            build.held(build.globals, k, "object", "Same", 8)
        for k, pair in enumerate(sizes):
            if pair[which] % 3:
                node = build.node("object", "ABC"[k % 3], pair[which], number=1001 + 2 * k)
                build.edge(build.globals, "element", 100 + k, node)
        return build.study()

    before, after = heap(0), heap(1)
    diff = diff_of(before, after)
    whole = int(after.self_bytes.sum() - before.self_bytes.sum())
    assert int(moved_bytes(before, after, diff).sum()) == whole
    assert int(diff.delta_bytes.sum() + diff.grown_bytes.sum()) == whole
    assert np.array_equal(diff.before_count + diff.delta_count, diff.after_count)
