"""Runs of members that begin before any of them has ended."""

from __future__ import annotations

import numpy as np

from perfview.kernels.fanning import abreast


def _runs(members: list[tuple[int, int]], least: int, ahead: int) -> list[tuple[int, int, int]]:
    start = np.array([a for a, _ in members], np.int64)
    spent = np.array([b - a for a, b in members], np.int64)
    first = np.array([0, len(members)], np.int64)
    row = np.arange(len(members), dtype=np.int32)
    begin, stop, gain = abreast(first, row, start, spent, least, ahead)
    return list(zip(begin.tolist(), stop.tolist(), gain.tolist(), strict=True))


def test_one_that_ends_long_after_the_others() -> None:
    assert _runs([(0, 10), (1, 12), (2, 50), (3, 11)], 3, 20) == [(0, 4, 38)]
    assert _runs([(0, 10), (1, 12), (2, 50), (3, 11)], 3, 39) == []
    assert _runs([(0, 10), (1, 12), (2, 50), (3, 11)], 5, 20) == []


def test_a_row_of_calls_is_no_run() -> None:
    assert _runs([(0, 10), (10, 20), (20, 90)], 2, 1) == []


def test_a_new_run_begins_where_one_has_ended() -> None:
    members = [(0, 10), (1, 30), (40, 50), (41, 90), (42, 51)]
    assert _runs(members, 2, 5) == [(0, 2, 20), (2, 5, 39)]
