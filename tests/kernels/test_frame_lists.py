"""Stacks as lists and as events: one table, each stack once."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from perfview.kernels.frame_lists import BACKWARDS, UNBALANCED, UNOPENED, Ways


def path(ways: Ways, stack: int) -> list[int]:
    found: list[int] = []
    while stack >= 0:
        found.append(int(ways.label[stack]))
        stack = int(ways.parent[stack])
    return found[::-1]


def packed(lists: list[list[int]]) -> tuple[np.ndarray, np.ndarray]:
    first = np.cumsum([0, *map(len, lists)]).astype(np.int64)
    return first, np.array([x for one in lists for x in one], np.int32)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(st.integers(0, 4), max_size=7), max_size=40))
def test_each_list_is_a_stack_and_each_stack_is_there_once(lists: list[list[int]]) -> None:
    ways = Ways()
    for part in (lists, lists[::-1]):
        stacks = ways.lists(*packed(part))
        assert [path(ways, s) for s in stacks.tolist()] == part
    prefixes = {tuple(one[:k]) for one in lists for k in range(1, len(one) + 1)}
    assert len(ways) == len(prefixes)
    assert (ways.parent < np.arange(len(ways))).all()


def test_the_table_grows() -> None:
    rng = np.random.default_rng(3)
    lists = rng.integers(0, 1000, (3000, 20)).tolist()
    lists.append(list(range(100_000)))
    ways = Ways()
    stacks = ways.lists(*packed(lists))
    for i in (0, 1, 1234, 2999, 3000):
        assert path(ways, int(stacks[i])) == lists[i]


def test_events_become_stretches() -> None:
    opens = np.array([1, 1, 0, 0, 1, 0], np.bool_)
    frame = np.array([3, 4, 4, 3, 4, 4], np.int32)
    at = np.array([1.0, 2, 5, 5, 7, 9])
    ways = Ways()
    stack, begun, ended, odd = ways.replayed(opens, frame, at, 9.0)
    assert [path(ways, s) for s in stack.tolist()] == [[3], [3, 4], [], [4]]
    assert begun.tolist() == [1, 2, 5, 7]
    assert ended.tolist() == [2, 5, 7, 9]
    assert odd.tolist() == [0, 0, 0]


def test_events_that_do_not_fit_are_counted() -> None:
    opens = np.array([1, 1, 0, 0, 0], np.bool_)
    frame = np.array([0, 1, 0, 1, 2], np.int32)
    at = np.array([5.0, 3, 6, np.nan, 8])
    ways = Ways()
    stack, begun, ended, odd = ways.replayed(opens, frame, at, 10.0)
    assert [path(ways, s) for s in stack.tolist()] == [[0, 1], [], []]
    assert list(zip(begun.tolist(), ended.tolist(), strict=True)) == [(5, 6), (6, 8), (8, 10)]
    assert (odd[BACKWARDS], odd[UNBALANCED], odd[UNOPENED]) == (2, 1, 2)


def test_no_events() -> None:
    nothing = np.zeros(0)
    stack, *_ = Ways().replayed(nothing.astype(np.bool_), nothing.astype(np.int32), nothing, 5.0)
    assert len(stack) == 0
