"""Detectors that look into the files of a build."""

from __future__ import annotations

import base64
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from perfview.bundles.built.files import BuiltFile, BuiltFiles
from perfview.bundles.furnished import Budget, Covered, Furnished
from perfview.bundles.study import Study
from perfview.findings.finding import Severity
from tests.bundles.building import BundleBuilder
from tests.bundles.detectors.finding import found, only

MINIFIED = b"(()=>{" + b"var a=1,b=[2,3];a+=b[0];" * 4_000 + b"})();"
WRITTEN = b"function add(first, second) {\n    // sums\n    return first + second;\n}\n" * 1_500


def reading(code: bytes) -> Callable[[], bytes]:
    return lambda: code


def build(
    codes: dict[str, bytes], furnished: Furnished | None = None, mode: str = "production"
) -> Study:
    """A build of these files, the first of which loads at start."""
    made = BundleBuilder()
    for i, (name, code) in enumerate(codes.items()):
        made.chunk(name, initial=i == 0, size=len(code), parents=(next(iter(codes)),) if i else ())
        made.module(f"src/{name}", len(code), chunk=name, entry=i == 0)
    rows = {
        i: BuiltFile(Path(name), len(code), reading(code))
        for i, (name, code) in enumerate(codes.items())
    }
    model = replace(made.model(), mode=mode)
    return Study(model, built=BuiltFiles(rows, Path("dist")), furnished=furnished)


def test_code_that_was_not_minified() -> None:
    finding = only("not-minified", build({"main.js": WRITTEN}))
    assert finding.severity is Severity.WARNING
    assert finding.saving is not None
    assert finding.saving.low < finding.saving.value < finding.saving.high < len(WRITTEN)
    assert only("not-minified", build({"main.js": WRITTEN * 10})).severity is Severity.CRITICAL


@pytest.mark.parametrize(
    ("name", "end", "severity"),
    [
        ("lib.js", b"export {\n  a as b\n};\n", Severity.INFO),
        ("lib.js", b"module.exports = main;\n//# sourceMappingURL=a.map\n", Severity.INFO),
        ("main-Bx3dK9aQ.js", b"export { a };\n", Severity.WARNING),
        ("main.js", b"start();\n", Severity.WARNING),
    ],
)
def test_a_library_is_minified_by_whoever_uses_it(
    name: str, end: bytes, severity: Severity
) -> None:
    assert only("not-minified", build({name: WRITTEN + end})).severity is severity


def test_minified_code_and_small_files_are_fine() -> None:
    assert not found("not-minified", build({"main.js": MINIFIED, "small.js": WRITTEN[:9_000]}))


def test_minified_code_with_long_texts_is_fine() -> None:
    text = b"`" + b"lorem ipsum dolor sit amet " * 2_000 + b"`;"
    assert not found("not-minified", build({"main.js": b"var a=" + text}))


