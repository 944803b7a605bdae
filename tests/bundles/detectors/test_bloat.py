from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from perfview.bundles.built.files import BuiltFile, BuiltFiles
from perfview.bundles.furnished import Furnished
from perfview.bundles.model import SCRIPT
from perfview.bundles.study import Study
from perfview.findings.finding import Severity
from tests.bundles.building import BundleBuilder
from tests.bundles.detectors.finding import found, only

LOCALES = [f"{a}{b}" for a in "abcd" for b in "abcdef"]


def app() -> BundleBuilder:
    made = BundleBuilder()
    made.chunk("main", initial=True)
    made.module("src/index.js", 2_000, chunk="main", entry=True)
    return made


def folder(made: BundleBuilder, parent: str, files: list[str], kind: str = "import") -> None:
    for file in files:
        made.module(file, 2_000, chunk="main")
        made.imports(parent, file, kind=kind)


def with_moment() -> BundleBuilder:
    made = app()
    made.module("node_modules/moment/moment.js", 60_000, chunk="main")
    made.module("node_modules/moment/locale sync", 200, chunk="main")
    made.imports("src/index.js", "node_modules/moment/moment.js")
    made.imports("node_modules/moment/moment.js", "node_modules/moment/locale sync")
    files = [f"node_modules/moment/locale/{name}.js" for name in LOCALES]
    folder(made, "node_modules/moment/locale sync", files, "context")
    for file in files:
        made.imports(file, "node_modules/moment/moment.js")
    return made


def test_locales_that_a_pattern_brings_in() -> None:
    finding = only("locale-data", with_moment().study())
    assert finding.severity is Severity.WARNING
    assert finding.title == "All 24 locales of moment ship"
    assert finding.saving is not None
    assert (finding.saving.low, finding.saving.high) == (42_000, 48_000)
    assert finding.example is not None
    assert "IgnorePlugin" in finding.example.after


def test_languages_of_a_package_nobody_has_heard_of() -> None:
    made = app()
    made.module("node_modules/paint/index.js", 5_000, chunk="main")
    made.imports("src/index.js", "node_modules/paint/index.js")
    names = [f"node_modules/paint/grammars/grammar-{i}.js" for i in range(20)]
    folder(made, "node_modules/paint/index.js", names, "require")
    finding = only("locale-data", made.study())
    assert "grammars of paint" in finding.title
    assert "`src/index.js`" in finding.why


def test_a_folder_of_own_translations() -> None:
    made = app()
    folder(made, "src/index.js", [f"src/i18n/{name}.json" for name in LOCALES])
    assert "src/i18n" in only("locale-data", made.study()).title


def test_components_in_one_folder_are_no_collection() -> None:
    made = app()
    made.module("node_modules/react/index.js", 5_000, chunk="main")
    made.module("node_modules/redux/index.js", 5_000, chunk="main")
    made.module("node_modules/router/index.js", 5_000, chunk="main")
    files = [f"src/components/Widget{i}.jsx" for i in range(30)]
    folder(made, "src/index.js", files)
    for i, file in enumerate(files):
        made.imports(file, "node_modules/react/index.js")
        made.imports(file, ("node_modules/redux/index.js", "node_modules/router/index.js")[i % 2])
    assert not found("locale-data", made.study())


def test_a_barrel_of_locales_can_be_shaken() -> None:
    made = app()
    made.module("src/locales/index.js", 500, chunk="main")
    made.imports("src/index.js", "src/locales/index.js")
    names = [f"src/locales/{name}.js" for name in LOCALES]
    folder(made, "src/locales/index.js", names, "re-export")
    assert not found("locale-data", made.study())


@pytest.mark.parametrize(("files", "fires"), [(14, False), (15, True)])
def test_how_many_make_a_collection(files: int, fires: bool) -> None:
    made = app()
    folder(made, "src/index.js", [f"src/locales/{name}.js" for name in LOCALES[:files]])
    assert bool(found("locale-data", made.study())) is fires


@pytest.mark.parametrize(("icons", "fires"), [(199, False), (200, True)])
def test_so_many_icons_nobody_uses(icons: int, fires: bool) -> None:
    made, package = app(), "node_modules/@mui/icons-material/esm"
    made.module(f"{package}/index.js", 5_000, chunk="main")
    made.imports("src/index.js", f"{package}/index.js")
    names = [f"{package}/Icon{i}.js" for i in range(icons)]
    folder(made, f"{package}/index.js", names, "re-export")
    findings = found("locale-data", made.study())
    assert bool(findings) is fires
    if findings:
        assert findings[0].title == "All 200 icons of @mui/icons-material ship"
        assert findings[0].where == "src/index.js:1"


