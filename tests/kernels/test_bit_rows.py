"""One bit a row."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from perfview.kernels.bit_rows import bits_of, clear_bits, flags_of, no_bits, set_bits

ROWS = st.lists(st.integers(0, 40))


@given(st.lists(st.booleans()))
def test_flags_survive_as_bits(flags: list[bool]) -> None:
    assert flags_of(bits_of(np.array(flags, np.bool_)), len(flags)).tolist() == flags


@given(ROWS, ROWS)
def test_bits_are_set_and_cleared_by_row(to_set: list[int], to_clear: list[int]) -> None:
    bits = no_bits(41)
    set_bits(bits, np.array(to_set, np.int64))
    clear_bits(bits, np.array(to_clear, np.int64))
    assert np.flatnonzero(flags_of(bits, 41)).tolist() == sorted(set(to_set) - set(to_clear))
