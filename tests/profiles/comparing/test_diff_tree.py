"""Two call trees as one."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from perfview.profiles.comparing.diff_tree import DiffTree, boxes
from perfview.profiles.comparing.profiles import ComparedProfiles, compare_profiles
from perfview.profiles.lens import Lens
from perfview.profiles.study import Study
from perfview.profiles.transforms.transform import Change, Transform
from tests.profiles.building import profile

MS = 1e6


def paths(compared: ComparedProfiles) -> dict[str, tuple[float, float]]:
    """Each path with its totals before and after, in ms."""
    tree = compared.tree
    names: list[str] = []
    for parent, function in zip(tree.parent.tolist(), tree.function.tolist(), strict=True):
        name = compared.name_of(function)
        names.append(f"{names[parent]};{name}" if parent >= 0 else name)
    totals = zip(tree.before.total / MS, tree.after.total / MS, strict=True)
    return {name: (old, new) for name, (old, new) in zip(names, totals, strict=True)}


def test_every_path_of_either_is_there_with_the_numbers_of_both() -> None:
    compared = compare_profiles(
        profile("main;parse 3", "main;old 1"), profile("main;parse 5", "main;new;parse 2")
    )
    assert paths(compared) == {
        "main": (4, 7),
        "main;parse": (3, 5),
        "main;old": (1, 0),
        "main;new": (0, 2),
        "main;new;parse": (0, 2),
    }
    tree = compared.tree
    assert np.count_nonzero(tree.appeared) == 2
    assert np.count_nonzero(tree.vanished) == 1


names = st.sampled_from("abcd")
stacks = st.lists(names, min_size=1, max_size=5).map(";".join)
profiles = st.lists(st.tuples(stacks, st.integers(1, 9)), min_size=1, max_size=12)


def study_of(rows: list[tuple[str, int]]) -> Study:
    return profile(*(f"{stack} {count}" for stack, count in rows))


def summed(rows: list[tuple[str, int]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for stack, count in rows:
        parts = stack.split(";")
        for depth in range(1, len(parts) + 1):
            way = ";".join(parts[:depth])
            found[way] = found.get(way, 0) + count
    return found


@given(profiles, profiles)
def test_the_union_holds_exactly_what_a_count_by_hand_holds(
    before: list[tuple[str, int]], after: list[tuple[str, int]]
) -> None:
    compared = compare_profiles(study_of(before), study_of(after))
    old, new = summed(before), summed(after)
    assert paths(compared) == {w: (old.get(w, 0), new.get(w, 0)) for w in {*old, *new}}
    tree = compared.tree
    assert (tree.parent < np.arange(len(tree))).all()
    moved = float(compared.functions.moved.amount.sum())
    assert np.isclose(moved, tree.after.whole - tree.before.whole)


def _neatly_nested(tree: DiffTree, start: np.ndarray, width: np.ndarray) -> bool:
    child = np.flatnonzero(tree.parent >= 0)
    above = tree.parent[child]
    ends = start[child] + width[child] <= start[above] + width[above] + 1e-6
    return bool((start[child] >= start[above] - 1e-6).all() and ends.all())


@given(profiles, profiles)
def test_boxes_stand_within_those_of_their_callers(
    before: list[tuple[str, int]], after: list[tuple[str, int]]
) -> None:
    tree = compare_profiles(study_of(before), study_of(after)).tree
    for half in (tree.before, tree.after):
        for together in (False, True):
            laid = boxes(tree, half, together=together)
            assert np.array_equal(laid.width, half.total)
            assert _neatly_nested(tree, laid.start, laid.width)


def test_side_by_side_both_have_siblings_in_one_order() -> None:
    tree = compare_profiles(
        profile("m;a 9", "m;b 1", "m;c 4"), profile("m;a 1", "m;b 5", "m;c 4")
    ).tree
    below = np.flatnonzero(tree.depth == 1)
    orders = [
        np.argsort(boxes(tree, half, together=True).start[below]).tolist()
        for half in (tree.before, tree.after)
    ]
    assert orders[0] == orders[1]
    apart = [
        np.argsort(boxes(tree, half).start[below]).tolist() for half in (tree.before, tree.after)
    ]
    assert apart[0] != apart[1]


def test_each_side_is_seen_through_its_lens() -> None:
    before, after = profile("main;lib;parse 3"), profile("main;lib;parse 4")
    lens = Lens(transforms=(Transform(Change.MERGE_FUNCTION, function=1),))
    compared = compare_profiles(before, after, lenses=(lens, lens))
    assert paths(compared) == {"main": (3, 4), "main;parse": (3, 4)}
