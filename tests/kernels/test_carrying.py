"""What stands from row to row within groups."""

from __future__ import annotations

import numpy as np

from perfview.kernels.carrying import KEEP, UNSET, carried, summed_up, summed_up_real


def test_values_stand_until_another_is_set_or_none() -> None:
    group = np.array([0, 1, 0, 1, -1, 0, 1, 0], np.int32)
    value = np.array([KEEP, 7, 4, KEEP, 9, UNSET, 8, KEEP], np.int32)
    initial = np.array([3, -1], np.int32)
    assert carried(group, value, initial).tolist() == [3, 7, 4, 7, -1, -1, 8, -1]
    assert initial.tolist() == [3, -1]


def test_sums_begin_anew_where_a_value_is_absolute() -> None:
    group = np.array([0, 0, 1, 0, -1, 0, 1], np.int32)
    absolute = np.array([0, 0, 1, 1, 0, 0, 0], np.uint8)
    value = np.array([5, 6, 100, 40, 77, 2, 3], np.int64)
    expected = [5, 11, 100, 40, 77, 42, 103]
    assert summed_up(group, value, absolute, 2).tolist() == expected
    assert summed_up_real(group, value.astype(np.float64), absolute, 2).tolist() == expected


def test_sums_agree_with_a_plain_loop() -> None:
    chance = np.random.default_rng(3)
    group = chance.integers(-1, 6, 500).astype(np.int32)
    value = chance.integers(-(1 << 40), 1 << 40, 500)
    absolute = (chance.random(500) < 0.1).astype(np.uint8)
    last, expected = dict.fromkeys(range(6), 0), []
    for g, v, a in zip(group.tolist(), value.tolist(), absolute.tolist(), strict=True):
        if g >= 0:
            last[g] = v if a else last[g] + v
        expected.append(last.get(g, v))
    assert summed_up(group, value, absolute, 6).tolist() == expected
