from __future__ import annotations

import numpy as np
from hypothesis import given

from perfview.traces.model import SpanKind, TraceModel
from perfview.traces.structure import build_structure
from tests.traces import reference
from tests.traces.building import EPOCH_NS, Recording
from tests.traces.forests import recordings


def test_children_find_their_parents_across_services() -> None:
    recording = Recording()
    recording.span(2, 8, "query", parent=3, service="store")
    recording.span(0, 10, "GET /", service="web")
    recording.span(1, 9, "list", parent=2, service="cart")
    found = build_structure(recording.model())
    assert found.parent.tolist() == [2, -1, 1]
    assert found.depth.tolist() == [2, 0, 1]
    assert found.order.tolist() == [1, 2, 0]
    assert found.children(1).tolist() == [2]
    assert found.root.tolist() == [1]
    assert found.start_ns.tolist() == [EPOCH_NS]
    assert found.duration_ns.tolist() == [10_000_000]


def test_ids_hold_within_their_trace() -> None:
    recording = Recording()
    recording.span(0, 9, span_id=7, trace=1)
    recording.span(0, 9, span_id=7, trace=2)
    recording.span(1, 2, parent=7, trace=2)
    found = build_structure(recording.model())
    assert found.parent.tolist() == [-1, -1, 1]
    assert found.duplicate_ids == 0
    assert found.traces == 2


def test_the_nearest_of_two_spans_with_one_id_is_the_parent() -> None:
    recording = Recording()
    recording.span(0, 100, "outer", span_id=7)
    recording.span(10, 50, "inner", span_id=7, parent=9)
    recording.span(20, 30, parent=7)
    recording.span(60, 70, parent=7)
    found = build_structure(recording.model())
    assert found.named_parent.tolist() == [-1, -1, 1, 0]
    assert found.duplicate_ids == 1


def test_orphans_go_below_the_narrowest_span_of_their_service_that_encloses_them() -> None:
    recording = Recording()
    recording.span(0, 100, "root", span_id=1)
    recording.span(10, 90, "wide", parent=1, service="b")
    recording.span(20, 60, "narrow", parent=2, service="b")
    recording.span(25, 40, "narrowest, of another service", parent=3, service="c")
    recording.span(30, 35, "lost", parent=99, service="b")
    recording.span(36, 38, "its child", parent=5, service="b")
    recording.span(50, 55, "lost elsewhere", parent=98, service="d")
    recording.span(50, 155, "lost and longer than all", parent=97)
    found = build_structure(recording.model())
    assert found.parent.tolist() == [-1, 0, 1, 2, 2, 4, 0, -1]
    assert found.named_parent.tolist() == [-1, 0, 1, 2, -1, 4, -1, -1]
    assert found.orphan.tolist() == [False] * 4 + [True, False, True, True]
    assert found.adopted.tolist() == [False] * 4 + [True, False, True, False]
    assert found.depth.tolist() == [0, 1, 2, 3, 3, 4, 1, 0]
    assert found.children(2).tolist() == [3, 4]


def test_nobody_adopts_its_own_ancestor() -> None:
    recording = Recording()
    recording.span(10, 20, "root", span_id=9)
    recording.span(5, 8, "lost", span_id=2, parent=99)
    recording.span(4, 9, "its child, by a clock that is wrong", span_id=3, parent=2)
    found = build_structure(recording.model())
    assert found.parent.tolist() == [-1, -1, 1]
    assert not found.adopted.any()


def test_the_called_half_of_a_shared_span_stands_below_the_calling_half() -> None:
    recording = Recording()
    recording.span(0, 100, "root", span_id=1)
    recording.span(20, 80, "get", parent=1, span_id=2, kind=SpanKind.SERVER, service="b")
    recording.span(10, 90, "get", parent=1, span_id=2, kind=SpanKind.CLIENT)
    recording.span(30, 40, "query", parent=2, span_id=3, service="b")
    assert build_structure(recording.model()).parent.tolist() == [-1, 2, 0, 1]


def test_orphans_and_spans_that_are_their_own_parents_become_roots() -> None:
    recording = Recording()
    recording.span(5, 9, "orphan", parent=99)
    recording.span(6, 9, "selfish", parent=2)
    recording.span(7, 9, "root")
    found = build_structure(recording.model())
    assert found.parent.tolist() == [-1, -1, -1]
    assert found.orphan.tolist() == [True, False, False]
    assert found.cyclic_spans == 1
    assert found.root.tolist() == [2], "a span that names no parent comes before those that lost it"


def test_a_ring_is_cut_at_its_earliest_span() -> None:
    recording = Recording()
    recording.span(3, 9, parent=3)
    recording.span(1, 9, parent=1)
    recording.span(2, 9, parent=2)
    recording.span(4, 5, parent=1)
    found = build_structure(recording.model())
    assert found.parent.tolist() == [2, -1, 1, 0]
    assert found.depth.tolist() == [2, 0, 1, 3]
    assert found.cyclic_spans == 3


def test_a_chain_of_twenty_thousand_needs_no_stack() -> None:
    recording = Recording()
    for i in range(20_000):
        recording.span(0, 1, parent=i + 2 if i < 19_999 else 0)
    found = build_structure(recording.model())
    assert found.depth.tolist() == list(range(19_999, -1, -1))


def test_no_spans_no_traces() -> None:
    found = build_structure(Recording().model())
    assert found.traces == 0
    assert found.child_first.tolist() == [0]


@given(recordings())
def test_linking_agrees_with_the_plain_definition(model: TraceModel) -> None:
    found = build_structure(model)
    parent = reference.parents(model)
    assert found.parent.tolist() == parent
    below = reference.children(model, parent)
    for row in range(len(model)):
        assert found.children(row).tolist() == below[row]
        assert found.depth[row] == (0 if parent[row] < 0 else found.depth[parent[row]] + 1)
    assert sorted(found.order.tolist()) == list(range(len(model)))
    for trace in range(found.traces):
        rows = found.rows(trace).tolist()
        assert rows == sorted(rows, key=lambda row: reference.by_start(model, row))
        assert len({reference.trace_of(model, row) for row in rows}) == 1
        assert found.duration_ns[trace] == np.ptp(
            [t for row in rows for t in reference.times(model, row)]
        )
