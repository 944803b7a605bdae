"""Where numbers stand in another list: the same as a dictionary says, however large they are."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from perfview.kernels.id_lookup import places_in

NUMBERS = st.lists(st.integers(0, 60) | st.integers(0, 2**62), unique=True, max_size=60)


@given(NUMBERS, NUMBERS)
def test_places_are_those_of_a_dictionary(ids: list[int], wanted: list[int]) -> None:
    known = {number: place for place, number in enumerate(ids)}
    found = places_in(np.array(ids, np.int64), np.array(wanted, np.int64))
    assert found.tolist() == [known.get(number, -1) for number in wanted]


def test_numbers_far_beyond_the_table_are_found_too() -> None:
    ids = np.array([1, 2**40 + 1, 2**33, 5], np.int64)
    assert places_in(ids, ids[::-1].copy()).tolist() == [3, 2, 1, 0]
