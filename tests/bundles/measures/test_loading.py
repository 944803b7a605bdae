from __future__ import annotations

import numpy as np

from perfview.bundles.measures.weighing import Weights
from perfview.bundles.study import Study
from tests.bundles.building import BundleBuilder


def built() -> tuple[BundleBuilder, Study]:
    made = BundleBuilder()
    made.chunk("main", initial=True)
    made.chunk("later", parents=("main",))
    made.module("src/index.js", 100, chunk="main", entry=True)
    made.module("src/home.js", 10, chunk="main")
    made.module("src/chart.js", 20, chunk="main")
    made.module("node_modules/d3/index.js", 1000, chunk="main")
    made.module("src/settings.js", 30, chunk="later")
    made.module("src/shaken.js", 5)
    made.imports("src/index.js", "src/home.js", "src/chart.js")
    made.imports("src/home.js", "src/chart.js", "src/index.js")
    made.imports("src/chart.js", "node_modules/d3/index.js", "node_modules/d3/index.js")
    made.imports("src/home.js", "src/shaken.js", active=False)
    made.lazily("src/index.js", "src/settings.js")
    study = made.study()
    sizes = study.model.modules.source_bytes
    at_start = study.loading.reached.at_start
    none = np.zeros(0, np.int64)
    weights = Weights(
        *(np.zeros(0, np.int32) for _ in range(3)),
        none,
        sizes,
        np.where(at_start, sizes, 0),
        none,
        np.zeros(0, np.bool_),
        "bundler",
    )
    study.adopt({"weights": weights})
    return made, study


def test_what_loads_at_start_and_what_at_all() -> None:
    made, study = built()
    reached = study.loading.reached
    assert study.loading.entries.tolist() == [made.row("src/index.js")]
    assert not reached.at_start[made.row("src/settings.js")]
    assert reached.at_all[made.row("src/settings.js")]
    assert not reached.at_all[made.row("src/shaken.js")]
    assert int(reached.at_start.sum()) == 4


def test_an_edge_is_there_once() -> None:
    _, study = built()
    assert len(study.loading.edges) == 6


def test_a_module_retains_what_only_it_brings_in() -> None:
    made, study = built()
    found = study.dominated_at_start
    index, chart = made.row("src/index.js"), made.row("src/chart.js")
    assert found.parent[index] == -1
    assert found.parent[chart] == index, "home.js imports it as well"
    assert found.retained_bytes[chart] == 1020
    assert found.retained_bytes[index] == 1130
    assert study.dominated.retained_bytes[index] == 1160
    assert found.parent[made.row("src/settings.js")] == -1
    assert found.retained_bytes[made.row("src/settings.js")] == 0


def test_without_entries_what_nobody_imports_is_one() -> None:
    made = BundleBuilder()
    made.module("a.js")
    made.module("b.js")
    made.imports("a.js", "b.js")
    assert made.study().loading.entries.tolist() == [0]
