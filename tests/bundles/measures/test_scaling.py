"""What sizes before minification become in a file."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from perfview.bundles.measures.scaling import scaled, stays
from tests.bundles.building import BundleBuilder


def test_what_is_minified_already_stays() -> None:
    built = BundleBuilder()
    built.module("node_modules/jspdf/dist/jspdf.es.min.js")
    built.module("src/cities.json", kind="data")
    built.module("src/app.js")
    share = stays(built.model())
    assert share.tolist() == [0.97, 0.8, 0]
    found = scaled(np.array([1000, 1000, 4000], np.int64), share, 3770)
    assert found.tolist() == [970, 800, 2000]


def test_sizes_that_fit_stay() -> None:
    found = scaled(np.array([10, 20], np.int64), np.array([0.8, 0]), 50)
    assert found.tolist() == [10, 20]


def test_where_all_is_data_all_shrinks() -> None:
    found = scaled(np.array([3000, 1000], np.int64), np.array([0.8, 0.97]), 400)
    assert found.tolist() == [300, 100]


_SIZES = st.lists(
    st.tuples(st.integers(0, 10**7), st.sampled_from([0.0, 0.8, 0.97])), min_size=1, max_size=30
)


@given(_SIZES, st.integers(0, 10**8))
def test_never_more_than_the_file(told: list[tuple[int, float]], room: int) -> None:
    size = np.array([each[0] for each in told], np.int64)
    found = scaled(size, np.array([each[1] for each in told]), room)
    assert int(found.sum()) == min(room, int(size.sum()))
    assert (found >= 0).all()
