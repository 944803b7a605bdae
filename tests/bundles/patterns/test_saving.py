from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from perfview.bundles.patterns.saving import saving
from perfview.bundles.scenarios.edits import LAZY, Edit
from perfview.bundles.study import Study
from tests.bundles.building import BundleBuilder


def lazy_chart(how: str) -> tuple[Study, Edit]:
    made = BundleBuilder("esbuild")
    made.chunk("main", initial=True)
    made.module("src/index.js", 4000, chunk="main", entry=True)
    made.module("node_modules/chart/index.js", 6000, chunk="main")
    made.imports("src/index.js", "node_modules/chart/index.js")
    study = made.study()
    study.adopt({"weights": replace(study.weights, how=how)})
    targets = np.array([made.row("node_modules/chart/index.js")], np.int32)
    importers = np.array([made.row("src/index.js")], np.int32)
    return study, Edit(LAZY, "chart later", importers, targets)


@pytest.mark.parametrize(
    ("how", "of", "low", "high"),
    [
        ("bundler", "JavaScript at start", 6000, 6000),
        ("scaled", "JavaScript at start", 2400, 9600),
        ("source", "JavaScript at start, unminified", 1200, 6000),
    ],
)
def test_a_saving_is_as_sure_as_its_sizes(how: str, of: str, low: int, high: int) -> None:
    study, edit = lazy_chart(how)
    found, outcome = saving(study, [edit])
    assert outcome.saved_initial == found.value == pytest.approx(6000, rel=0.02)
    assert found.of == of
    assert (found.low, found.high) == pytest.approx((low, high), rel=0.05)
    assert found.before == 10_000
