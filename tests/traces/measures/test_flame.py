from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given

from perfview.traces.measures.flame import CallTree
from perfview.traces.model import TraceModel
from perfview.traces.study import Study
from tests.traces.building import Recording
from tests.traces.forests import recordings

MS = 1_000_000


def way(tree: CallTree, call: int) -> tuple[int, ...]:
    """The operations from the root to a call."""
    above = int(tree.parent[call])
    return (*(way(tree, above) if above >= 0 else ()), int(tree.operation[call]))


def test_traces_fold_by_the_way_to_each_span() -> None:
    recording = Recording()
    for trace in (1, 2):
        root = recording.span(0, 100, "GET", trace=trace)
        recording.span(0, 10, "auth", parent=root, trace=trace, error=trace == 2)
        loop = recording.span(20, 80, "loop", parent=root, trace=trace)
        recording.span(30, 50, "loop", parent=loop, trace=trace)
    study = Study(recording.model())
    tree = study.call_tree()
    names = [study.operations.names[k] for k in tree.operation]
    assert names == ["GET", "loop", "loop", "auth"], "largest first, recursion kept"
    assert tree.parent.tolist() == [-1, 0, 1, 0]
    assert tree.depth.tolist() == [0, 1, 2, 1]
    assert tree.count.tolist() == [2, 2, 2, 2]
    assert tree.errors.tolist() == [0, 0, 0, 1]
    assert (tree.total_ns // MS).tolist() == [200, 120, 40, 20]
    assert (tree.self_ns // MS).tolist() == [60, 80, 40, 20]
    assert (tree.start_ns // MS).tolist() == [0, 0, 0, 120]
    assert tree.of_span.tolist() == [0, 3, 1, 2, 0, 3, 1, 2]
    one = study.call_tree(np.array([1], np.int32))
    assert one.count.tolist() == [1, 1, 1, 1]
    assert one.of_span.tolist() == [-1, -1, -1, -1, 0, 3, 1, 2]


def test_children_that_ran_side_by_side_are_narrowed_to_fit() -> None:
    recording = Recording()
    recording.span(0, 100, "root")
    recording.span(0, 100, "a", parent=1)
    recording.span(0, 100, "b", parent=1)
    recording.span(0, 50, "c", parent=3)
    tree = Study(recording.model()).call_tree()
    boxes = list(zip((tree.start_ns // MS).tolist(), (tree.width_ns // MS).tolist(), strict=True))
    assert sorted(boxes) == [(0, 50), (0, 100), (50, 25), (50, 50)]


@given(recordings())
def test_every_span_is_folded_by_its_way(model: TraceModel) -> None:
    study = Study(model)
    tree = study.call_tree()
    parent, operation = study.structure.parent, study.operations.of_span

    def way_of_span(row: int) -> tuple[int, ...]:
        above = (*way_of_span(int(parent[row])),) if parent[row] >= 0 else ()
        return (*above, int(operation[row]))

    ways = Counter(way_of_span(row) for row in range(len(model)))
    assert {way(tree, call): int(tree.count[call]) for call in range(len(tree.parent))} == ways
    for row in range(len(model)):
        assert way(tree, int(tree.of_span[row])) == way_of_span(row)
    assert tree.self_ns.sum() == study.self_ns.sum()
    end = tree.start_ns + tree.width_ns
    for call, above in enumerate(tree.parent.tolist()):
        assert above < call
        if above >= 0:
            assert tree.start_ns[above] <= tree.start_ns[call]
            assert end[call] <= end[above]
