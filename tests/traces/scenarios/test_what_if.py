from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from perfview.traces.measures.request_time import request_times
from perfview.traces.model import SpanKind, TraceModel
from perfview.traces.scenarios import what_if
from perfview.traces.study import Study
from tests.traces.building import Recording
from tests.traces.forests import nested, recordings

MS = 1_000_000


def rows(*numbers: int) -> np.ndarray:
    return np.array(numbers, np.int32)


def in_ms(durations: np.ndarray) -> list[float]:
    return (durations / MS).tolist()


def scaled(study: Study, **factors: float) -> list[float]:
    scale = np.ones(len(study.model))
    for name, factor in factors.items():
        scale[int(name[1:])] = factor
    return in_ms(what_if.retime(study, scale))


def two_after_another() -> Study:
    """root 0-100: 10 of its own, first 10-40, 10 of its own, second 50-90, 10 of its own."""
    recording = Recording()
    recording.span(0, 100, "root")
    recording.span(10, 40, "first", parent=1)
    recording.span(50, 90, "second", parent=1)
    return Study(recording.model())


def test_what_follows_moves_up_and_work_in_between_stays() -> None:
    study = two_after_another()
    assert scaled(study, r1=0.5) == [85]
    assert scaled(study, r1=0.5, r2=0.25) == [55]
    assert scaled(study, r0=0.5) == [85], "30 ms of its own become 15"
    assert scaled(study, r1=2) == [130]
    assert in_ms(what_if.remove(study, rows(1, 2))) == [30]


def test_another_call_may_become_the_one_waited_for() -> None:
    recording = Recording()
    recording.span(0, 100, "root")
    recording.span(0, 80, "slow", parent=1)
    recording.span(0, 60, "beside it", parent=1)
    study = Study(recording.model())
    assert scaled(study, r1=0.5) == [80]
    assert scaled(study, r1=0.9) == [92]
    assert scaled(study, r2=0) == [100]


def test_a_removed_span_takes_with_it_what_it_called() -> None:
    recording = Recording()
    recording.span(0, 100, "root")
    recording.span(10, 60, "middle", parent=1)
    recording.span(20, 50, "leaf", parent=2)
    study = Study(recording.model())
    assert in_ms(what_if.remove(study, rows(1))) == [50]
    assert what_if.drag(study, 1) == 50 * MS
    assert in_ms(what_if.remove(study, rows(2))) == [70]
    assert in_ms(what_if.remove(study, rows(0))) == [0]


def test_a_span_that_outlives_its_parent_was_not_waited_for() -> None:
    recording = Recording()
    recording.span(0, 100, "root")
    recording.span(10, 150, "goes on", parent=1)
    study = Study(recording.model())
    assert scaled(study, r1=0.9) == [100], "the answer was there before"
    assert scaled(study, r1=0.5) == [100], "the root did not wait for it"


def test_the_wait_for_a_message_to_be_handled_is_no_ones_work() -> None:
    recording = Recording()
    recording.span(0, 10, "publish", kind=SpanKind.PRODUCER)
    recording.span(500, 600, "consume", parent=1, kind=SpanKind.CONSUMER, service="mail")
    study = Study(recording.model())
    assert scaled(study, r0=0.5) == [5]
    assert scaled(study, r1=0.5) == [10]


def test_a_server_on_another_clock_is_waited_for() -> None:
    recording = Recording()
    recording.span(0, 100, "call", kind=SpanKind.CLIENT)
    recording.span(-1005, -915, "handle", parent=1, kind=SpanKind.SERVER, service="other")
    study = Study(recording.model())
    saved = request_times(study.model, study.structure) - what_if.retime(
        study, np.array([1.0, 0.5])
    )
    assert in_ms(saved) == [45]


