"""Tables of numbered things, looked up for many rows at once."""

from __future__ import annotations

import numpy as np
import pytest

from perfview.kernels.numbered import numbered


@pytest.mark.parametrize("reach", [30, 1 << 20, 1 << 62])
def test_lookups_agree_with_a_dictionary(reach: int) -> None:
    chance = np.random.default_rng(reach)
    scope = chance.integers(-1, 8, 400).astype(np.int32)
    number = chance.integers(-5 if reach < 99 else -reach, reach, 400)
    row = np.arange(400, dtype=np.int32)
    known: dict[tuple[int, int], int] = {}
    for s, n, r in zip(scope.tolist(), number.tolist(), row.tolist(), strict=True):
        known.setdefault((s, n), r)
    table = numbered(scope, number, row, 8)
    asked_scope = np.append(scope, chance.integers(-3, 12, 400).astype(np.int32))
    asked = np.append(number, chance.integers(-9, min(reach, 1 << 40), 400))
    pairs = zip(asked_scope.tolist(), asked.tolist(), strict=True)
    expected = [known.get(pair, -1) if pair[0] >= 0 else -1 for pair in pairs]
    assert table.rows(asked_scope, asked).tolist() == expected


def test_few_far_numbers_take_no_room() -> None:
    number = np.array([0, (1 << 63) - 1, 1 << 50], np.int64)
    table = numbered(np.zeros(3, np.int32), number, np.arange(3, dtype=np.int32), 1)
    assert len(table.place) == 0
    assert table.rows(np.zeros(3, np.int32), number).tolist() == [0, 1, 2]


def test_nothing_entered_nothing_found() -> None:
    none = np.zeros(0, np.int32)
    table = numbered(none, none.astype(np.int64), none, 0)
    assert table.rows(np.array([0, -1], np.int32), np.array([0, 0])).tolist() == [-1, -1]
