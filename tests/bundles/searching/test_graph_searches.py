"""Barrels, `import()` that splits nothing, and loads one after another."""

from __future__ import annotations

from perfview.bundles.scenarios.edits import FREE
from perfview.bundles.searching.barrel_ways import barrel_ways
from perfview.bundles.searching.barrels import barrels
from perfview.bundles.searching.later_imports import loaded_at_start, loaded_by_all
from perfview.bundles.searching.later_levels import levels
from tests.bundles.building import BundleBuilder
from tests.bundles.searching.apps import barrel, shop


def test_a_barrel_is_known_by_what_it_passes_on() -> None:
    study = barrel().study()
    (one,) = barrels(study)
    assert study.name_of(one.module) == "src/parts/index.js"
    assert len(one.passes_on) == 10


def test_a_module_with_code_of_its_own_is_no_barrel() -> None:
    made = barrel()
    made.module("src/pages/index.js", 50_000, chunk="main")
    for part in range(4):
        made.module(f"src/pages/p{part}.js", 500, chunk="main")
        made.imports("src/pages/index.js", f"src/pages/p{part}.js")
    made.imports("src/index.js", "src/pages/index.js")
    assert len(barrels(made.study())) == 1


def test_who_imports_data_to_use_them_is_no_barrel() -> None:
    made = barrel()
    made.module("src/i18n/index.js", 300, chunk="main")
    made.imports("src/index.js", "src/i18n/index.js")
    for language in ("de", "fr", "it", "pl"):
        made.module(f"src/i18n/{language}.json", 9_000, chunk="main", kind="data")
        made.imports("src/i18n/index.js", f"src/i18n/{language}.json")
    assert len(barrels(made.study())) == 1


def test_what_nobody_uses_leaves_with_the_better_way_out() -> None:
    (way,) = barrel_ways(barrel().study())
    assert way.edit.kind == FREE
    assert way.used == 1
    assert way.saved >= 9 * 5_000 + 90_000


def test_without_a_word_on_uses_nothing_is_worked_out() -> None:
    assert barrel_ways(barrel("esbuild", told=False).study()) == []


def test_a_plain_import_undoes_a_later_one() -> None:
    made = shop()
    made.lazily("src/App.jsx", "src/routes/Home.jsx")
    study = made.study()
    (one,) = loaded_at_start(study)
    assert study.name_of(one.module) == "src/routes/Home.jsx"
    assert [study.name_of(row) for row in one.holders.tolist()] == ["src/App.jsx"]
    assert loaded_by_all(study) == []


def test_what_comes_along_with_every_asker_need_not_be_asked_for() -> None:
    made = shop()
    made.module("src/parts/Row.jsx", 900, chunk="users")
    made.imports("src/routes/Users.jsx", "src/parts/Row.jsx")
    made.lazily("src/routes/Users.jsx", "src/parts/Row.jsx")
    study = made.study()
    (one,) = loaded_by_all(study)
    assert study.name_of(one.module) == "src/parts/Row.jsx"
    made.module("src/routes/More.jsx", 900, chunk="users")
    made.lazily("src/App.jsx", "src/routes/More.jsx")
    made.lazily("src/routes/More.jsx", "src/parts/Row.jsx")
    assert loaded_by_all(made.study()) == []


def test_loads_are_counted_over_the_shortest_way() -> None:
    made = BundleBuilder()
    made.chunk("main", initial=True)
    for name in ("main", "a", "b", "inner", "c"):
        made.module(f"src/{name}.js", 900, chunk="main", entry=name == "main")
    made.lazily("src/main.js", "src/a.js")
    made.lazily("src/a.js", "src/b.js")
    made.imports("src/b.js", "src/inner.js")
    made.lazily("src/inner.js", "src/c.js")
    study = made.study()
    found = levels(study)
    assert found.level.tolist() == [0, 1, 2, 2, 3]
    chain = found.chain(study, made.row("src/c.js"))
    assert [study.name_of(row) for row in chain] == [
        "src/main.js",
        "src/a.js",
        "src/b.js",
        "src/c.js",
    ]
