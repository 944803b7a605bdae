"""Cost over time: of functions, of threads, of the parts of seconds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from perfview.profiles.lens import Lens
from perfview.profiles.measures import over_time as module
from perfview.profiles.measures.over_time import over_time
from perfview.profiles.transforms.transform import Change, Transform
from tests.profiles.building import profile
from tests.profiles.oracle import Sample, samples, study_of

MS = 1_000_000


@settings(deadline=None)
@given(samples)
def test_a_sample_belongs_to_the_bucket_in_which_it_begins(taken: list[Sample]) -> None:
    study = study_of(taken)
    lasts = [s.weight if s.path else 1 for s in taken]
    # The two samples that the oracle adds at the end last two milliseconds more.
    whole, functions = sum(lasts) + 2, list(range(len(study.model.functions)))
    found = over_time(study, functions, whole)
    own, total = np.zeros((2, len(functions), whole))
    now = 0
    for sample, length in zip(taken, lasts, strict=True):
        for function in functions:
            name = study.name_of(function)
            own[function, now] += sample.weight * (sample.path[-1:] == (name,))
            total[function, now] += sample.weight * (name in sample.path)
        now += length
    assert np.array_equal(found.own / MS, own)
    assert np.array_equal(found.total / MS, total)


def test_many_functions_in_many_combinations(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"f{i}" for i in range(150)]
    study = profile(*(f"{names[i]};{names[(7 * i) % 150]} 1" for i in range(150)))
    functions = list(range(150))
    expected = over_time(study, functions, 10)
    assert np.allclose(expected.total.sum(axis=1), study.functions.total)
    assert np.allclose(expected.own.sum(axis=1), study.functions.own)
    monkeypatch.setattr(module, "_MOST_SETS", 4)
    divided = over_time(study, functions, 10)
    assert np.array_equal(divided.own, expected.own)
    assert np.array_equal(divided.total, expected.total)


def test_a_lens_narrows_what_is_seen() -> None:
    study = profile("main;a 2", "main;b 2", "main;a 4")
    main, b = 0, 2
    later = over_time(study, [main], 2, Lens(start_ns=2 * MS))
    assert (later.start, later.end) == (2 * MS, 8 * MS)
    assert (later.total / MS).tolist() == [[6, 0]]
    only = over_time(study, [main, b], 1, Lens(where="name=b"))
    assert (only.total / MS).tolist() == [[2], [2]]
    merged = Lens(transforms=(Transform(Change.MERGE_FUNCTION, b),))
    assert (over_time(study, [main], 1, merged).own / MS).tolist() == [[2]]
