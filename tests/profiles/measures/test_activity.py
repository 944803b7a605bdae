"""How busy threads were, and with what."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from perfview.profiles.building import ProfileBuilder
from perfview.profiles.lens import EVERYTHING, Lens
from perfview.profiles.measures.activity import activities
from perfview.profiles.measures.kinds import Kind
from perfview.profiles.study import Study
from tests.profiles.building import profile
from tests.profiles.oracle import Sample, samples, study_of

MS = 1_000_000


def two_threads(interval_ns: int = 0, unit: str = "ns") -> Study:
    builder = ProfileBuilder([("cpu", unit)])
    own = builder.stack_of([builder.frame(builder.function("work", "/app/work.py"))])
    gc = builder.stack_of([builder.frame(builder.function("(garbage collector)"))])
    first, second = builder.thread("one", 1), builder.thread("two", 2)
    for at, stack in enumerate((own, own, gc, -1)):
        builder.sample(first, stack, [10.0], 10 * at)
    builder.sample(second, own, [5.0], 20)
    builder.ends(first, 40)
    builder.ends(second, 40)
    return Study(builder.finish(interval_ns=interval_ns))


def shares(
    study: Study, buckets: int, start: float = 0, end: float = 40, lens: Lens = EVERYTHING
) -> list[NDArray[np.float64]]:
    edges = np.linspace(start, end, buckets + 1)
    threads = range(len(study.model.threads))
    return [found.shares(edges) for found in activities(study, lens, threads)]


def busy(*asked: object) -> list[list[float]]:
    return [found.sum(axis=1).tolist() for found in shares(*asked)]  # type: ignore[arg-type]


def test_threads_are_busy_for_as_long_as_samples_weigh() -> None:
    study = two_threads()
    assert busy(study, 4) == [[1, 1, 1, 0], [0, 0, 0.5, 0]]
    by_kind = shares(study, 4)[0]
    assert by_kind[:, Kind.OWN].tolist() == [1, 1, 0, 0]
    assert by_kind[:, Kind.COLLECTOR].tolist() == [0, 0, 1, 0]
    first, second = activities(study, EVERYTHING, [0, 1])
    assert (first.busy_share, second.busy_share) == (0.75, 0.25)


def test_without_a_time_metric_samples_last_an_interval() -> None:
    assert busy(two_threads(unit="count"), 4)[1] == [0, 0, 1, 1]
    late = two_threads(interval_ns=4, unit="count")
    assert busy(late, 4)[1] == pytest.approx([0, 0, 0.6, 0])


def test_a_window_shows_part_of_the_time() -> None:
    study = two_threads()
    assert busy(study, 4, 15, 35) == [[1, 1, 1, 0], [0, 1, 0, 0]]
    assert busy(study, 2, 0, 40, Lens(where="name=work"))[0] == [1, 0]
    assert busy(study, 2, 100, 140) == [[0, 0], [0, 0]]
    assert busy(study, 0) == [[], []]


def test_nothing_sampled_is_never_busy() -> None:
    builder = ProfileBuilder([("cpu", "ns")])
    builder.thread("silent", 1)
    study = Study(builder.finish())
    assert busy(study, 3) == [[0, 0, 0]]
    assert activities(study, EVERYTHING, [0])[0].busy_share == 0.0
    assert activities(profile(), EVERYTHING, []) == []


@settings(deadline=None, max_examples=50)
@given(samples, st.floats(0, 1), st.floats(0.001, 1))
def test_any_stretch_adds_up(taken: list[Sample], begin: float, wide: float) -> None:
    """However many blocks of samples lie between two moments."""
    taken = taken * (1 + 150 // max(len(taken), 1))
    study = study_of(taken)
    lasts = np.array([s.weight if s.path else 1 for s in taken] + [0])
    ends = np.cumsum(lasts) * MS
    start, end = begin * ends[-1], begin * ends[-1] + wide * max(ends[-1], MS)
    within = np.minimum(ends, end) - np.maximum(ends - lasts * MS, start)
    is_busy = np.array([bool(s.path) for s in taken] + [False])
    expected = np.maximum(within, 0)[is_busy].sum() / (end - start)
    if end <= ends[-1]:
        found = shares(study, 1, float(start), float(end))[0].sum()
        assert found == pytest.approx(expected, abs=1e-6)


def test_labels_decide_whose_samples_count() -> None:
    builder = ProfileBuilder([("cpu", "ns")])
    stack = builder.stack_of([builder.frame(builder.function("work"))])
    thread = builder.thread("main")
    for at, endpoint in enumerate(("a", "b", "")):
        labels = builder.labels({"endpoint": endpoint} if endpoint else {})
        builder.sample(thread, stack, [10.0], 10 * at, labels)
    builder.ends(thread, 40)
    study = Study(builder.finish())
    assert busy(study, 4) == [[1, 1, 1, 0]]
    assert busy(study, 4, 0, 40, Lens(labels=(("endpoint", "b"),))) == [[0, 1, 0, 0]]
