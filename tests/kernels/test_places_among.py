from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from perfview.kernels.places_among import places_among


@given(st.sets(st.integers(0, 299)), st.lists(st.integers(-1, 299)))
def test_each_is_found_where_it_stands(rows: set[int], wanted: list[int]) -> None:
    listed = sorted(rows)
    found = places_among(np.array(listed, np.int32), np.array(wanted, np.int32), 300)
    assert found.tolist() == [listed.index(each) if each in rows else -1 for each in wanted]
