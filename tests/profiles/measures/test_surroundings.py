"""Boxes around a function: widths by share, each over its neighbour, nothing counted twice."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfview.profiles.lens import EVERYTHING
from perfview.profiles.measures.surroundings import Box, surroundings
from perfview.profiles.study import Study
from tests.profiles.building import profile

MS = 1e6


def index(study: Study, name: str) -> int:
    return [study.name_of(f) for f in range(len(study.model.functions))].index(name)


def boxes(study: Study, name: str) -> list[tuple[int, str, float, float]]:
    found = surroundings(study, EVERYTHING, index(study, name))
    return [(b.level, study.name_of(b.function), b.start, b.width) for b in found]


def test_callers_stand_above_and_callees_below_heaviest_first() -> None:
    study = profile("main;a;f;x 1", "main;b;f;y;z 3", "main;b;f 4", "other 7")
    assert boxes(study, "f") == [
        (-1, "b", 0, 7 / 8),
        (-1, "a", 7 / 8, 1 / 8),
        (-2, "main", 0, 7 / 8),
        (-2, "main", 7 / 8, 1 / 8),
        (1, "y", 0, 3 / 8),
        (1, "x", 3 / 8, 1 / 8),
        (2, "z", 0, 3 / 8),
    ]


def test_recursion_counts_from_the_outermost_call_on() -> None:
    study = profile("main;f;f;f 4", "main;f 4")
    found = boxes(study, "f")
    assert (-1, "main", 0, 1) in found
    assert (1, "f", 0, 0.5) in found
    assert (2, "f", 0, 0.5) in found


def test_a_function_without_time_has_none() -> None:
    study = profile("main;f 4")
    assert surroundings(study, EVERYTHING, index(study, "f"), up=0, down=2) == []


names = st.lists(st.sampled_from("abcdf"), min_size=1, max_size=7)


@given(st.lists(st.tuples(names, st.integers(1, 9)), min_size=1, max_size=12))
def test_boxes_of_a_level_stand_within_the_one_before_side_by_side(stacks) -> None:  # type: ignore[no-untyped-def]
    study = profile("f 1", *(f"{';'.join(way)} {count}" for way, count in stacks))
    found = surroundings(study, EVERYTHING, index(study, "f"))
    whole = float(study.functions.total[index(study, "f")])
    for level in (-3, -2, -1, 1, 2):
        mine = sorted((b for b in found if b.level == level), key=lambda b: b.start)
        assert sum(b.total for b in mine) <= whole + 1
        for one, other in itertools.pairwise(mine):
            assert one.start + one.width <= other.start + 1e-9
        nearer = [b for b in found if b.level == level + (1 if level < 0 else -1)]
        for each in mine if abs(level) > 1 else ():
            assert any(_within(each, b) for b in nearer)


def _within(one: Box, other: Box) -> bool:
    ends = one.start + one.width <= other.start + other.width + 1e-9
    return one.start >= other.start - 1e-9 and ends


def test_callers_of_the_first_level_are_the_tables() -> None:
    from perfview.profiles.measures.sandwich import callers

    study = profile("m;a;f 5", "m;b;f 3", "n;a;f 2", "f 1")
    f = index(study, "f")
    table = callers(study, EVERYTHING, f)
    told = {int(g): t for g, t in zip(table.function, table.total, strict=True) if g >= 0}
    near = {b.function: b.total for b in surroundings(study, EVERYTHING, f) if b.level == -1}
    assert near == pytest.approx(told)
