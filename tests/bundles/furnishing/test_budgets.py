"""Budgets of size-limit, bundlewatch and bundlesize."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from perfview.bundles.furnished import Budget, Furnished
from perfview.bundles.furnishing.budget_files import budget_files
from perfview.bundles.furnishing.budgets import budgets_in, budgets_of, size_of
from perfview.bundles.study import Study
from perfview.recording.report import ImportReport
from tests.bundles.building import BundleBuilder


@pytest.mark.parametrize(
    ("told", "thousand", "size"),
    [
        ("300 kB", 1000, 300_000),
        ("300kb", 1024, 307_200),
        ("1.5 MiB", 1000, 1_572_864),
        ("2 MB", 1000, 2_000_000),
        ("900 B", 1000, 900),
        (2048, 1000, 2048),
        ("1 s", 1000, None),
        ("soon", 1000, None),
        (True, 1000, None),
        (-1, 1000, None),
        (None, 1000, None),
    ],
)
def test_sizes(told: object, thousand: int, size: int | None) -> None:
    assert size_of(told, thousand) == size


def test_size_limit_sums_and_takes_brotli_unless_told(tmp_path: Path) -> None:
    entries = [
        {"path": "dist/main.js", "limit": "10 kB"},
        {"name": "all", "path": ["dist/*.js", "!dist/x.js"], "limit": "1 MB", "gzip": True},
        {"path": "dist/raw.js", "limit": "1 kB", "brotli": False},
        {"path": "dist/time.js", "limit": "1 s"},
        {"path": "src/a.js", "limit": "1 kB", "import": "{ a }"},
    ]
    (tmp_path / "package.json").write_text(json.dumps({"size-limit": entries}))
    report = ImportReport()
    assert budgets_of(tmp_path, report) == (
        Budget("dist/main.js", "dist/main.js", 10_000, "brotli", "package.json"),
        Budget("all", "dist/*.js\n!dist/x.js", 1_000_000, "gzip", "package.json"),
        Budget("dist/raw.js", "dist/raw.js", 1000, "none", "package.json"),
    )
    assert report.find("budgets-not-read").count == 2  # type: ignore[union-attr]


def test_bundlewatch_holds_each_file_and_takes_gzip(tmp_path: Path) -> None:
    files = [
        {"path": "./build/*.js", "maxSize": "100kB"},
        {"path": "b.css", "maxSize": "1KB", "compression": "none"},
    ]
    (tmp_path / "bundlewatch.config.json").write_text(json.dumps({"files": files}))
    (tmp_path / ".size-limit.js").write_text("process.exit(1)")
    report = ImportReport()
    first, second = budgets_of(tmp_path, report)
    assert (first.limit_bytes, first.compression, first.each) == (102_400, "gzip", True)
    assert (second.limit_bytes, second.compression) == (1024, "none")
    assert "not run" in report.find("budgets-not-read").detail  # type: ignore[union-attr]


def test_what_holds_no_budgets() -> None:
    for value in ({}, [], None, [1], {"files": ["a"]}, [{"url": "x"}], "limit"):
        assert budgets_in(value, "x.json", ImportReport()) is None


@pytest.mark.parametrize(
    ("pattern", "files"),
    [
        ("dist/*.js", ["main.js", "vendor.abc.js"]),
        ("./dist/main.js", ["main.js"]),
        ("dist/**/*.js", ["main.js", "vendor.abc.js", "chunks/one.js"]),
        ("build/chunks/*.js", ["chunks/one.js"]),
        ("dist/{main,vendor.*}.js", ["main.js", "vendor.abc.js"]),
        ("dist/[m-v]*.js\n!dist/vendor.*", ["main.js"]),
        ("dist/", ["main.js", "vendor.abc.js", "chunks/one.js", "a.css"]),
        ("dist/{broken", []),
        ("none/*.ts", []),
    ],
)
def test_the_files_of_a_budget(pattern: str, files: list[str]) -> None:
    built = BundleBuilder()
    for name in ("main.js", "vendor.abc.js", "chunks/one.js", "a.css"):
        built.chunk(name)
    study = Study(built.model(), furnished=Furnished())
    rows = budget_files(study, Budget("x", pattern, 1, "none", "y"))
    assert [study.model.strings[study.model.assets.name[row]] for row in rows] == files