def with_polyfills() -> BundleBuilder:
    made = app()
    made.module("node_modules/core-js/stable/index.js", 30_000, chunk="main")
    made.module("node_modules/core-js/internals/global.js", 5_000, chunk="main")
    made.module("node_modules/canvg/index.js", 5_000, chunk="main")
    made.imports("src/index.js", "node_modules/core-js/stable/index.js")
    made.imports("src/index.js", "node_modules/canvg/index.js")
    made.imports("node_modules/core-js/stable/index.js", "node_modules/core-js/internals/global.js")
    made.imports("node_modules/canvg/index.js", "node_modules/core-js/internals/global.js")
    return made


def test_polyfills_that_others_need_stay() -> None:
    finding = only("polyfills", with_polyfills().study())
    assert finding.saving is not None
    assert finding.saving.value == 30_000
    assert "Some of it stays for `canvg`" in finding.why


@pytest.mark.parametrize(
    ("query", "severity"),
    [
        ("defaults and fully supports es6-module", Severity.WARNING),
        ("ie 11", Severity.INFO),
        (">0.1%", Severity.INFO),
        (">0.1%, not dead", Severity.WARNING),
    ],
)
def test_who_supports_old_browsers_is_only_told(
    tmp_path: Path, query: str, severity: Severity
) -> None:
    (tmp_path / ".browserslistrc").write_text("\n".join(query.split(", ")))
    study = Study(with_polyfills().model(), furnished=Furnished(root=tmp_path))
    finding = only("polyfills", study)
    assert finding.severity is severity
    assert query.split(",")[0] in finding.why


def test_data_at_start_can_load_later() -> None:
    made = app()
    made.module("src/cities.json", 60_000, chunk="main", kind="data")
    made.imports("src/index.js", "src/cities.json")
    finding = only("data-in-script", made.study())
    assert finding.severity is Severity.WARNING
    assert finding.saving is not None
    assert finding.saving.value >= 59_000
    assert not found("data-in-script", made.study(), bytes=60_001)


def test_data_that_load_later_are_a_note() -> None:
    made = app()
    made.chunk("later", parents=("main",))
    made.module("src/cities.json", 60_000, chunk="later", kind="data")
    made.lazily("src/index.js", "src/cities.json")
    finding = only("data-in-script", made.study())
    assert finding.severity is Severity.INFO
    assert finding.saving is None


def test_helpers_for_old_browsers() -> None:
    made = app()
    for name in ("classCallCheck", "inherits"):
        made.module(f"node_modules/@babel/runtime/helpers/{name}.js", 6_000, chunk="main")
        made.imports("src/index.js", f"node_modules/@babel/runtime/helpers/{name}.js")
    finding = only("legacy-transpilation", made.study())
    assert finding.severity is Severity.WARNING
    assert finding.measures[0].value == 12_000
    assert not found("legacy-transpilation", made.study(), bytes=12_001)


def test_helpers_only_packages_use_are_a_note() -> None:
    made = app()
    made.module("node_modules/old/index.js", 6_000, chunk="main")
    made.module("node_modules/tslib/tslib.es6.js", 16_000, chunk="main")
    made.imports("src/index.js", "node_modules/old/index.js")
    made.imports("node_modules/old/index.js", "node_modules/tslib/tslib.es6.js")
    assert only("legacy-transpilation", made.study()).severity is Severity.INFO


def test_libraries_for_developing() -> None:
    made = app()
    path = "node_modules/react-dom/cjs/react-dom.development.js"
    made.module(path, 900_000, chunk="main")
    made.imports("src/index.js", path)
    finding = only("development-build", made.study())
    assert finding.severity is Severity.WARNING
    assert path in finding.why


def test_libraries_that_warn_developers() -> None:
    code = b"a('[Vue warn]: no app');" * 100
    made = app()
    model = made.model()
    (asset,) = np.flatnonzero(model.assets.kind == SCRIPT)[:1].tolist()
    row = BuiltFile(Path("main.js"), len(code), lambda: code)
    finding = only("development-build", Study(model, built=BuiltFiles({asset: row}, Path("dist"))))
    assert finding.title == "Libraries ship for developing"
    assert "main.js" in finding.why


def test_a_build_for_production_is_none() -> None:
    made = app()
    path = "node_modules/react-dom/cjs/react-dom.production.min.js"
    made.module(path, 130_000, chunk="main")
    made.imports("src/index.js", path)
    assert not found("development-build", made.study())


def test_data_that_seem_larger_than_their_file_are_not_told() -> None:
    made = app()
    made.module("src/cities.json", 20_000, chunk="main", kind="data", shipped=60_000)
    made.imports("src/index.js", "src/cities.json")
    assert not found("data-in-script", made.study())
