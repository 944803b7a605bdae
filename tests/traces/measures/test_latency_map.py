from __future__ import annotations

import numpy as np

from perfview.traces.measures.latency_map import (
    Box,
    all_requests,
    extent_of,
    latency_map,
    of_operation,
)
from perfview.traces.study import Study
from tests.traces.building import EPOCH_NS, Recording


def study() -> Study:
    made = Recording()
    for k in range(100):
        root = made.span(10 * k, 10 * k + 1 + k, "GET /", trace=k + 1, error=k == 99)
        made.span(10 * k, 10 * k + 0.5, "query", parent=root, trace=k + 1)
    return Study(made.model())


def test_every_request_is_counted_once_where_it_belongs() -> None:
    population = all_requests(study())
    found = latency_map(population, 10, 5)
    assert found.counts.sum() == 100
    assert found.counts.sum(axis=0).tolist() == [10] * 10
    # Request k takes k + 1 ms: nearest rank.
    assert found.percentiles_ns.tolist() == [50_000_000, 95_000_000, 99_000_000]
    rows, columns = np.nonzero(found.failed)
    assert (rows.tolist(), columns.tolist()) == ([4], [9])


def test_rows_are_equal_ratios_of_durations() -> None:
    population = all_requests(study())
    found = latency_map(population, 1, 2, Box(EPOCH_NS, EPOCH_NS + 10**9, 1e6, 100e6))
    assert found.counts[:, 0].tolist() == [9, 91]


def test_a_box_keeps_what_lies_in_it() -> None:
    population = all_requests(study())
    inside = population.within(Box(EPOCH_NS, EPOCH_NS + 500e6, 20e6, 30e6))
    assert population.duration_ns[inside].tolist() == [k * 1_000_000 for k in range(20, 31)]


def test_an_operation_is_looked_at_span_by_span() -> None:
    made = study()
    query = list(made.operations.names).index("query")
    population = of_operation(made, query)
    assert len(population) == 100
    assert set(population.duration_ns.tolist()) == {500_000}
    extent = extent_of(population)
    assert extent.low_ns < 500_000 < extent.high_ns


def test_nothing_can_be_counted_too() -> None:
    population = all_requests(Study(Recording().model()))
    assert latency_map(population, 4, 4).counts.sum() == 0
