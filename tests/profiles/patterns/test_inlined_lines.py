"""Self time of functions that an engine built into others, given back by the lines of ticks."""

from __future__ import annotations

import numpy as np
import pytest

from perfview.profiles.building import ProfileBuilder
from perfview.profiles.patterns.ground import Ground, ground_of
from perfview.profiles.patterns.inlined_lines import (
    built_in,
    homes,
    hosts,
    own_by_home,
    share_at_home,
)
from perfview.profiles.study import Study

MS = 1_000_000
OTHER = "other.js"

Ticks = dict[int, int]


def study(*functions: tuple[str, int, Ticks], file: str = "app.js") -> Study:
    """Functions of `file` (`OTHER` for names with a star) by their first lines, each called from
    the root, with ticks by line, 1 ms each."""
    builder = ProfileBuilder([("wall", "ns")])
    thread, now = builder.thread("main"), 0
    for name, begin, ticks in functions:
        at = builder.function(name, OTHER if name.endswith("*") else file, begin)
        stack = builder.stack_of([builder.frame(at)])
        for line, count in ticks.items():
            builder.tick(stack, line, count)
            for _ in range(count):
                builder.sample(thread, stack, [MS], now)
                now += MS
    builder.ends(thread, now)
    return Study(builder.finish(interval_ns=MS, made_by="v8"))


def ground(found: Study) -> Ground:
    made = ground_of(found)
    assert made is not None
    return made


def own(found: Study) -> dict[str, float]:
    spent = own_by_home(found, ground(found))
    return {found.name_of(f): spent[f] / MS for f in range(len(spent))}


def test_a_line_belongs_to_the_function_that_begins_last_before_it_and_has_it_too() -> None:
    found = study(("score", 7, {9: 10}), ("main", 49, {9: 60, 51: 30}))
    assert own(found) == {"score": 70, "main": 30}
    assert built_in(found, ground(found), 1) == 60 * MS
    assert hosts(found, ground(found), 0) == [1]


def test_what_was_built_in_is_evidence_of_the_function_it_belongs_to() -> None:
    found = study(("score", 7, {9: 10}), ("main", 49, {9: 60, 51: 30}))
    share = share_at_home(found, ground(found), 0)
    assert share.ratio == pytest.approx(0.7)
    assert len(share.outermost) == 2


def test_a_line_before_the_function_that_nobody_else_has_is_nobodys() -> None:
    found = study(("main", 49, {9: 60, 51: 40}))
    assert homes(found, ground(found)).tolist() == [-1, 0]
    assert own(found) == {"main": 100}  # somebody's of another file: left where it was recorded


def test_code_on_the_line_where_another_function_begins_stays() -> None:
    found = study(("callback", 12, {12: 20}), ("main", 10, {12: 80}))
    assert own(found) == {"callback": 20, "main": 80}


def test_lines_of_other_files_are_other_lines() -> None:
    found = study(("score*", 7, {9: 10}), ("main", 1, {9: 90}))
    assert own(found) == {"score*": 10, "main": 90}


def test_little_self_time_is_left_alone() -> None:
    found = study(("score", 7, {9: 995}), ("main", 1, {9: 5}))
    assert own(found) == {"score": 995, "main": 5}


def test_without_lines_self_time_is_as_recorded() -> None:
    builder = ProfileBuilder([("wall", "ns")])
    stack = builder.stack_of([builder.frame(builder.function("main", "app.js", 1))])
    builder.sample(builder.thread("main"), stack, [MS], 0)
    found = Study(builder.finish(interval_ns=MS))
    assert own(found) == {"main": 1}
    assert not len(homes(found, ground(found)))
    assert np.array_equal(hosts(found, ground(found), 0), [])
