"""Small groups are left out."""

from __future__ import annotations

import numpy as np

from perfview.kernels.crowded import leave_out_small
from perfview.kernels.grouping import LEFT_OUT


def test_members_of_small_groups_and_of_other_kinds_are_left_out():
    group = np.array([0, 0, 0, 1, 1, -1, 0, 2, 2, 2], np.int32)
    kind = np.array([5, 5, 5, 5, 5, 5, 7, 7, 5, 5], np.uint8)
    leave_out_small(group, kind, np.arange(256) == 5, 3)
    assert group.tolist() == [0, 0, 0] + [LEFT_OUT] * 7


def test_exactly_enough_are_kept():
    group = np.zeros(3, np.int32)
    leave_out_small(group, np.zeros(3, np.uint8), np.ones(256, np.bool_), 3)
    assert group.tolist() == [0, 0, 0]
