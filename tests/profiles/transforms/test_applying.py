"""Transforms against stacks rewritten one by one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfview.filtering.grammar import FilterError
from perfview.profiles.lens import Lens
from perfview.profiles.transforms.transform import Change, Transform
from tests.profiles.building import profile
from tests.profiles.oracle import (
    HIDDEN,
    PACKAGES,
    Path,
    Sample,
    costs,
    function_of,
    names,
    rewritten,
    runs_as_one,
    samples,
    stack_of,
    study_of,
    summed,
)


def first(path: Path, name: str) -> int:
    return path.index(name) if name in path else len(path)


def without_recursion(path: Path, name: str) -> Path:
    if path.count(name) < 2:
        return path
    last = len(path) - path[::-1].index(name)
    return path[: path.index(name) + 1] + path[last:]


def without_repeats(path: Path, only: str = "") -> Path:
    above = (None, *path)
    pairs = zip(above, path, strict=False)
    return tuple(name for over, name in pairs if over != name or only not in ("", name))


def collapsed(path: Path, package: str) -> Path:
    return runs_as_one(path, lambda name: package if PACKAGES.get(name) == package else None)


ORACLES: dict[Change, Callable[[Path, str], Path]] = {
    Change.MERGE_FUNCTION: lambda path, name: tuple(n for n in path if n != name),
    Change.DROP_FUNCTION: lambda path, name: () if name in path else path,
    Change.FOCUS_FUNCTION: lambda path, name: path[first(path, name) :],
    Change.COLLAPSE_SUBTREE: lambda path, name: path[: first(path, name) + 1],
    Change.COLLAPSE_RECURSION: without_recursion,
    Change.COLLAPSE_DIRECT_RECURSION: without_repeats,
    Change.COLLAPSE_ALL_RECURSION: lambda path, _: without_repeats(path),
    Change.HIDE_LIBRARIES: lambda path, _: tuple(n for n in path if n not in HIDDEN),
}
OF_NAME = [*ORACLES, Change.COLLAPSE_MODULE]


@settings(deadline=None)
@given(samples, st.lists(st.tuples(st.sampled_from(OF_NAME), names), min_size=1, max_size=4))
def test_a_chain_of_transforms_is_what_rewriting_every_stack_gives(
    taken: list[Sample], chain: list[tuple[Change, str]]
) -> None:
    study, expected, transforms = study_of(taken), taken, []
    for change, name in chain:
        if change == Change.COLLAPSE_MODULE:
            expected = rewritten(expected, partial(collapsed, package=PACKAGES[name]))
            transforms.append(Transform(change, text=PACKAGES[name]))
        else:
            expected = [Sample(ORACLES[change](s.path, name), s.weight) for s in expected]
            transforms.append(Transform(change, function=function_of(study, name)))
    tree = study.call_tree(Lens(transforms=tuple(transforms)))
    assert costs(study, tree) == summed(expected)


@settings(deadline=None)
@given(samples)
def test_folded_libraries_are_runs_of_one_package(taken: list[Sample]) -> None:
    study = study_of(taken)
    tree = study.call_tree(Lens(transforms=(Transform(Change.FOLD_LIBRARIES),)))

    def folded(path: Path) -> Path:
        return runs_as_one(path, lambda name: PACKAGES[name] if name in HIDDEN else None)

    assert costs(study, tree) == summed(rewritten(taken, folded))


@settings(deadline=None)
@given(samples, st.data())
def test_a_subtree_is_one_way_only(taken: list[Sample], data: st.DataObject) -> None:
    ran = [sample for sample in taken if sample.path]
    if not ran:
        return
    whole = data.draw(st.sampled_from(ran)).path
    way = whole[: data.draw(st.integers(1, len(whole)))]
    study = study_of(taken)
    stack = stack_of(study, way)

    def focused(path: Path) -> Path:
        return path[len(way) - 1 :] if path[: len(way)] == way else ()

    def cut(path: Path) -> Path:
        return way if path[: len(way)] == way else path

    for change, oracle in ((Change.FOCUS_SUBTREE, focused), (Change.MERGE_SUBTREE, cut)):
        tree = study.call_tree(Lens(transforms=(Transform(change, stack=stack),)))
        assert costs(study, tree) == summed(rewritten(taken, oracle))


@settings(deadline=None)
@given(samples)
def test_only_matching_frames_are_left(taken: list[Sample]) -> None:
    study = study_of(taken)
    only = Transform(Change.ONLY_MATCHING, text='kind=own or file~"numpy"')
    tree = study.call_tree(Lens(transforms=(only,)))

    def matching(path: Path) -> Path:
        return tuple(name for name in path if name in "abcx")

    assert costs(study, tree) == summed(rewritten(taken, matching))


def test_shapes_stay_well_formed() -> None:
    study = study_of([Sample(("a", "x", "a", "x", "b"), 2), Sample(("x", "a", "y"), 1)])
    chain = (Transform(Change.HIDE_LIBRARIES), Transform(Change.FOCUS_FUNCTION, 0))
    shape = study.shape_through(Lens(transforms=chain))
    assert (shape.parent < np.arange(len(shape))).all()
    above = np.where(shape.parent >= 0, shape.depth[shape.parent] + 1, 0)
    assert np.array_equal(shape.depth, above)
    assert [study.name_of(int(f)) for f in shape.function] == ["a", "a", "b", "c"]
    assert shape.nesting.tolist() == [1, 2, 1, 1]


def test_a_longer_chain_goes_on_from_a_shorter_one() -> None:
    study = study_of([Sample(("a", "x", "b"), 2), Sample(("a", "c"), 1)])
    hidden, drop = Transform(Change.HIDE_LIBRARIES), Transform(Change.DROP_FUNCTION, 3)
    at_once = study.shape_through(Lens(transforms=(hidden, drop)))
    again = study_of([Sample(("a", "x", "b"), 2), Sample(("a", "c"), 1)])
    again.shape_through(Lens(transforms=(hidden,)))
    step_by_step = again.shape_through(Lens(transforms=(hidden, drop)))
    assert np.array_equal(at_once.parent, step_by_step.parent)
    assert np.array_equal(at_once.of_stack, step_by_step.of_stack)


def test_a_library_by_its_recorded_name_is_collapsed() -> None:
    study = profile("main;f;g 2")
    functions = study.model.functions
    functions.module[1:3] = study.model.strings.find("main")
    tree = study.call_tree(Lens(transforms=(Transform(Change.COLLAPSE_MODULE, text="main"),)))
    assert costs(study, tree) == {("main", "main"): (2, 1)}


def test_an_expression_that_makes_no_sense_says_so() -> None:
    only = Transform(Change.ONLY_MATCHING, text="colour=red")
    with pytest.raises(FilterError, match="colour"):
        profile("main 1").shape_through(Lens(transforms=(only,)))


def test_recursion_a_hundred_thousand_deep() -> None:
    study = profile(";".join(["walk", "step"] * 50_000) + " 3")
    for change in (Change.COLLAPSE_RECURSION, Change.MERGE_FUNCTION, Change.FOCUS_FUNCTION):
        tree = study.call_tree(Lens(transforms=(Transform(change, 0),)))
        assert tree.whole == 3e6
    collapsed = study.call_tree(Lens(transforms=(Transform(Change.COLLAPSE_RECURSION, 0),)))
    assert costs(study, collapsed) == {("walk", "step"): (3, 1)}
