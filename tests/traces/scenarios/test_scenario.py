from __future__ import annotations

import numpy as np
import pytest

from benchmarks.foretelling import forecasts
from benchmarks.simulated_worlds import copies, fan, mesh, pool, workers
from benchmarks.simulation import World
from perfview.traces.model import SpanKind
from perfview.traces.scenarios import what_if
from perfview.traces.scenarios.queueing import find_queues
from perfview.traces.scenarios.scenario import (
    Scenario,
    Treatment,
    foresee,
    rows_of_operation,
    touched_rows,
)
from perfview.traces.study import Study
from tests.traces.building import Recording

MS = 1_000_000


def shop(requests: int = 4) -> Study:
    """Each request: three queries one after another, with 10 ms of its own around each."""
    recording = Recording()
    for trace in range(1, requests + 1):
        at = 1000 * trace
        root = recording.span(at, at + 100, "GET /", trace=trace)
        for k in range(3):
            begin = at + 10 + 30 * k
            recording.span(begin, begin + 20, "query", parent=root, trace=trace)
        recording.span(at, at + 5, "other", parent=root, trace=trace)
    return Study(recording.model())


@pytest.mark.parametrize(
    ("treatment", "expected"),
    [
        (Treatment.FASTER, 70),
        (Treatment.REMOVED, 40),
        (Treatment.PARALLEL, 60),
        (Treatment.BATCHED, 60),
    ],
)
def test_each_treatment_of_an_operation(treatment: Treatment, expected: int) -> None:
    study = shop()
    rows = rows_of_operation(study, 1)
    outcome = foresee(study, Scenario(rows, treatment, 0.5))
    assert (outcome.before_ns // MS).tolist() == [100] * 4
    assert (outcome.after_ns // MS).tolist() == [expected] * 4
    assert len(outcome.queues) == 0
    assert outcome.waits_kept_ns.tolist() == outcome.after_ns.tolist()


def test_only_calls_with_a_like_sibling_can_run_side_by_side() -> None:
    study = shop()
    others = rows_of_operation(study, 2)
    scenario = Scenario(others, Treatment.PARALLEL)
    assert len(touched_rows(study, scenario)) == 0
    outcome = foresee(study, scenario)
    assert outcome.after_ns.tolist() == outcome.before_ns.tolist()


def test_all_of_an_operation_faster_by_all_keeps_what_it_calls() -> None:
    study = shop()
    outcome = foresee(study, Scenario(np.array([0], np.int32), Treatment.FASTER, 1.0))
    assert (outcome.after_ns // MS).tolist() == [65, 100, 100, 100]


def test_where_nobody_waits_in_line_the_answer_is_that_of_retiming() -> None:
    study = shop(requests=100)
    assert len(find_queues(study)) == 0
    rows = rows_of_operation(study, 1)
    scale = np.ones(len(study.model))
    scale[rows] = 0.7
    outcome = foresee(study, Scenario(rows, Treatment.FASTER, 0.3))
    assert outcome.after_ns.tolist() == what_if.retime(study, scale).tolist()


def line(requests: int, places: int, limited: bool = True) -> Study:
    """Requests about 6 ms apart, whose query takes about 10 ms; places for as many, or for all."""
    chance = np.random.default_rng(1)
    recording = Recording()
    free = [0.0] * places
    begin = 0.0
    for trace in range(1, requests + 1):
        begin += chance.exponential(6)
        ask, took = begin + chance.uniform(1, 3), chance.uniform(5, 15)
        began = max(ask, min(free)) if limited else ask
        free[free.index(min(free))] = began + took
        root = recording.span(begin, began + took + 2, "GET /", trace=trace)
        more = {"db_system": "mysql", "kind": SpanKind.CLIENT}
        recording.span(began, began + took, "query", parent=root, trace=trace, **more)
    return Study(recording.model())


def test_a_pool_of_connections_is_known_by_how_calls_follow_each_other() -> None:
    queues = find_queues(line(600, 2))
    assert queues.names == ("mysql connections of web",)
    assert queues.stations.places.tolist() == [2]
    model = line(600, 2).model
    queries = queues.stations.of_row >= 0
    assert queries.sum() == 600
    # The first to come never wait; what a query waits lies before it in its request.
    gap = (model.start_ns - np.repeat(model.start_ns[::2], 2))[queries]
    wait = queues.wait_ns[queries]
    assert (wait[:2] == 0).all()
    assert (wait <= gap).all()
    asked = (gap - wait)[wait > 0] / MS
    assert 1.0 <= asked.min() <= asked.max() <= 3.1


def test_many_at_a_time_without_a_limit_are_no_queue() -> None:
    assert len(find_queues(line(600, 2, limited=False))) == 0


@pytest.mark.parametrize(
    ("world", "operation"),
    [
        (pool(0.9), "SELECT items"),
        (workers(0.85), "render"),
        (fan(0.6, 6), "stock"),
        (copies(0.75), "build"),
        (mesh(0.4), "pay"),
    ],
    ids=lambda given: given.name if isinstance(given, World) else given,
)
def test_foreseen_savings_are_those_of_the_simulation(world: World, operation: str) -> None:
    """Parallel calls, bursts and queues for workers and connections included; the benchmark
    `what_if` does the same for more systems."""
    found = forecasts(world, (operation,), requests=800, seed=7)
    means = [forecast for forecast in found if forecast.of == "mean"]
    assert len(means) == 2
    for forecast in means:
        assert forecast.error < 0.1, forecast
        assert forecast.error <= forecast.error_without_queues + 0.02, forecast


def test_an_idle_system_has_no_queues() -> None:
    found = forecasts(pool(0.1), ("SELECT items",), requests=400, seed=3)
    for forecast in found:
        assert forecast.foreseen_ns == forecast.waits_kept_ns
        assert forecast.error < 0.02
