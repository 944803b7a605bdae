from __future__ import annotations

import numpy as np
from hypothesis import given

from perfview.traces.measures.lanes import Lanes
from perfview.traces.model import TraceModel
from perfview.traces.study import Study
from tests.traces.building import Recording
from tests.traces.forests import recordings


def rows(lanes: Lanes) -> list[list[int]]:
    """The spans of each row."""
    bounds = zip(lanes.row_first[:-1], lanes.row_first[1:], strict=True)
    return [lanes.span[a:b].tolist() for a, b in bounds]


def groups(lanes: Lanes) -> list[list[list[int]]]:
    """The rows of each group."""
    bounds = zip(lanes.group_first[:-1], lanes.group_first[1:], strict=True)
    return [rows(lanes)[a:b] for a, b in bounds]


def assert_sound(lanes: Lanes, model: TraceModel) -> None:
    for row in rows(lanes):
        assert row, "no row is empty"
        starts, ends = model.start_ns[row], model.end_ns[row]
        assert (starts[1:] >= ends[:-1]).all(), "boxes of a row overlap"
    assert lanes.start_ns.tolist() == model.start_ns[lanes.span].tolist()
    assert lanes.end_ns.tolist() == model.end_ns[lanes.span].tolist()
    shown = np.flatnonzero(lanes.box_of_span >= 0)
    assert lanes.span[lanes.box_of_span[shown]].tolist() == shown.tolist()
    assert len(shown) == len(lanes.span)


def test_a_service_takes_as_few_rows_as_do_not_overlap() -> None:
    recording = Recording()
    recording.span(0, 10, service="web")
    recording.span(5, 15, service="web", trace=2)
    recording.span(3, 4, service="cart")
    recording.span(10, 20, service="web", trace=3)
    recording.span(15, 16, service="web", trace=4)
    lanes = Study(recording.model()).band_lanes
    assert groups(lanes) == [[[0, 3], [1, 4]], [[2]]]
    assert lanes.group_name.tolist() == [0, 1]


def test_a_trace_has_a_band_of_rows_for_each_depth() -> None:
    recording = Recording()
    recording.span(0, 100)
    recording.span(10, 50, parent=1)
    recording.span(40, 60, parent=1)
    recording.span(50, 70, parent=1)
    recording.span(42, 45, parent=3)
    recording.span(0, 5, trace=2)
    study = Study(recording.model())
    lanes = study.lanes_by_trace(np.array([1, 0], np.int32))
    assert groups(lanes) == [[[5]], [[0], [1, 3], [2], [4]]]
    assert lanes.group_name.tolist() == [1, 0]
    only = study.lanes_by_trace(np.array([1], np.int32))
    assert only.box_of_span.tolist() == [-1, -1, -1, -1, -1, 0]
    assert len(study.lanes_by_trace(np.zeros(0, np.int32)).span) == 0


def test_thousands_at_once_take_a_row_each() -> None:
    recording = Recording()
    for i in range(3000):
        recording.span(i / 1000, 10, trace=i)
    lanes = Study(recording.model()).band_lanes
    assert len(lanes.row_first) == 3001


@given(recordings())
def test_boxes_never_overlap_and_rows_are_needed(model: TraceModel) -> None:
    study = Study(model)
    by_service = study.band_lanes
    assert_sound(by_service, model)
    assert len(by_service.span) == len(model)
    for node, found in enumerate(groups(by_service)):
        spans = [span for row in found for span in row]
        assert (study.graph.of_span[spans] == node).all()
        busiest = max(_running(model, spans, span) for span in spans)
        assert len(found) == busiest, "first free row, by start, is optimal"
    by_trace = study.lanes_by_trace(np.arange(study.structure.traces, dtype=np.int32))
    assert_sound(by_trace, model)
    assert len(by_trace.span) == len(model)
    for row in rows(by_trace):
        assert len(set(study.structure.depth[row].tolist())) == 1
        assert len(set(study.structure.trace[row].tolist())) == 1


def _running(model: TraceModel, spans: list[int], at: int) -> int:
    """How many of the spans run right after `at` starts; those without length take their turn."""
    start = model.start_ns[at]
    running = sum(model.start_ns[s] <= start < model.end_ns[s] for s in spans)
    return max(1, running + (model.duration_ns[at] == 0 and running > 0))
