"""Callers, callees and the tree upside down, against sums stack by stack."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from perfview.profiles.lens import EVERYTHING, Lens
from perfview.profiles.measures.bottom_up import BottomUp
from perfview.profiles.measures.edges import edges
from perfview.profiles.measures.sandwich import (
    Neighbours,
    bottom_up,
    callees,
    callees_tree,
    callers,
    callers_bottom_up,
    callers_tree,
    inverted,
)
from perfview.profiles.study import Study
from perfview.profiles.transforms.transform import Change, Transform
from tests.profiles.building import profile
from tests.profiles.oracle import (
    Path,
    Sample,
    costs,
    function_of,
    names,
    rewritten,
    samples,
    study_of,
    summed,
    ways,
)


def listed(study: Study, found: Neighbours) -> dict[str, tuple[float, int]]:
    return {
        study.name_of(int(f)) if f >= 0 else "": (float(total) / 1e6, int(count))
        for f, total, count in zip(found.function, found.total, found.count, strict=True)
    }


def pairs(taken: list[Sample]) -> dict[tuple[str, str], tuple[float, int]]:
    """Each caller and callee, "" above roots, with what the stacks that have them together cost."""
    weight: Counter[tuple[str, str]] = Counter()
    count: Counter[tuple[str, str]] = Counter()
    for sample in taken:
        for pair in set(zip(("", *sample.path), sample.path, strict=False)):
            weight[pair] += sample.weight
            count[pair] += 1
    return {pair: (float(weight[pair]), count[pair]) for pair in count}


@settings(deadline=None)
@given(samples, names)
def test_callers_and_callees_count_a_stack_once(taken: list[Sample], name: str) -> None:
    study = study_of(taken)
    function = function_of(study, name)
    expected = pairs(taken)
    assert listed(study, callers(study, EVERYTHING, function)) == {
        above: cost for (above, below), cost in expected.items() if below == name
    }
    assert listed(study, callees(study, EVERYTHING, function)) == {
        below: cost for (above, below), cost in expected.items() if above == name
    }


@settings(deadline=None)
@given(samples)
def test_all_pairs_at_once(taken: list[Sample]) -> None:
    study = study_of(taken)
    found = edges(study.tree)
    rows = zip(found.caller, found.callee, found.total, found.count, strict=True)
    assert {
        (study.name_of(int(above)), study.name_of(int(below))): (float(total) / 1e6, int(count))
        for above, below, total, count in rows
    } == {pair: cost for pair, cost in pairs(taken).items() if pair[0]}
    assert (np.diff(found.total) <= 0).all()


@settings(deadline=None)
@given(samples, names)
def test_a_functions_callers_are_the_ways_to_its_outermost_call(
    taken: list[Sample], name: str
) -> None:
    study = study_of(taken)
    tree = callers_tree(study, EVERYTHING, function_of(study, name))

    def upwards(path: Path) -> Path:
        return path[path.index(name) :: -1] if name in path else ()

    assert costs(study, tree) == summed(rewritten(taken, upwards))


@settings(deadline=None)
@given(samples, names)
def test_a_functions_callees_are_the_ways_below_it(taken: list[Sample], name: str) -> None:
    study = study_of(taken)
    function = function_of(study, name)
    if function < 0:
        return
    tree = callees_tree(study, EVERYTHING, function)

    def downwards(path: Path) -> Path:
        return path[path.index(name) :] if name in path else ()

    assert costs(study, tree) == summed(rewritten(taken, downwards))


@settings(deadline=None)
@given(samples)
def test_everything_upside_down(taken: list[Sample]) -> None:
    study = study_of(taken)
    expected = summed(rewritten(taken, lambda path: path[::-1]))
    tree = inverted(study)
    assert costs(study, tree) == expected
    assert unfolded(study, bottom_up(study)) == {
        way: float(total) / 1e6 for way, total in zip(ways(study, tree), tree.total, strict=True)
    }


def unfolded(study: Study, found: BottomUp) -> dict[Path, float]:
    """Every way up with its total, in ms."""
    totals: dict[Path, float] = {}
    todo: list[tuple[int, Path]] = [(root, ()) for root in found.roots]
    while todo:
        node, below = todo.pop()
        about = found.nodes[node]
        way = (*below, study.name_of(about.function))
        totals[way] = about.total / 1e6
        children = found.children(node)
        assert found.has_children(node) == bool(children)
        inner = sum(found.nodes[child].total for child in children)
        assert about.own == about.total - inner
        todo += [(child, way) for child in children]
    return totals


@settings(deadline=None)
@given(samples, names)
def test_callers_unfold_to_the_callers_tree(taken: list[Sample], name: str) -> None:
    study = study_of(taken)
    function = function_of(study, name)
    tree = callers_tree(study, EVERYTHING, function)
    assert unfolded(study, callers_bottom_up(study, EVERYTHING, function)) == {
        way: float(total) / 1e6 for way, total in zip(ways(study, tree), tree.total, strict=True)
    }


def test_ways_too_light_to_be_seen_end_early() -> None:
    study = profile("main;rare;leaf 1", "main;often;leaf 9999", "main;tick;other 1")
    tree = inverted(study)
    assert tree.whole == 10_001e6
    found = ways(study, tree)
    assert ("leaf", "often", "main") in found
    assert ("leaf", "rare") in found
    assert ("leaf", "rare", "main") not in found
    assert ("other",) in found
    assert ("other", "tick") not in found


def test_an_inverted_tree_ends_at_its_levels() -> None:
    study = profile(";".join(["deep"] * 3000) + " 5")
    assert int(inverted(study).shape.depth.max()) == 511
    tree = inverted(study, levels=3)
    assert costs(study, tree) == {("deep",) * 3: (5, 1)}


def test_upside_down_after_transforms() -> None:
    study = study_of([Sample(("a", "x", "b"), 3), Sample(("c", "b"), 2)])
    hidden = Lens(transforms=(Transform(Change.HIDE_LIBRARIES),))
    assert costs(study, inverted(study, hidden)) == {("b", "a"): (3, 1), ("b", "c"): (2, 1)}
    assert listed(study, callers(study, hidden, function_of(study, "b"))) == {
        "a": (3, 1),
        "c": (2, 1),
    }


def test_recursion_a_hundred_thousand_deep_has_two_callers() -> None:
    study = profile("main;" + ";".join(["walk"] * 100_000) + " 4")
    walk = function_of(study, "walk")
    assert listed(study, callers(study, EVERYTHING, walk)) == {"main": (4, 1), "walk": (4, 1)}
    assert listed(study, callees(study, EVERYTHING, walk)) == {"walk": (4, 1)}


@given(st.integers(1, 5))
def test_roots_are_called_from_nowhere(weight: int) -> None:
    study = profile(f"main {weight}")
    assert listed(study, callers(study, EVERYTHING, 0)) == {"": (weight, 1)}