def test_repeated_calls_become_the_longest_of_them() -> None:
    recording = Recording()
    recording.span(0, 110, "list")
    for i in range(10):
        recording.span(10 * i + 5, 10 * i + 10 + (2 if i == 4 else 0), "query", parent=1)
    study = Study(recording.model())
    groups = [np.arange(1, 11, dtype=np.int32)]
    assert in_ms(what_if.batch(study, groups)) == [110 - 52 + 7]
    # 5 ms stood before each of nine calls, but only 3 before the one after the longest.
    assert in_ms(what_if.batch(study, groups, keep_gaps=False)) == [65 - 5 * 8 - 3]
    assert in_ms(what_if.batch(study, [])) == [110]


def test_independent_calls_start_together() -> None:
    study = two_after_another()
    # The 10 ms of the root between the two stay: second starts 10 after first.
    assert in_ms(what_if.side_by_side(study, [rows(1, 2)])) == [10 + 10 + 40 + 10]
    assert in_ms(what_if.side_by_side(study, [rows(1), rows(2)])) == [100]


def test_groups_across_parents_are_taken_parent_by_parent() -> None:
    recording = Recording()
    for trace in (1, 2):
        root = recording.span(0, 100, trace=trace)
        recording.span(0, 50, parent=root, trace=trace)
        recording.span(50, 100, parent=root, trace=trace)
    study = Study(recording.model())
    assert in_ms(what_if.side_by_side(study, [rows(1, 2, 4, 5)])) == [50, 50]


def test_endpoints_are_compared_by_percentile() -> None:
    recording = Recording()
    for i in range(1, 101):
        root = recording.span(0, i, "GET /", trace=i)
        recording.span(0, i / 2, "query", trace=i, parent=root)
    study = Study(recording.model())
    queries = np.flatnonzero(study.structure.depth == 1).astype(np.int32)
    found = what_if.compare(study, what_if.remove(study, queries), 0)
    assert found.before == what_if.Percentiles(50 * MS, 95 * MS, 99 * MS)
    assert found.after == what_if.Percentiles(25 * MS, 47_500_000, 49_500_000)


def everything(study: Study, factor: float) -> np.ndarray:
    """Re-timed with every span touched, so that no trace is left out."""
    scale = np.full(len(study.model), factor)
    return what_if.retime(study, scale)


@given(recordings())
def test_nothing_changed_changes_nothing(model: TraceModel) -> None:
    study = Study(model)
    assert (
        everything(study, 1 + 1e-12).tolist()
        == request_times(study.model, study.structure).tolist()
    )


@given(nested(), st.integers(0, 20), st.floats(0, 1))
def test_faster_never_costs_and_saves_no_more_than_was_taken_off(
    model: TraceModel, row: int, factor: float
) -> None:
    study = Study(model)
    row %= len(model)
    scale = np.ones(len(model))
    scale[row] = factor
    saved = int((request_times(study.model, study.structure) - what_if.retime(study, scale))[0])
    room = study.self_ns[row] if factor > 0 else model.duration_ns[row]
    overlap = 0.01 * model.duration_ns[0]
    assert -1 <= saved <= room * (1 - factor) + overlap + 1


@given(nested())
def test_half_of_all_work_takes_half_of_the_time_or_more(model: TraceModel) -> None:
    """More where a call starts late beside another one: no one knows what it waited for."""
    study = Study(model)
    half = int(everything(study, 0.5)[0])
    slack = 0.01 * model.duration_ns[0] * len(model)
    assert half >= model.duration_ns[0] / 2 - slack
    siblings = [study.structure.children(row) for row in range(len(model))]
    if all((model.end_ns[c][:-1] <= model.start_ns[c][1:]).all() for c in siblings):
        assert half <= model.duration_ns[0] / 2 + len(model)


@given(nested(), st.data())
def test_side_by_side_never_takes_longer(model: TraceModel, data: st.DataObject) -> None:
    study = Study(model)
    above = data.draw(st.integers(0, len(model) - 1))
    calls = study.structure.children(above)
    durations = what_if.side_by_side(study, [calls])
    assert durations[0] <= request_times(study.model, study.structure)[0]
    assert durations[0] >= max(model.duration_ns[calls], default=0)
