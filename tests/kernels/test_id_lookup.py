"""Where numbers of one list stand in another."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from perfview.kernels.id_lookup import places_in

_NUMBERS = st.one_of(
    st.integers(0, 40), st.integers(0, 2**33), st.integers(2**53 - 40, 2**53), st.integers(-9, 9)
)


@given(st.lists(_NUMBERS, unique=True, max_size=60), st.data())
def test_places_are_those_of_equal_numbers(ids: list[int], data: st.DataObject) -> None:
    known = st.sampled_from(ids) if ids else st.nothing()
    wanted = data.draw(st.lists(st.one_of(_NUMBERS, known), max_size=60))
    found = places_in(np.array(ids, np.int64), np.array(wanted, np.int64))
    at = {number: place for place, number in enumerate(ids)}
    assert found.tolist() == [at.get(number, -1) for number in wanted]


def test_any_place_of_a_number_that_stands_there_twice() -> None:
    ids = np.array([4_000_000_000, 8, 4_000_000_000, 8], np.int64)
    found = places_in(ids, np.array([8, 4_000_000_000], np.int64)).tolist()
    assert found[0] in (1, 3)
    assert found[1] in (0, 2)


def test_many_far_apart_and_side_by_side() -> None:
    rng = np.random.default_rng(7)
    ids = rng.permutation(np.concatenate([np.arange(5000) * 2, rng.integers(0, 2**40, 5000)]))
    wanted = np.concatenate([ids[::3], ids[::5] + 2**41])
    found = places_in(ids, wanted)
    hits = found[: len(ids[::3])]
    assert (ids[hits] == ids[::3]).all()
    assert (found[len(hits) :] == -1).all()
