"""Sums by function, file, package and kind: nothing counted twice, whatever is grouped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

import numpy as np
from hypothesis import given, settings

from perfview.profiles.lens import Lens
from perfview.profiles.measures.grouped import by_file, by_package, grouped
from perfview.profiles.measures.kinds import Kind
from perfview.profiles.transforms.transform import Change, Transform
from tests.profiles.oracle import FILES, PACKAGES, Sample, samples, study_of

KINDS = {"a": "OWN", "b": "OWN", "c": "OWN", "x": "LIBRARY", "y": "LIBRARY", "z": "RUNTIME"}
Costs = dict[str, tuple[float, float, int]]


def summed(taken: list[Sample], group: Callable[[str], str]) -> Costs:
    own: Counter[str] = Counter()
    total: Counter[str] = Counter()
    count: Counter[str] = Counter()
    for sample in taken:
        for name in {group(name) for name in sample.path}:
            total[name] += sample.weight
        if sample.path:
            own[group(sample.path[-1])] += sample.weight
            count[group(sample.path[-1])] += 1
    return {name: (float(own[name]), float(total[name]), count[name]) for name in total}


def listed(names: Iterable[str], *columns: np.ndarray) -> Costs:
    rows = zip(names, *(column.tolist() for column in columns), strict=True)
    return {n: (own / 1e6, total / 1e6, count) for n, own, total, count in rows if total}


@settings(deadline=None)
@given(samples)
def test_functions_files_packages_and_kinds(taken: list[Sample]) -> None:
    study = study_of(taken)
    functions, table = range(len(study.model.functions)), study.functions
    names = [study.name_of(f) for f in functions]
    assert listed(names, table.own, table.total, table.count) == summed(taken, str)
    kinds = grouped(study.tree, study.kinds.astype(np.int32), len(Kind))
    for found, labels, group in (
        (by_file(study), list(study.model.strings), FILES),
        (by_package(study), study.packages.names, PACKAGES),
        (kinds, [kind.name for kind in Kind], KINDS),
    ):
        costs = listed(labels, found.own, found.total, found.count)
        assert costs == summed(taken, group.__getitem__)


@settings(deadline=None)
@given(samples)
def test_samples_with_a_function_anywhere(taken: list[Sample]) -> None:
    study = study_of(taken)
    for function, present in enumerate(study.functions.present.tolist()):
        name = study.name_of(function)
        assert present == sum(name in sample.path for sample in taken)


def test_frames_that_transforms_made_have_rows_of_their_own() -> None:
    study = study_of([Sample(("a", "x", "b"), 3), Sample(("a", "z"), 2)])
    lens = Lens(transforms=(Transform(Change.FOLD_LIBRARIES),))
    shape, table = study.shape_through(lens), study.function_table(lens)
    first = len(study.model.functions)
    made = {name: float(table.total[first + at]) / 1e6 for at, name in enumerate(shape.made)}
    assert {name: total for name, total in made.items() if total} == {"numpy": 3, "json": 2}
    assert by_package(study, lens).total.sum() == 5e6


def test_any_grouping_may_be_summed() -> None:
    study = study_of([Sample(("a", "b", "a", "c", "b"), 4)])
    group = np.full(len(study.model.functions), -1, np.int32)
    group[:2] = 100_000
    found = grouped(study.tree, group, 100_001)
    assert found.total[100_000] == 4e6
    assert found.total.sum() == 4e6
