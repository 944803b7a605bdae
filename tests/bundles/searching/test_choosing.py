"""Which imports could wait."""

from __future__ import annotations

from perfview.bundles.searching.choosing import Wanted, chosen
from perfview.bundles.searching.holding import holding
from perfview.bundles.study import Study
from tests.bundles.building import BundleBuilder
from tests.bundles.searching.apps import MODULES, shop

WANTED = Wanted(20_000, 3, 0.45, 6)


def pairs(study: Study, wanted: Wanted = WANTED) -> set[tuple[str, str]]:
    return {
        (study.name_of(int(source)), study.name_of(int(target)))
        for each in chosen(study, wanted)
        for source in each.prospect.importers
        for target in each.prospect.targets
    }


def test_the_rare_page_and_the_feature_are_found_and_nothing_else() -> None:
    assert pairs(shop().study()) == {
        ("src/App.jsx", "src/routes/Settings.jsx"),
        ("src/routes/Home.jsx", "src/features/export.js"),
    }


def test_what_is_small_is_left_alone() -> None:
    assert pairs(shop().study(), Wanted(400_000, 3, 0.45, 6)) == set()


def test_a_feature_that_two_import_waits_only_with_both() -> None:
    made = shop()
    made.module("src/parts/Card.jsx", 2_000, chunk="main")
    made.imports("src/routes/Home.jsx", "src/parts/Card.jsx")
    made.imports("src/index.jsx", "src/parts/Card.jsx")
    made.imports("src/parts/Card.jsx", "src/features/export.js")
    study = made.study()
    assert {("src/parts/Card.jsx", "src/features/export.js")} < pairs(study)
    assert not [pair for pair in pairs(study, Wanted(20_000, 1, 0.45, 6)) if "export" in pair[1]]


def test_a_package_entered_by_several_modules_waits_as_one() -> None:
    made = BundleBuilder()
    made.chunk("main", initial=True)
    made.module("src/index.js", 500, chunk="main", entry=True)
    made.module("src/rest.js", 60_000, chunk="main")
    for part in ("core", "locale"):
        made.module(f"{MODULES}/echarts/{part}.js", 60_000, chunk="main")
        made.imports("src/index.js", f"{MODULES}/echarts/{part}.js")
    made.module(f"{MODULES}/zrender/index.js", 60_000, chunk="main")
    for part in ("core", "locale"):
        made.imports(f"{MODULES}/echarts/{part}.js", f"{MODULES}/zrender/index.js")
    made.imports("src/index.js", "src/rest.js")
    (first, *_) = chosen(made.study(), WANTED)
    assert len(first.prospect.targets) == 2
    assert first.prospect.bytes == 180_000


def test_imports_among_what_a_module_brings_in_hold_nothing() -> None:
    made = shop()
    made.imports(f"{MODULES}/jspdf/index.js", "src/features/export.js")
    study = made.study()
    held = holding(study)
    row = made.row("src/features/export.js")
    assert held.holders(row).tolist() == [made.row("src/routes/Home.jsx")]
    assert set(held.held_by(row).tolist()) == {row, made.row(f"{MODULES}/jspdf/index.js")}
    assert held.is_above(row, made.row(f"{MODULES}/jspdf/index.js"))


def test_the_only_page_that_is_no_import_call_is_what_people_see_first() -> None:
    made = BundleBuilder()
    made.chunk("main", initial=True)
    made.module("src/index.jsx", 500, chunk="main", entry=True)
    made.module("src/App.jsx", 60_000, chunk="main")
    made.module("src/pages/Catalogue.jsx", 3_000, chunk="main")
    made.module(f"{MODULES}/lodash/lodash.js", 70_000, chunk="main")
    made.imports("src/index.jsx", "src/App.jsx")
    made.imports("src/App.jsx", "src/pages/Catalogue.jsx")
    made.imports("src/pages/Catalogue.jsx", f"{MODULES}/lodash/lodash.js")
    for page in ("Basket", "Orders"):
        made.chunk(page, parents=("main",))
        made.module(f"src/pages/{page}.jsx", 5_000, chunk=page)
        made.lazily("src/App.jsx", f"src/pages/{page}.jsx")
    assert pairs(made.study()) == set()
