"""Places of a text by line and column as offsets in bytes."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from perfview.kernels.text_places import byte_places

LETTERS = st.text(st.sampled_from("ab\n\rä€🎈\u2028"), max_size=60)


def _expected(text: str, line: int, column: int) -> tuple[int, int]:
    """The slow way: letter by letter. A column within a pair of surrogates is behind it."""
    lines = text.split("\n")
    if line >= len(lines):
        whole = len(text.encode())
        return whole, whole
    before = sum(len(each.encode()) + 1 for each in lines[:line])
    units, at = 0, 0
    for letter in lines[line]:
        if units >= column:
            break
        units += 2 if ord(letter) > 0xFFFF else 1
        at += len(letter.encode())
    return before + at, before + len(lines[line].encode())


@given(LETTERS, st.lists(st.tuples(st.integers(0, 6), st.integers(0, 20)), max_size=30))
def test_any_places(text: str, places: list[tuple[int, int]]) -> None:
    places = sorted(places)
    line = np.array([each[0] for each in places], np.int32)
    column = np.array([each[1] for each in places], np.int32)
    data = np.frombuffer(bytearray(text.encode()), np.uint8)
    offset, stop = byte_places(data, line, column)
    expected = [_expected(text, *each) for each in places]
    assert offset.tolist() == [each[0] for each in expected]
    assert stop.tolist() == [each[1] for each in expected]
