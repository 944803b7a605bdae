from __future__ import annotations

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from perfview.kernels import margins as kernels
from perfview.traces.measures.critical_path import trees_of
from perfview.traces.measures.slack import margins
from perfview.traces.model import TraceModel
from perfview.traces.scenarios import what_if
from perfview.traces.study import Study
from tests.traces.building import Recording
from tests.traces.forests import nested, recordings

MS = 1_000_000


def in_ms(times: np.ndarray) -> list[int]:
    return (times // MS).tolist()


def test_slack_is_what_a_span_may_take_longer_for_nothing() -> None:
    recording = Recording()
    recording.span(0, 100, "root")
    recording.span(10, 40, "waited for", parent=1)
    recording.span(10, 30, "beside it", parent=1)
    recording.span(50, 90, "last", parent=1)
    recording.span(60, 85, "its long part", parent=4)
    recording.span(60, 65, "its short part", parent=4)
    recording.span(20, 25, "inside", parent=3)
    assert in_ms(margins(Study(recording.model())).slack_ns) == [0, 0, 10, 0, 0, 20, 10]


def test_what_goes_on_after_the_answer_has_until_the_trace_ends() -> None:
    recording = Recording()
    recording.span(0, 100, "root")
    recording.span(90, 150, "goes on", parent=1)
    recording.span(110, 120, "starts after it", parent=1)
    found = margins(Study(recording.model()))
    assert in_ms(found.slack_ns) == [0, 0, 30]
    assert in_ms(found.drag_ns) == [100, 0, 0]


def test_drag_stops_where_another_span_takes_over() -> None:
    recording = Recording()
    recording.span(0, 100, "root")
    recording.span(0, 80, "slow", parent=1)
    recording.span(0, 60, "beside it", parent=1)
    recording.span(10, 80, "all of slow", parent=2)
    recording.span(80, 90, "last", parent=1)
    # Without "slow" the root waits for what ran beside it; its own 10 ms at the end stay.
    assert in_ms(margins(Study(recording.model())).drag_ns) == [100, 20, 0, 20, 10]


def test_a_long_call_beside_many_short_ones() -> None:
    recording = Recording()
    recording.span(0, 1010, "root")
    recording.span(0, 895, "beside them", parent=1)
    for i in range(25):
        recording.span(40 * i, 40 * i + 40, "short", parent=1)
    found = margins(Study(recording.model()))
    assert in_ms(found.slack_ns)[1] == 25
    # Without one of those before it ends, the long one is waited for 25 ms later.
    assert in_ms(found.drag_ns)[2:] == [25] * 23 + [40] * 2


def test_thousands_of_calls_beside_a_long_one_are_measured_at_once() -> None:
    recording = Recording()
    recording.span(0, 30_000, "root")
    recording.span(0, 29_000, "beside them", parent=1)
    for i in range(30_000):
        recording.span(i, i + 1, "short", parent=1)
    found = margins(Study(recording.model()))
    assert not found.drag_ns[2:29_002].any(), "the long one is waited for just as long"
    assert found.drag_ns[29_002:].tolist() == [MS] * 1_000


@given(nested(), st.integers(0, 20))
def test_a_span_may_take_longer_by_its_slack_but_not_more(model: TraceModel, row: int) -> None:
    study = Study(model)
    structure = study.structure
    row %= len(model)
    own = int(study.self_ns[row])
    assume(own > 0 and len(study.structure.children(row)) == 0)
    # Where neighbours overlap slightly, spans on CRISP's path may have some: without the path.
    nowhere = np.zeros(len(model), np.bool_)
    leeway, _ = kernels.margins(
        trees_of(model, structure),
        structure.first,
        structure.order,
        structure.root,
        structure.duration_ns,
        nowhere,
    )
    slack = int(leeway[row])
    assert margins(study).slack_ns[row] <= slack
    for more, later in ((slack, 0), (slack + 5 * MS, 5 * MS)):
        scale = np.ones(len(model))
        scale[row] = (own + more) / own
        durations = what_if.retime(study, scale) - study.structure.duration_ns
        assert abs(int(durations[0]) - later) <= 1


def drags_are_those_of_removing(model: TraceModel) -> None:
    study = Study(model)
    structure, drag = study.structure, margins(study).drag_ns
    for row in range(len(model)):
        root = int(structure.root[structure.trace[row]])
        if root < 0 or model.duration_ns[root] <= 0 or not study.critical.on_path[row]:
            assert drag[row] == 0
        else:
            assert int(drag[row]) == what_if.drag(study, row), row


@given(nested(largest=40))
def test_drag_is_what_removing_each_span_alone_saves(model: TraceModel) -> None:
    drags_are_those_of_removing(model)


@given(recordings())
def test_drag_of_odd_recordings_too(model: TraceModel) -> None:
    drags_are_those_of_removing(model)
