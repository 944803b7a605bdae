"""Trees changed and folded, against ways written out in full."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from perfview.kernels.inheriting_bits import inherit_bits
from perfview.kernels.refolding import DROP, KEEP, MERGE, ROOT, nearest_above, refold
from perfview.kernels.stacks import fold_stacks, nest

Way = tuple[int, ...]
nodes = st.lists(
    st.tuples(st.integers(0, 99), st.integers(0, 3), st.sampled_from([KEEP, MERGE, ROOT, DROP])),
    max_size=50,
)


def columns(rows: list[tuple[int, int, int]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    parent = np.array([way % (at + 1) - 1 for at, (way, _, _) in enumerate(rows)], np.int32)
    key = np.array([row[1] for row in rows], np.int32)
    return parent, key, np.array([row[2] for row in rows], np.uint8)


def written_out(parent: np.ndarray, key: np.ndarray) -> list[Way]:
    ways: list[Way] = []
    for above, own in zip(parent.tolist(), key.tolist(), strict=True):
        ways.append((*ways[above], own) if above >= 0 else (own,))
    return ways


@given(nodes)
def test_nodes_become_what_they_are_told(rows: list[tuple[int, int, int]]) -> None:
    parent, key, action = columns(rows)
    expected: list[Way | None] = []
    for above, own, todo in zip(parent.tolist(), key.tolist(), action.tolist(), strict=True):
        over: Way | None = expected[above] if above >= 0 else ()
        if todo == ROOT:
            over = (own,)
        elif todo == DROP or over is None:
            over = None
        elif todo == KEEP:
            over = (*over, own)
        expected.append(over)
    new_parent, new_key, fold = refold(parent, key, action)
    ways = written_out(new_parent, new_key)
    assert len(set(ways)) == len(ways)
    assert (new_parent < np.arange(len(new_parent))).all()
    assert [ways[at] if at >= 0 else None for at in fold] == [way or None for way in expected]


@given(nodes)
def test_folding_keeps_every_way_once(rows: list[tuple[int, int, int]]) -> None:
    parent, key, _ = columns(rows)
    new_parent, new_key, fold = fold_stacks(parent, key)
    ways = written_out(new_parent, new_key)
    assert len(set(ways)) == len(ways)
    assert [ways[at] for at in fold] == written_out(parent, key)


def test_wide_and_long_trees_fold() -> None:
    n = 300_000
    for parent in (np.full(n, -1, np.int32), np.arange(-1, n - 1, dtype=np.int32)):
        key = np.arange(n, dtype=np.int32)
        assert np.array_equal(fold_stacks(parent, key)[2], key)
        same = np.zeros(n, np.int32)
        folds = 1 if parent[-1] < 0 else n
        assert len(fold_stacks(parent, same)[0]) == folds


@given(nodes)
def test_what_stands_above(rows: list[tuple[int, int, int]]) -> None:
    parent, key, action = columns(rows)
    chosen, ways = action == MERGE, written_out(parent, key)
    nearest = nearest_above(parent, chosen)
    nesting, depth = nest(parent, key)
    bits = inherit_bits(parent, key - np.int32(1))
    for node, way in enumerate(ways):
        at = int(parent[node])
        while at >= 0 and not chosen[at]:
            at = int(parent[at])
        assert nearest[node] == at
        assert nesting[node] == way.count(way[-1])
        assert depth[node] == len(way) - 1
        assert int(bits[node]) == sum(1 << (k - 1) for k in set(way) - {0})
