"""Details of joined rows end to end, and the topmost row above each."""

from __future__ import annotations

import numpy as np

from perfview.kernels.chaining import END, START, STEP, chain
from perfview.kernels.joining import join_details, topmost


def ints(*values: int) -> np.ndarray:
    return np.array(values, np.int32)


def test_details_of_both_owners_follow_each_other() -> None:
    first = np.array([0, 2, 2, 3, 5], np.int64)
    key = ints(10, 11, 12, 13, 14)
    reference = np.arange(5, dtype=np.uint64)
    joined, keys, references = join_details(first, ints(3, 0, 1), ints(0, -1, 2), key, reference)
    assert joined.tolist() == [0, 4, 6, 7]
    assert keys.tolist() == [13, 14, 10, 11, 10, 11, 12]
    assert references.tolist() == [3, 4, 0, 1, 0, 1, 2]


def test_the_topmost_is_found_wherever_parents_stand() -> None:
    assert topmost(ints(1, 2, -1, -1, 3, 0)).tolist() == [2, 2, 2, 3, 3, 2]
    n = 200_000
    assert set(
        topmost(np.arange(1, n + 1, dtype=np.int32) % n - (np.arange(n) == n - 1)).tolist()
    ) == {n - 1}


def test_chains_link_starts_steps_and_ends() -> None:
    role = np.array([START, STEP, END, END, STEP, END, END], np.uint8)
    group = ints(0, 0, 0, 0, 1, 1, 2)
    place = ints(5, 6, 7, -1, 8, 9, 4)
    order = np.arange(7, dtype=np.int32)
    origin, target = chain(order, group, role, place, 3)
    assert list(zip(origin.tolist(), target.tolist(), strict=True)) == [(5, 6), (6, 7), (8, 9)]
