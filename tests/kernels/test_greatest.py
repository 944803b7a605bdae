"""The greatest value of each kind."""

from __future__ import annotations

import numpy as np

from perfview.kernels.greatest import greatest_by_kind


def test_the_greatest_of_each() -> None:
    random = np.random.default_rng(1)
    kind = random.integers(0, 7, 300_000).astype(np.uint8)
    value = random.integers(0, 1 << 32, 300_000).astype(np.uint32)
    found = greatest_by_kind(kind, value)
    assert found[:7].tolist() == [int(value[kind == k].max()) for k in range(7)]
    assert (found[7:] == -1).all()


def test_of_nothing() -> None:
    none = greatest_by_kind(np.zeros(0, np.uint8), np.zeros(0, np.uint32))
    assert (none == -1).all()
