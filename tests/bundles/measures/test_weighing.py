"""What modules weigh, by what is told of them."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from perfview.bundles.measures.sharing_out import shared_out
from perfview.bundles.model import RENDERED, SHIPPED
from perfview.bundles.study import Study
from tests.bundles.building import BundleBuilder


def _adds_up(study: Study) -> None:
    weights, sizes = study.weights, study.model.assets.bytes
    summed = np.bincount(weights.asset, weights.bytes, len(sizes)) + weights.unexplained
    assert summed.tolist() == sizes.tolist()


def test_bytes_of_the_bundler_stand_and_the_rest_is_unexplained() -> None:
    built = BundleBuilder("esbuild", SHIPPED)
    built.chunk("main", initial=True, size=1000)
    built.chunk("later", size=500, parents=("main",))
    built.module("src/a.js", 900, chunk="main", shipped=400, entry=True)
    built.module("src/b.js", 900, chunk="later", shipped=300)
    built.place("src/b.js", "main", 100)
    study = built.study()
    weights = study.weights
    assert weights.how == "bundler"
    assert weights.of_module.tolist() == [400, 400]
    assert weights.at_start.tolist() == [400, 100]
    assert weights.unexplained.tolist() == [500, 200]
    assert weights.is_initial.tolist() == [True, False]
    _adds_up(study)


def test_sizes_before_minification_are_scaled_to_the_file() -> None:
    built = BundleBuilder("rollup", RENDERED)
    built.chunk("main", initial=True, size=100)
    built.module("src/a.js", 300, chunk="main", entry=True)
    built.module("src/b.js", 100, chunk="main")
    model = built.model()
    model.assets.bytes[0] = 100
    study = Study(model)
    assert study.weights.how == "scaled"
    assert study.weights.of_module.tolist() == [75, 25]
    _adds_up(study)


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=50), st.integers(0, 10**9))
def test_shares_add_up(weights: list[int], total: int) -> None:
    found = shared_out(np.array(weights, np.int64), total)
    assert int(found.sum()) == (total if sum(weights) else 0)
    assert (found >= 0).all()
