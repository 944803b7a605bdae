from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from perfview.kernels.grouping import (
    LEFT_OUT,
    commonest,
    count_where,
    gather,
    number_pairs,
    number_small,
    number_wide,
    sum_by,
)

keys = st.lists(st.tuples(st.integers(-1, 3), st.sampled_from([-1, 0, 1, LEFT_OUT])), max_size=40)


@given(keys)
def test_pairs_are_numbered_by_first_appearance(pairs: list[tuple[int, int]]) -> None:
    left = np.array([a for a, _ in pairs], np.int32)
    right = np.array([b for _, b in pairs], np.int32)
    group, first = number_pairs(left, right)
    known = list(dict.fromkeys(pair for pair in pairs if pair[1] != LEFT_OUT))
    assert group.tolist() == [known.index(p) if p in known else -1 for p in pairs]
    assert first.tolist() == [pairs.index(pair) for pair in known]


def test_more_groups_than_the_first_table_holds() -> None:
    high, low = np.zeros(20_000, np.uint64), np.arange(20_000, dtype=np.uint64)
    group, first = number_wide(high, low)
    assert group.tolist() == first.tolist() == list(range(20_000))
    group, first = number_wide(low // np.uint64(3), high)
    assert group.tolist() == [i // 3 for i in range(20_000)]
    assert first.tolist() == list(range(0, 20_000, 3))


@given(st.lists(st.tuples(st.integers(-1, 4), st.integers(0, 7)), max_size=40))
def test_groups_are_gathered_and_summed(rows: list[tuple[int, int]]) -> None:
    group = np.array([g for g, _ in rows], np.int32)
    mark = np.array([m for _, m in rows], np.uint8)
    first, order = gather(group, 5)
    for g in range(5):
        own = [i for i, (at, _) in enumerate(rows) if at == g]
        marks = [rows[i][1] for i in own]
        assert order[first[g] : first[g + 1]].tolist() == own
        assert sum_by(group, mark.astype(np.int64), 5)[g] == sum(marks)
        assert count_where(group, mark, 2, 5)[g] == marks.count(2)
        best = max(range(8), key=lambda m: (marks.count(m), -m)) if marks else 0
        assert commonest(group, mark, 5)[g] == best
    number, value = number_small(group, 5)
    assert value[number].tolist() == group.tolist()
    assert value.tolist() == list(dict.fromkeys(group.tolist()))
