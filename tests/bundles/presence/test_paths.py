from __future__ import annotations

import numpy as np
import pytest

from perfview.bundles.measures.weighing import Weights
from perfview.bundles.presence.paths import (
    hops_around,
    importers,
    sole_imports,
    ways,
)
from perfview.bundles.study import Study
from tests.bundles.building import BundleBuilder


def weighed(made: BundleBuilder) -> Study:
    study = made.study()
    sizes = study.model.modules.source_bytes
    none = np.zeros(0, np.int32)
    files = len(study.model.assets)
    weights = Weights(
        none,
        none,
        none,
        np.zeros(0, np.int64),
        sizes,
        sizes * study.loading.reached.at_start,
        np.zeros(files, np.int64),
        np.zeros(files, np.bool_),
        "source",
    )
    study.adopt({"weights": weights})
    return study


@pytest.fixture
def app() -> BundleBuilder:
    """An entry, two ways to a chart, a circle, a page that loads later with a part of its own."""
    made = BundleBuilder()
    made.module("main.js", entry=True)
    for path in ("home.js", "menu.js", "chart.js", "d3.js", "page.js", "editor.js", "gone.js"):
        made.module(path)
    made.imports("main.js", "home.js", line=7)
    made.imports("main.js", "menu.js", line=3)
    made.imports("home.js", "chart.js", line=2)
    made.imports("menu.js", "home.js")
    made.imports("chart.js", "d3.js", line=9)
    made.imports("chart.js", "d3.js", kind="require", line=4)
    made.imports("d3.js", "chart.js")
    made.lazily("home.js", "page.js")
    made.imports("page.js", "editor.js", "d3.js")
    made.imports("home.js", "gone.js", active=False)
    return made


def names(study: Study, modules: np.ndarray) -> list[str]:
    return [study.name_of(int(each)) for each in modules]


def test_the_shortest_way_leads_from_an_entry(app):
    study = weighed(app)
    way = next(iter(ways(study, app.row("d3.js"), 1)), None)
    assert way is not None
    assert names(study, way.modules) == ["main.js", "home.js", "chart.js", "d3.js"]
    assert study.model.imports.line[way.imports].tolist() == [7, 2, 4]
    assert not way.is_later


def test_further_ways_are_longer_and_pass_no_module_twice(app):
    study = weighed(app)
    found = ways(study, app.row("d3.js"), 10)
    assert [names(study, way.modules)[1:-2] for way in found] == [
        ["home.js"],
        ["menu.js", "home.js"],
    ]
    assert [len(way) for way in found] == [3, 4]


def test_what_loads_later_is_reached_over_what_it_is_asked_for_by(app):
    study = weighed(app)
    way = next(iter(ways(study, app.row("editor.js"), 1)), None)
    assert way is not None
    assert names(study, way.modules) == ["main.js", "home.js", "page.js", "editor.js"]
    assert way.is_later


def test_an_entry_is_its_own_way_and_what_is_left_out_has_none(app):
    study = weighed(app)
    way = next(iter(ways(study, app.row("main.js"), 1)), None)
    assert way is not None
    assert names(study, way.modules) == ["main.js"]
    assert len(way) == 0
    assert ways(study, app.row("gone.js"), 3) == []


def test_the_imports_that_all_ways_go_through(app):
    study = weighed(app)
    rows = sole_imports(study, app.row("d3.js"))
    imports = study.model.imports
    pairs = [
        (study.name_of(imports.source[row]), study.name_of(imports.target[row])) for row in rows
    ]
    # Home is reached from main and from the menu: no single import brings it in.
    assert pairs == [("chart.js", "d3.js"), ("home.js", "chart.js")]
    assert len(sole_imports(study, app.row("editor.js"))) == 0
    assert len(sole_imports(study, app.row("main.js"))) == 0


def test_hops_go_both_ways_and_end_at_the_most(app):
    study = weighed(app)
    around = hops_around(study, app.row("chart.js"), 1, 1, 10)
    assert names(study, around)[0] == "chart.js"
    assert set(names(study, around)) == {"chart.js", "home.js", "d3.js"}
    assert len(hops_around(study, app.row("chart.js"), 5, 5, 3)) == 3


def test_a_very_deep_chain_is_walked_without_recursion():
    made = BundleBuilder()
    made.module("0.js", entry=True)
    for number in range(1, 3000):
        made.module(f"{number}.js")
        made.imports(f"{number - 1}.js", f"{number}.js")
    study = weighed(made)
    way = next(iter(ways(study, made.row("2999.js"), 1)), None)
    assert way is not None
    assert len(way) == 2999
    assert len(sole_imports(study, made.row("2999.js"))) == 2999


def test_costs_prefer_what_loads_along():
    made = BundleBuilder()
    made.module("main.js", entry=True)
    for path in ("a.js", "b.js", "c.js", "lazy.js"):
        made.module(path)
    made.lazily("main.js", "c.js")
    made.imports("main.js", "a.js")
    made.imports("a.js", "b.js")
    made.imports("b.js", "c.js")
    made.lazily("c.js", "lazy.js")
    study = weighed(made)
    assert importers(study).cost[:4].tolist() == [0, 1, 2, 3]
    way = next(iter(ways(study, made.row("lazy.js"), 1)), None)
    assert way is not None
    # One later import, however long the way to it, rather than two.
    assert names(study, way.modules) == ["main.js", "a.js", "b.js", "c.js", "lazy.js"]
