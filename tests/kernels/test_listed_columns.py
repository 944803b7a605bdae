"""Rows of numbers laid end to end, to columns, in any stretches."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfview.kernels.listed_columns import ListedColumns
from perfview.kernels.number_columns import BYTE, LONG, MULTIPLE, WORD
from perfview.kernels.padding import PAD

MOST32, MOST64 = (1 << 32) - 1, (1 << 63) - 1


def padded(text: str) -> bytearray:
    return bytearray(text.encode() + b"]" + bytes(PAD))


def read(columns: ListedColumns, text: str, index: int = 0) -> tuple[int, int]:
    return columns.read(columns.state(), padded(text), len(text), index)


def one(width: int, text: str, **more: int) -> int:
    """What one number is kept as."""
    columns = ListedColumns(["a"], {"a": width}, **more)  # type: ignore[arg-type]
    columns.reserve(1)
    assert read(columns, text) == (1, -1)
    return int(columns["a"][0])


@settings(deadline=None)
@given(
    st.lists(st.tuples(*[st.integers(0, MOST64)] * 3), min_size=1, max_size=20),
    st.sampled_from([",", ", ", "\n,", ",\r\n\t "]),
    st.data(),
)
def test_any_stretch_finds_its_place(
    rows: list[tuple[int, int, int]], comma: str, data: st.DataObject
) -> None:
    numbers = [value for row in rows for value in row]
    cut = data.draw(st.integers(0, len(numbers)))
    columns = ListedColumns(["a", "left out", "b"], {"a": LONG, "b": LONG})
    columns.reserve(len(rows))
    for start, part in ((cut, numbers[cut:]), (0, numbers[:cut])):
        if part:
            assert read(columns, comma.join(map(str, part)), start) == (len(part), -1)
    assert columns["a"].tolist() == [row[0] for row in rows]
    assert columns["b"].tolist() == [row[2] for row in rows]


@pytest.mark.parametrize("digits", range(1, 20))
def test_numbers_of_any_length(digits: int) -> None:
    for text in ("1" * digits, "9" * min(digits, 18), "7".zfill(digits)):
        assert one(LONG, text) == int(text)


def test_what_does_not_fit_is_the_greatest_that_does() -> None:
    assert one(BYTE, "255") == one(BYTE, "256") == 255
    assert one(WORD, str(MOST32)) == one(WORD, str(MOST32 + 1)) == MOST32
    assert one(LONG, str(MOST64)) == one(LONG, str(MOST64 + 1)) == one(LONG, "9" * 40) == MOST64


@pytest.mark.parametrize("divisor", [1, 2, 3, 5, 6, 7, 8, 12, 255])
def test_multiples_are_divided(divisor: int) -> None:
    for value in (0, 1, 2, 77, MOST32 // divisor):
        assert one(MULTIPLE, str(value * divisor), divisor=divisor) == value
    for value in (1, divisor + 1, 100 * divisor - 1):
        if value % divisor:
            assert one(MULTIPLE, str(value), divisor=divisor) > MOST32 // divisor
    assert one(MULTIPLE, str((MOST32 + 1) * divisor), divisor=divisor) == MOST32


def test_negative_ones_only_where_they_may_be() -> None:
    assert one(LONG, "-12", signed=True) == -12
    columns = ListedColumns(["a"], {"a": LONG})
    columns.reserve(3)
    assert read(columns, "1,-2,3") == (1, 2)


@pytest.mark.parametrize("token", ["", "x", "1.5", "1e3", "null", '"1"', "[1]", "-", "1 2"])
def test_the_place_of_what_is_no_number(token: str) -> None:
    columns = ListedColumns(["a"], {"a": LONG}, signed=True)
    columns.reserve(9)
    before = "10,\n20 , "
    count, at = read(columns, f"{before}{token},30")
    assert count in (2, 3)
    assert len(before) <= at <= len(before) + len(token)


def test_room_is_made_and_given_back() -> None:
    columns = ListedColumns(["a", "b"], {"a": BYTE, "b": WORD})
    columns.reserve(2)
    read(columns, "1,2,3,4")
    columns.reserve(100_000)
    read(columns, "5,6", 4)
    columns.cut(3)
    assert columns["a"].tolist() == [1, 3, 5]
    assert columns["b"].tolist() == [2, 4, 6]
    assert columns["b"].base is None
    assert columns.take("a").dtype == np.uint8
    assert "a" not in columns
