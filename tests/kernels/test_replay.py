"""Programmes written and run again agree with laying the trees out, and queue where they must."""

from __future__ import annotations

import heapq

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from perfview.kernels.programme import programmes
from perfview.kernels.replay import Stations, replay, serve
from perfview.kernels.retiming import Change
from perfview.traces.measures.critical_path import trees_of
from perfview.traces.model import TraceModel
from perfview.traces.scenarios import what_if
from perfview.traces.study import Study
from tests.traces.building import Recording
from tests.traces.forests import nested, recordings

MS = 1_000_000


def run(study: Study, change: Change, station: list[int], places: list[int]) -> NDArray[np.int64]:
    model, structure = study.model, study.structure
    written = programmes(
        trees_of(model, structure),
        structure.first,
        structure.order,
        change,
        np.zeros(len(model), np.int64),
    )
    roots = np.flatnonzero(structure.parent < 0).astype(np.int32)
    roots = roots[np.argsort(model.start_ns[roots], kind="stable")]
    stations = Stations(np.array(station, np.int32), np.array(places, np.int32))
    return replay(written, structure.parent, roots, model.start_ns[roots], stations)


def freely(study: Study, change: Change) -> NDArray[np.int64]:
    return run(study, change, [-1] * len(study.model), [])


@given(nested(largest=30), st.randoms(use_true_random=False))
def test_without_stations_a_replay_is_a_retiming(model: TraceModel, chance) -> None:  # type: ignore[no-untyped-def]
    study = Study(model)
    scale = np.array([chance.choice((1.0, 0.5, 0.1)) for _ in range(len(model))])
    retimed = what_if.retime(study, scale)
    took = freely(study, what_if.scaling(study, scale))
    assert abs(int(took[0]) - int(retimed[0])) <= 1


@given(nested(largest=30), st.data())
def test_bundles_begin_together_as_they_do_retimed(model: TraceModel, data: st.DataObject) -> None:
    study = Study(model)
    calls = study.structure.children(data.draw(st.integers(0, len(model) - 1)))
    change = what_if.bundling(study, calls, np.zeros(len(calls), np.int32))
    together = what_if.retimed(study, change, calls)
    assert freely(study, change)[0] <= model.duration_ns[0]
    assert abs(int(freely(study, change)[0]) - int(together[0])) <= 0.01 * model.duration_ns[0]


@given(recordings())
def test_odd_recordings_come_back(model: TraceModel) -> None:
    study = Study(model)
    took = freely(study, what_if.scaling(study, np.ones(len(model))))
    assert len(took) == len(model)


def test_rows_queue_for_places_in_the_order_they_come() -> None:
    recording = Recording()
    for trace in (1, 2, 3):
        root = recording.span(10 * trace, 10 * trace + 40, trace=trace)
        recording.span(10 * trace + 5, 10 * trace + 35, "query", parent=root, trace=trace)
    study = Study(recording.model())
    unchanged = what_if.scaling(study, np.ones(6))
    assert (run(study, unchanged, [-1, 0] * 3, [3]) // MS).tolist() == [40, 30] * 3
    # With one place the second waits 20 ms and the third 40.
    assert (run(study, unchanged, [-1, 0] * 3, [1]) // MS).tolist() == [40, 30, 60, 30, 80, 30]


def test_a_place_that_is_never_given_back_ends_nothing() -> None:
    recording = Recording()
    recording.span(0, 10, "a")
    recording.span(1, 9, "b", parent=1)
    study = Study(recording.model())
    took = run(study, what_if.scaling(study, np.ones(2)), [0, 0], [1])
    assert took.tolist() == [-1, -1]


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 30)), max_size=40), st.integers(1, 5))
def test_serving_is_that_of_so_many_places(calls: list[tuple[int, int]], places: int) -> None:
    calls.sort(key=lambda call: call[0])
    free = [0] * places
    expected = []
    for arrival, hold in calls:
        began = max(arrival, heapq.heappop(free))
        heapq.heappush(free, began + hold)
        expected.append(began)
    arrivals = np.array([arrival for arrival, _ in calls], np.int64)
    holds = np.array([hold for _, hold in calls], np.int64)
    assert serve(arrivals, holds, places).tolist() == expected
