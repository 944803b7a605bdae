"""What metrics are the cost of, by the names profilers give them."""

from __future__ import annotations

import pytest

from perfview.profiles.building import ProfileBuilder
from perfview.profiles.model import ProfileModel
from perfview.profiles.patterns.spending import Cost, spending_of, spendings


def model(*metrics: tuple[str, str], default: int = 0) -> ProfileModel:
    return ProfileBuilder(metrics, default).finish()


@pytest.mark.parametrize(
    ("name", "unit", "cost", "of"),
    [
        ("cpu", "ns", Cost.TIME, "CPU time"),
        ("wall", "ns", Cost.TIME, "wall time"),
        ("time", "ns", Cost.TIME, "recorded time"),
        ("samples", "count", Cost.TIME, "samples"),
        ("cycles", "count", Cost.TIME, "cycles"),
        ("Ir", "count", Cost.TIME, "instructions"),
        ("Instructions", "count", Cost.TIME, "instructions"),
        ("weight", "count", Cost.TIME, "units"),
        ("alloc_space", "bytes", Cost.ALLOCATED, "allocated bytes"),
        ("inuse_space", "bytes", Cost.LIVE, "memory in use"),
        ("space", "bytes", Cost.LIVE, "memory in use"),
        ("inuse_objects", "count", Cost.LIVE, "objects in use"),
        ("alloc_objects", "count", Cost.ALLOCATED, "allocated objects"),
        ("delay", "ns", Cost.WAITED, "waiting time"),
        ("contentions", "count", Cost.WAITED, "waits"),
        ("goroutine", "count", Cost.CENSUS, "goroutines"),
    ],
)
def test_metrics_by_name(name: str, unit: str, cost: Cost, of: str) -> None:
    (found,) = spendings(model((name, unit)))
    assert (found.cost, found.of) == (cost, of)


def test_time_goes_before_counts_of_samples() -> None:
    found = spending_of(model(("samples", "count"), ("cpu", "ns"), default=1), Cost.TIME)
    assert found
    assert found.metric == 1


def test_samples_of_a_memory_profile_are_no_time() -> None:
    heap = model(("alloc_space", "bytes"), ("samples", "count"))
    assert spending_of(heap, Cost.TIME) is None


def test_the_cost_named_first_wins() -> None:
    heap = model(("inuse_space", "bytes"), ("alloc_space", "bytes"))
    found = spending_of(heap, Cost.ALLOCATED, Cost.LIVE)
    assert found
    assert found.metric == 1
