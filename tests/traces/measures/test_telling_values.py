"""Which attribute values stand with the slow."""

from __future__ import annotations

import random

import numpy as np

from perfview.traces.measures.telling_values import telling_values


def test_the_value_that_parts_them_comes_first() -> None:
    draw = random.Random(1)
    slow = np.array([i % 2 == 0 for i in range(120)])
    told = [
        {"plan": "old" if s else draw.choice("ab"), "region": draw.choice("xy"), "id": str(i)}
        for i, s in enumerate(slow)
    ]
    first = telling_values(told, slow)[0]
    assert (first.key, first.value, first.explains) == ("plan", "old", 1.0)
    assert first.p < 1e-9
    assert first.holds("old")
    assert not first.holds("a")


def test_numbers_are_told_from_a_bound_on() -> None:
    slow = np.array([i >= 150 for i in range(200)])
    told = [{"items": i} for i in range(200)]
    first = telling_values(told, slow)[0]
    assert first.from_on
    assert first.holds(199)
    assert not first.holds(20)
    assert first.explains > 0.9


def test_ids_and_what_all_share_say_nothing() -> None:
    slow = np.array([i % 2 == 0 for i in range(100)])
    told = [{"id": f"u{i}", "version": "1"} for i in range(100)]
    assert telling_values(told, slow) == []


def test_chance_is_told_as_chance() -> None:
    draw = random.Random(2)
    slow = np.array([i < 50 for i in range(100)])
    told = [{f"k{k}": draw.choice("abc") for k in range(40)} for _ in range(100)]
    assert all(value.p > 1e-3 for value in telling_values(told, slow))
