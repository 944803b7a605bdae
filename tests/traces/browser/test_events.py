"""What events of a browser say, taken apart."""

from __future__ import annotations

import math

import pytest

from perfview.traces.browser.events import number_of, text_of
from perfview.traces.contents.detail import Value


@pytest.mark.parametrize(
    ("value", "number"),
    [(3, 3), (2.5, 2.5), (-1, -1), (True, -7), ("3", -7), (None, -7), (10**400, -7), ([1], -7)],
)
def test_numbers_are_told_from_everything_else(value: Value, number: float) -> None:
    assert number_of({"a": value}, "a", -7) == number
    assert number_of({}, "a", -7) == -7


def test_texts_are_told_from_everything_else() -> None:
    assert text_of({"a": "b"}, "a") == "b"
    assert text_of({"a": 3}, "a") == text_of({}, "a") == ""
    assert math.isnan(number_of({"a": math.nan}, "a"))
