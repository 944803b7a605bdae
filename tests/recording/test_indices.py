"""Indices out of their tables are noticed."""

from __future__ import annotations

import numpy as np

from perfview.recording.indices import are_long, are_within, descend, divide, lead


def column(*numbers: int) -> np.ndarray:
    return np.array(numbers, np.int32)


def test_columns_are_of_one_length():
    assert are_long(2, column(1, 2), column(3, 4))
    assert not are_long(2, column(1, 2), column(3))


def test_an_index_leads_to_a_row_or_to_none():
    assert are_within(column(-1, 0, 2), 3)
    assert not are_within(column(3), 3)
    assert not are_within(column(-2), 3)
    assert are_within(column(), 0)
    assert lead(column(0, 2), 3)
    assert not lead(column(-1), 3)


def test_parents_stand_before_their_children():
    assert descend(column(-1, 0, 0, 2))
    assert not descend(column(-1, 1))
    assert not descend(column(-2))


def test_stretches_follow_each_other_to_the_end():
    assert divide(column(0, 2, 2, 5), 5)
    assert not divide(column(0, 3, 2, 5), 5)
    assert not divide(column(1, 5), 5)
    assert not divide(column(0, 4), 5)
    assert not divide(column(), 0)
