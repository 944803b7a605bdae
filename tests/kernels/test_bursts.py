"""Repeats below nodes and covered lengths, against plain loops."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from perfview.kernels.bursts import DEEPEST, mark_repeats, union_lengths
from perfview.kernels.heaviest import heaviest_keys

trees = st.integers(1, 40).flatmap(
    lambda n: st.tuples(
        st.tuples(*(st.integers(-1, i - 1) for i in range(n))),
        st.lists(st.integers(-1, 3), min_size=n, max_size=n),
        st.lists(st.booleans(), min_size=n, max_size=n),
    )
)


@given(trees, st.integers(2, 4))
def test_repeats_are_found_for_the_nearest_node(
    tree: tuple[tuple[int, ...], list[int], list[bool]], least: int
) -> None:
    parent, key, passes = tree
    first, child = _children(parent)
    burst, above = mark_repeats(
        first,
        child,
        np.array(key, np.int32),
        np.array(passes, np.bool_),
        np.full(4, least, np.int32),
    )
    expected = _slowly(parent, key, passes, least)
    assert {i: int(above[b]) for i, b in enumerate(burst.tolist()) if b >= 0} == expected
    for b in range(len(above)):
        assert len({key[i] for i in np.flatnonzero(burst == b)}) == 1


def _slowly(
    parent: tuple[int, ...], key: list[int], passes: list[bool], least: int
) -> dict[int, int]:
    """Level after level: the ancestor so many steps up, if every step on the way may be passed."""
    found: dict[int, int] = {}
    for depth in range(1, DEEPEST + 1):
        ancestor: dict[int, int] = {}
        for item in range(len(parent)):
            at, steps = parent[item], 1
            while at >= 0 and steps < depth and passes[at]:
                at, steps = parent[at], steps + 1
            if at >= 0 and steps == depth and key[item] >= 0 and item not in found:
                ancestor[item] = at
        count = Counter((node, key[item]) for item, node in ancestor.items())
        found |= {i: node for i, node in ancestor.items() if count[node, key[i]] >= least}
    return found


def _children(parent: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    lists: list[list[int]] = [[] for _ in parent]
    for item, node in enumerate(parent):
        if node >= 0:
            lists[node].append(item)
    first = np.cumsum([0, *map(len, lists)]).astype(np.int64)
    return first, np.array([item for each in lists for item in each], np.int32)


@given(
    st.lists(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 20)), max_size=8), max_size=6)
)
def test_covered_length_counts_every_moment_once(groups: list[list[tuple[int, int]]]) -> None:
    ordered = [sorted(group) for group in groups]
    first = np.cumsum([0, *map(len, ordered)]).astype(np.int64)
    flat = [interval for group in ordered for interval in group]
    start = np.array([a for a, _ in flat], np.int64)
    end = np.array([a + length for a, length in flat], np.int64)
    slow = [len({t for a, length in group for t in range(a, a + length)}) for group in ordered]
    assert union_lengths(first, start, end).tolist() == slow


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 5), st.integers(-2, 9)), max_size=60),
    st.integers(1, 3),
)
def test_the_heaviest_keys_of_each_group(rows: list[tuple[int, int, int]], places: int) -> None:
    """Four groups of one member each, rows in any of them."""
    rows = sorted(rows, key=lambda row: row[0])
    member_first = np.searchsorted([g for g, _, _ in rows], range(5)).astype(np.int64)
    key = np.array([k for _, k, _ in rows], np.int32)
    weight = np.array([w for _, _, w in rows], np.int64)
    best, heavy, total = heaviest_keys(
        np.arange(5, dtype=np.int64),
        np.arange(4, dtype=np.int32),
        member_first,
        np.arange(len(rows), dtype=np.int32),
        key,
        weight,
        6,
        places,
    )
    for group in range(4):
        sums: Counter[int] = Counter()
        for g, k, w in rows:
            if g == group and w > 0:
                sums[k] += w
        wanted = sorted(sums.values(), reverse=True)[:places]
        assert heavy[group].tolist() == wanted + [0] * (places - len(wanted))
        assert [sums[k] for k in best[group].tolist() if k >= 0] == wanted
        assert total[group] == sum(sums.values())
