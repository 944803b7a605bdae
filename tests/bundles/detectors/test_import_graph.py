"""Detectors that look for imports to change, on both sides of their limits."""

from __future__ import annotations

from perfview.findings.finding import Severity
from tests.bundles.building import BundleBuilder
from tests.bundles.detectors.finding import found, only
from tests.bundles.searching.apps import MODULES, barrel, shop


def test_who_uses_what_of_a_barrel_is_a_range_where_nobody_tells() -> None:
    made = barrel()
    # A page that loads later asks for another part, which the bundler counts for all.
    made.imports("src/parts/index.js", "src/parts/part1.js", kind="re-export")
    made.imports("src/Docs.js", "src/parts/index.js")
    sure, unsure = only("barrel-file", barrel().study()), only("barrel-file", made.study())
    assert sure.saving is not None
    assert sure.saving.low == sure.saving.high
    assert unsure.saving is not None
    # At most the part that only the later page may use leaves as well.
    assert unsure.saving.high - unsure.saving.low == 5_000
    # What is sure is what ranks it.
    assert unsure.saving.value == unsure.saving.low
    assert unsure.confidence < sure.confidence


def test_imports_that_can_wait_are_named_with_what_they_save() -> None:
    findings = {each.entity: each for each in found("lazy-import", shop().study())}
    assert set(findings) == {
        "src/App.jsx → src/routes/Settings.jsx",
        "src/routes/Home.jsx → src/features/export.js",
    }
    feature = findings["src/routes/Home.jsx → src/features/export.js"]
    assert feature.saving is not None
    assert feature.saving.value == 301_000
    assert feature.severity is Severity.CRITICAL
    assert feature.example is not None
    assert feature.example.place == "src/routes/Home.jsx:4"
    assert "import('./src/features/export.js')" in feature.example.after
    page = findings["src/App.jsx → src/routes/Settings.jsx"]
    assert page.example is not None
    assert "lazy(() => import(" in page.example.after


def test_limits_of_lazy_imports_hold() -> None:
    study = shop().study()
    assert found("lazy-import", study, bytes=400_000) == []
    assert len(found("lazy-import", study, most=1)) == 1
    assert found("lazy-import", study, fitness=0.99) == []
    calm = found("lazy-import", study, heavy=1, large=1_000_000, critical=1)
    assert {each.severity for each in calm} == {Severity.INFO}


def test_an_import_that_splits_nothing_says_who_undoes_it() -> None:
    made = shop()
    made.lazily("src/App.jsx", "src/routes/Settings.jsx")
    finding = only("ineffective-dynamic-import", made.study())
    assert finding.severity is Severity.WARNING
    assert finding.saving is not None
    assert finding.saving.value == 202_000
    assert "src/App.jsx" in finding.why
    assert found("ineffective-dynamic-import", shop().study()) == []
    made = shop()
    made.lazily("src/App.jsx", "src/routes/Home.jsx")
    assert only("ineffective-dynamic-import", made.study()).severity is Severity.INFO


def test_modules_that_a_pattern_stands_for_are_one_finding() -> None:
    made = shop()
    for number in range(3):
        made.module(f"src/mods/m{number}.js", 1000 + number, chunk="main")
        made.lazily("src/App.jsx", f"src/mods/m{number}.js")
        made.imports("src/App.jsx", f"src/mods/m{number}.js")
    finding = only("ineffective-dynamic-import", made.study())
    assert finding.title == "import() of m2.js and 2 more splits nothing"
    assert finding.measures[0].value == 3003


def test_a_barrel_tells_both_ways_out() -> None:
    finding = only("barrel-file", barrel().study())
    assert finding.severity is Severity.WARNING
    assert finding.saving is not None
    assert finding.saving.value >= 135_000
    assert "sideEffects" in finding.how
    assert "saves" in finding.how
    assert found("barrel-file", barrel().study(), bytes=1_000_000) == []
    assert found("barrel-file", barrel().study(), modules=11) == []
    assert only("barrel-file", barrel().study(), heavy=1_000_000).severity is Severity.INFO


def unused(used: int, side_effects: int = -1) -> BundleBuilder:
    made = BundleBuilder()
    made.chunk("main", initial=True)
    made.module("src/index.js", 500, chunk="main", entry=True)
    path = f"{MODULES}/picker/part.js"
    made.module(path, 40_000, chunk="main", side_effects=side_effects)
    made.export(path, "part", used)
    made.imports("src/index.js", path)
    return made


def test_unused_modules_that_stay_are_put_together_by_package() -> None:
    finding = only("side-effects", unused(0).study())
    assert finding.saving is not None
    assert finding.saving.value == 40_000
    assert "picker" in finding.title
    assert found("side-effects", unused(1).study()) == []
    assert found("side-effects", unused(0, side_effects=0).study()) == []
    assert found("side-effects", unused(0).study(), bytes=50_000) == []


def common(name: str, form: str = "commonjs") -> BundleBuilder:
    made = BundleBuilder()
    made.chunk("main", initial=True)
    made.module("src/index.js", 500, chunk="main", entry=True)
    made.module(f"{MODULES}/{name}/index.js", 60_000, chunk="main", form=form)
    made.module("src/other.js", 1_000, chunk="main", form="commonjs")
    made.imports("src/index.js", f"{MODULES}/{name}/index.js", "src/other.js")
    return made


def test_a_commonjs_package_with_a_twin_has_a_range() -> None:
    finding = only("commonjs-package", common("lodash").study())
    assert finding.severity is Severity.WARNING
    assert finding.saving is not None
    assert 0 < finding.saving.low < finding.saving.value < finding.saving.high < 60_000
    assert "lodash-es" in finding.how
    assert found("commonjs-package", common("lodash", "esm").study()) == []
    assert found("commonjs-package", common("lodash").study(), bytes=70_000) == []


def test_other_commonjs_packages_are_a_note_and_frameworks_are_not() -> None:
    assert only("commonjs-package", common("qs").study()).severity is Severity.INFO
    assert found("commonjs-package", common("react-dom").study()) == []


def test_exports_of_large_commonjs_modules_that_nobody_uses() -> None:
    made = common("qs")
    for row in range(10):
        made.export(f"{MODULES}/qs/index.js", f"name{row}", int(row < 1))
    finding = only("unused-exports", made.study())
    assert finding.saving is not None
    assert finding.saving.high == 54_000
    assert finding.saving.low == 0
    assert found("unused-exports", made.study(), used=0.05) == []
    assert found("unused-exports", made.study(), exports=11) == []


def pattern(files: int) -> BundleBuilder:
    made = BundleBuilder()
    made.chunk("main", initial=True)
    made.module("src/index.js", 500, chunk="main", entry=True)
    for row in range(files):
        made.module(f"src/texts/l{row}.js", 3_000, chunk="main")
        made.imports("src/index.js", f"src/texts/l{row}.js", kind="context")
    return made


def test_a_pattern_that_takes_a_folder() -> None:
    finding = only("context-import", pattern(20).study())
    assert finding.saving is not None
    assert finding.saving.low < finding.saving.value < 60_000
    assert "src/texts" in finding.why
    assert found("context-import", pattern(19).study()) == []
    assert found("context-import", pattern(20).study(), bytes=70_000) == []
