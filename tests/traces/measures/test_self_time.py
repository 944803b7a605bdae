from __future__ import annotations

from hypothesis import given

from perfview.traces.model import TraceModel
from perfview.traces.study import Study
from tests.traces import reference
from tests.traces.building import Recording
from tests.traces.forests import recordings

MS = 1_000_000


def test_children_that_overlap_are_counted_once_and_clipped() -> None:
    recording = Recording()
    recording.span(0, 100)
    recording.span(10, 40, parent=1)
    recording.span(30, 60, parent=1)
    recording.span(90, 130, parent=1)
    recording.span(200, 210, parent=1)
    assert Study(recording.model()).self_ns.tolist() == [
        40 * MS,
        30 * MS,
        30 * MS,
        40 * MS,
        10 * MS,
    ]


@given(recordings())
def test_self_time_agrees_with_counting(model: TraceModel) -> None:
    below = reference.children(model, reference.parents(model))
    assert Study(model).self_ns.tolist() == reference.self_times(model, below)
