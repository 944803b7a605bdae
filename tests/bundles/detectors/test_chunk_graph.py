"""Detectors that look at what was put into which file, on both sides of their limits."""

from __future__ import annotations

from perfview.bundles.study import Study
from perfview.findings.finding import Severity
from tests.bundles.building import BundleBuilder
from tests.bundles.detectors.finding import found, only
from tests.bundles.searching.apps import MODULES


def page(chart_in: str) -> BundleBuilder:
    """A start of 100 kB, a page that loads later, and its chart library in some file."""
    made = BundleBuilder()
    made.chunk("main", initial=True)
    made.chunk("page", parents=("main",))
    made.module("src/index.js", 100_000, chunk="main", entry=True)
    made.module("src/Page.js", 1_000, chunk="page")
    made.module(f"{MODULES}/charts/index.js", 80_000, chunk=chart_in)
    made.lazily("src/index.js", "src/Page.js")
    made.imports("src/Page.js", f"{MODULES}/charts/index.js")
    return made


def test_code_of_a_later_page_in_a_file_at_start() -> None:
    finding = only("route-only-code", page("main").study())
    assert finding.saving is not None
    assert finding.saving.value == 80_000
    assert finding.severity is Severity.WARNING
    assert "src/Page.js" in finding.why
    assert found("route-only-code", page("page").study()) == []
    assert found("route-only-code", page("main").study(), bytes=90_000) == []


def test_modules_in_several_files() -> None:
    made = page("page")
    made.place(f"{MODULES}/charts/index.js", "main", 80_000)
    finding = only("shared-by-few", made.study())
    assert finding.saving is not None
    assert (finding.saving.low, finding.saving.high) == (0, 80_000)
    assert found("shared-by-few", page("page").study()) == []
    assert found("shared-by-few", made.study(), bytes=90_000) == []


def cut_up(files: int, size: int = 1_000) -> Study:
    made = BundleBuilder()
    made.chunk("main", initial=True)
    made.module("src/index.js", 1_000, chunk="main", entry=True)
    for row in range(files):
        made.chunk(f"c{row}", parents=("main",))
        made.module(f"src/m{row}.js", size, chunk=f"c{row}")
        made.lazily("src/index.js", f"src/m{row}.js")
    return made.study()


def test_very_many_tiny_files() -> None:
    assert only("over-split", cut_up(30)).severity is Severity.INFO
    assert only("over-split", cut_up(30), warning=30).severity is Severity.WARNING
    assert found("over-split", cut_up(29)) == []
    assert found("over-split", cut_up(30, size=20_000)) == []


def chain(steps: int) -> Study:
    made = BundleBuilder()
    made.chunk("main", initial=True)
    made.module("src/s0.js", 1_000, chunk="main", entry=True)
    for row in range(1, steps + 1):
        made.chunk(f"c{row}", parents=("main",))
        made.module(f"src/s{row}.js", 1_000, chunk=f"c{row}")
        made.lazily(f"src/s{row - 1}.js", f"src/s{row}.js")
    return made.study()


def test_loads_one_after_another() -> None:
    finding = only("chunk-waterfall", chain(3))
    assert finding.severity is Severity.INFO
    assert finding.where == "src/s3.js"
    assert only("chunk-waterfall", chain(4)).severity is Severity.WARNING
    assert found("chunk-waterfall", chain(2)) == []


def test_packages_beside_own_code_are_a_note() -> None:
    made = page("page")
    made.module(f"{MODULES}/frame/index.js", 300_000, chunk="main")
    made.imports("src/index.js", f"{MODULES}/frame/index.js")
    assert only("vendor-not-split", made.study()).severity is Severity.INFO
    assert found("vendor-not-split", made.study(), bytes=300_001) == []
    assert found("vendor-not-split", page("page").study()) == []


def build(hashes: str, changed: int) -> Study:
    """One script with 90 kB that stay and a module that changes."""
    made = BundleBuilder()
    name = f"main.{hashes}.js"
    made.chunk(name, initial=True)
    made.module("src/index.js", 10_000 + changed, chunk=name, entry=True)
    made.module(f"{MODULES}/frame/index.js", 90_000, chunk=name)
    made.imports("src/index.js", f"{MODULES}/frame/index.js")
    return made.study()


def test_what_is_fetched_again_though_it_did_not_change() -> None:
    after = build("0a1b2c3d", 7)
    assert found("cache-churn", after) == []
    after.baseline = build("9f8e7d6c", 0)
    finding = only("cache-churn", after)
    assert finding.severity is Severity.WARNING
    assert finding.measures[0].value == 90_000
    assert found("cache-churn", after, same=0.95) == []
    same = build("0a1b2c3d", 7)
    same.baseline = build("0a1b2c3d", 7)
    assert found("cache-churn", same) == []


def test_bytes_of_no_module() -> None:
    made = BundleBuilder("esbuild")
    made.chunk("main", initial=True, size=200_000)
    made.module("src/index.js", 100_000, chunk="main", entry=True)
    finding = only("unexplained-bytes", made.study())
    assert finding.measures[0].value == 100_000
    assert found("unexplained-bytes", made.study(), share=0.6) == []


def test_bailouts_are_counted_by_reason() -> None:
    made = BundleBuilder()
    made.chunk("main", initial=True)
    made.module("src/index.js", 1_000, chunk="main", entry=True)
    for row in range(60):
        path = f"{MODULES}/old/m{row}.js"
        made.module(path, 1_000, chunk="main", form="commonjs")
        made.imports("src/index.js", path)
        made.note("bailout", "CommonJS bailout: module.exports is used directly", path)
    finding = only("shaking-bailout", made.study())
    assert finding.severity is Severity.INFO
    assert "module.exports" in finding.why
    assert found("shaking-bailout", made.study(), modules=61) == []
