"""Which samples a lens lets through, and what their stacks weigh."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from perfview.profiles.building import ProfileBuilder
from perfview.profiles.lens import EVERYTHING, Lens
from perfview.profiles.measures.labels import label_weights, sets_with
from perfview.profiles.measures.weighing import chosen_samples, weigh
from perfview.profiles.study import Study
from perfview.profiles.tables import threads as thread_rows
from tests.profiles.building import profile

Taken = list[tuple[int, int, int, int, int]]
"""Samples: thread, stack (-1 idle), time, weight, label set (-1 none)."""

SETS = [{"tenant": "a"}, {"tenant": "b"}, {"tenant": "b", "route": "/x"}]
numbers = st.tuples(
    st.integers(0, 2), st.integers(-1, 3), st.integers(0, 30), st.integers(0, 9), st.integers(-1, 2)
)
lenses = st.builds(
    Lens,
    metric=st.sampled_from([-1, 0, 1]),
    threads=st.lists(st.integers(0, 2), max_size=2).map(tuple),
    start_ns=st.none() | st.integers(0, 30),
    end_ns=st.none() | st.integers(0, 30),
    labels=st.sampled_from(
        [(), (("tenant", "b"),), (("tenant", "a"), ("tenant", "b")), (("route", "/x"),)]
    ),
    where=st.sampled_from(["", "name=f1", "-name=f0"]),
)


def study_of(taken: Taken) -> Study:
    builder = ProfileBuilder([("cpu", "ns"), ("twice", "count")])
    threads = [builder.thread(f"t{i}", i) for i in range(3)]
    stacks = [builder.stack_of([builder.frame(builder.function(f"f{i}"))]) for i in range(4)]
    sets = [builder.labels(labels) for labels in SETS]
    for thread, stack, time, weight, label in taken:
        builder.sample(
            threads[thread],
            stacks[stack] if stack >= 0 else -1,
            [float(weight), 2.0 * weight],
            time,
            sets[label] if label >= 0 else -1,
        )
    return Study(builder.finish())


def counts(sample: tuple[int, int, int, int, int], lens: Lens) -> bool:
    thread, stack, time, _, label = sample
    wanted: dict[str, set[str]] = {}
    for key, value in lens.labels:
        wanted.setdefault(key, set()).add(value)
    carried = SETS[label] if label >= 0 else {}
    return (
        (not lens.threads or thread in lens.threads)
        and (lens.start_ns is None or time >= lens.start_ns)
        and (lens.end_ns is None or time < lens.end_ns)
        and all(carried.get(key) in values for key, values in wanted.items())
        and (lens.where != "name=f1" or stack == 1)
        and (lens.where != "-name=f0" or stack in (1, 2, 3))
    )


@settings(deadline=None)
@given(st.lists(numbers, min_size=1, max_size=20), lenses)
def test_every_lens(taken: Taken, lens: Lens) -> None:
    study = study_of(taken)
    weight, count = np.zeros(4), np.zeros(4, np.int64)
    through = [sample for sample in taken if counts(sample, lens)]
    for _, stack, _, number, _ in through:
        if stack >= 0:
            weight[stack] += number * (2 if lens.metric == 1 else 1)
            count[stack] += 1
    found = weigh(study, lens)
    assert np.array_equal(found.weight, weight)
    assert np.array_equal(found.count, count)
    chosen = chosen_samples(study, lens)
    assert (len(taken) if chosen is None else int(chosen.sum())) == len(through)


def test_all_samples_need_no_choice() -> None:
    assert chosen_samples(study_of([(0, 1, 2, 3, -1)]), EVERYTHING) is None


def test_labels_and_what_they_weigh() -> None:
    study = study_of([(0, 0, 0, 5, 0), (0, 1, 1, 3, 2), (1, 0, 2, 4, 1), (1, -1, 3, 9, 0)])
    found = label_weights(study)
    assert [(v.value, v.weight, v.samples) for v in found["tenant"]] == [("b", 7, 2), ("a", 5, 1)]
    assert [(v.value, v.weight, v.samples) for v in found["route"]] == [("/x", 3, 1)]
    assert label_weights(study, 1)["tenant"][0].weight == 14
    wanted = (("tenant", "b"), ("route", "/x"))
    assert sets_with(study.model, wanted).tolist() == [False, False, True]
    assert sets_with(study.model, (("colour", "red"),)).tolist() == [False] * 3
    assert label_weights(profile("main 1")) == {}


def test_threads_have_their_own_sums() -> None:
    found = thread_rows(study_of([(0, 0, 0, 5, 0), (2, 1, 1, 3, 2), (2, -1, 2, 4, 1)]))
    assert list(found["total"]) == [5, 0, 3]
    assert list(found["samples"]) == [1, 0, 1]