def inlined(size: int) -> bytes:
    data = base64.b64encode(os.urandom(size * 3 // 4))
    return MINIFIED + b"\n//# sourceMappingURL=data:application/json;base64," + data


def test_a_source_map_inside_of_its_file() -> None:
    finding = only("inlined-source-map", build({"main.js": inlined(40_000)}))
    assert finding.severity is Severity.WARNING
    assert finding.saving is not None
    # Random bytes in base64 compress to three quarters.
    assert finding.saving.value == pytest.approx(30_000, rel=0.03)
    # Loading modules later does not become part of it.
    assert finding.saving.of == "what loads at start, gzip"
    big = only("inlined-source-map", build({"main.js": inlined(400_000)}))
    assert big.severity is Severity.CRITICAL


def test_a_link_to_a_source_map_is_fine() -> None:
    linked = MINIFIED + b"\n//# sourceMappingURL=main.js.map"
    assert not found("inlined-source-map", build({"main.js": linked}))


def image(size: int) -> bytes:
    return b'var i="data:image/png;base64,' + b"A" * size + b'";'


def test_images_written_into_a_script() -> None:
    study = build({"main.js": MINIFIED + image(60_000) + image(9_000)})
    finding = only("images-inlined", study)
    assert finding.severity is Severity.WARNING
    assert finding.measures[2].value == 2
    assert finding.saving is not None
    assert finding.saving.value == pytest.approx(69_000, rel=0.01)


def test_small_images_may_be_inlined() -> None:
    assert not found("images-inlined", build({"main.js": MINIFIED + image(4_000) * 20}))


def test_modules_as_strings_for_eval() -> None:
    code = b'eval("' + b"var a = 1;" * 40 + b'\\n//# sourceURL=webpack://app/./src/a.js");'
    finding = only("development-build", build({"main.js": code}))
    assert finding.severity is Severity.CRITICAL
    assert "eval" in finding.why


def test_a_build_whose_mode_is_development() -> None:
    finding = only("development-build", build({"main.js": MINIFIED}, mode="development"))
    assert finding.severity is Severity.CRITICAL
    assert not found("development-build", build({"main.js": MINIFIED}))


def test_copies_of_helpers_within_code() -> None:
    helper = b'throw new TypeError("Cannot call a class as a function");'
    many = only("legacy-transpilation", build({"a.js": MINIFIED + helper * 100, "b.js": b"1"}))
    assert many.measures[2].value == 100
    few = build({"a.js": MINIFIED + helper * 10, "b.js": b"1"})
    assert not found("legacy-transpilation", few)


def covered(*ranges: tuple[int, int]) -> Furnished:
    return Furnished(coverage=(Covered("https://shop.example/static/main.js?v=1", ranges),))


def test_script_that_did_not_run() -> None:
    half = len(MINIFIED) // 2
    finding = only("unused-script", build({"main.js": MINIFIED}, covered((0, half))))
    assert finding.measures[0].value == len(MINIFIED) - half
    assert finding.saving is not None
    assert finding.saving.high == len(MINIFIED) - half
    most = covered((0, len(MINIFIED) - 20_000))
    assert not found("unused-script", build({"main.js": MINIFIED}, most))


def test_coverage_of_another_file_says_nothing() -> None:
    assert not found("unused-script", build({"other.js": MINIFIED}, covered((0, 10))))


def test_styles_that_were_not_used() -> None:
    css = b".a{color:red}" * 2_000
    given = Furnished(coverage=(Covered("https://shop.example/main.css", ((0, 6_000),)),))
    finding = only("unused-css", build({"main.css": css}, given))
    assert finding.measures[0].value == len(css) - 6_000
    assert not found("unused-css", build({"main.css": css}, given), bytes=30_000)


def budgets(*budgets: Budget) -> Furnished:
    return Furnished(budgets=budgets)


def test_a_budget_of_the_project() -> None:
    study = build({"main.js": MINIFIED})
    size = len(MINIFIED)
    over = budgets(Budget("app", "dist/*.js", size - 1, "none", "package.json"))
    finding = only("project-budget", Study(study.model, built=study.built, furnished=over))
    assert finding.severity is Severity.CRITICAL
    near = budgets(Budget("app", "dist/*.js", size, "none", "package.json"))
    finding = only("project-budget", Study(study.model, built=study.built, furnished=near))
    assert finding.severity is Severity.INFO
    far = budgets(Budget("app", "dist/*.js", size * 2, "none", "package.json"))
    assert not found("project-budget", Study(study.model, built=study.built, furnished=far))


def test_a_budget_is_measured_in_its_compression() -> None:
    gzip = budgets(Budget("app", "dist/*.js", 5_000, "gzip", "bundlewatch.config.json"))
    assert not found("project-budget", build({"main.js": MINIFIED}, gzip))
    plain = budgets(Budget("app", "dist/*.js", 5_000, "none", "bundlewatch.config.json"))
    assert found("project-budget", build({"main.js": MINIFIED}, plain))


def test_a_budget_for_files_that_are_not_there() -> None:
    missing = budgets(Budget("app", "dist/vendor-*.js", 5_000, "gzip", ".size-limit.json"))
    finding = only("project-budget", build({"main.js": MINIFIED}, missing))
    assert finding.severity is Severity.WARNING
