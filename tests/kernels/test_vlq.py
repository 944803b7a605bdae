"""Lists of numbers in base 64: as they were written, and what does not follow the rules."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfview.kernels.vlq import BadNumbersError, decode_vlq

DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


def vlq(number: int) -> str:
    rest, out = (-number << 1 | 1) if number < 0 else number << 1, ""
    while True:
        digit, rest = rest & 31, rest >> 5
        out += DIGITS[digit | (32 if rest else 0)]
        if not rest:
            return out


def raw(text: str) -> Any:
    return np.frombuffer(bytearray(text.encode()), np.uint8)


@given(st.lists(st.lists(st.integers(-(2**20), 2**20), min_size=1, max_size=5), max_size=40))
def test_entries_come_back_as_they_were_written(entries: list[list[int]]) -> None:
    line, value, length = decode_vlq(raw(",".join("".join(map(vlq, e)) for e in entries)))
    so_far = [0] * 5
    for at, entry in enumerate(entries):
        for place, step in enumerate(entry):
            so_far[place] += step
        assert value[at].tolist() == so_far
        assert length[at] == len(entry)
    assert len(line) == len(entries)
    assert not line.any()


def test_columns_begin_anew_on_each_line() -> None:
    line, value, _ = decode_vlq(raw("CAAA;;EACA,EAAA"))
    assert line.tolist() == [0, 2, 2]
    assert value[:, 0].tolist() == [1, 2, 4]
    assert value[:, 2].tolist() == [0, 1, 1]


@pytest.mark.parametrize("text", ["A!", "AAAAAA", "g", "gggggggggB", "+++++++++++B", "Ag,A"])
def test_what_is_no_number_is_told_with_its_place(text: str) -> None:
    with pytest.raises(BadNumbersError):
        decode_vlq(raw(text))


@pytest.mark.parametrize(("text", "count"), [("", 0), (";;;", 0), (",,A,,", 1), ("A;;CA;", 2)])
def test_empty_entries_are_none(text: str, count: int) -> None:
    assert len(decode_vlq(raw(text))[0]) == count
