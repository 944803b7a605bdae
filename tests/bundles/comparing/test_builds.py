from __future__ import annotations

import pytest

from perfview.bundles.comparing.bringing import brought_in, let_go
from perfview.bundles.comparing.builds import (
    asset_sizes,
    build_diff,
    chunk_sizes,
    module_sizes,
    package_sizes,
)
from perfview.bundles.comparing.matching import without_hash
from tests.bundles.building import BundleBuilder


def earlier() -> BundleBuilder:
    made = BundleBuilder()
    made.chunk("main", initial=True)
    made.chunk("17", parents=("main",))
    made.module("src/main.js", 100, chunk="main", entry=True)
    made.module("src/home.js", 50, chunk="main")
    made.module("node_modules/a/index.js", 400, chunk="main")
    made.module("node_modules/.pnpm/b@1.0.0/node_modules/b/index.js", 300, chunk="main")
    made.module("src/page.js", 70, chunk="17")
    made.module("node_modules/chart/index.js", 900, chunk="17")
    made.module("src/old.js", 30, chunk="main")
    made.imports("src/main.js", "src/home.js", "node_modules/a/index.js", "src/old.js")
    made.imports("src/home.js", "node_modules/.pnpm/b@1.0.0/node_modules/b/index.js")
    made.lazily("src/main.js", "src/page.js")
    made.imports("src/page.js", "node_modules/chart/index.js")
    return made


def later() -> BundleBuilder:
    made = BundleBuilder()
    made.chunk("main", initial=True)
    made.chunk("42", parents=("main",))
    made.module("src/main.js", 110, chunk="main", entry=True)
    made.module("src/home.js", 60, chunk="main")
    made.module("node_modules/a/index.js", 400, chunk="main")
    made.module("node_modules/.pnpm/b@2.0.0/node_modules/b/index.js", 320, chunk="main")
    made.module("src/page.js", 70, chunk="42")
    made.module("node_modules/chart/index.js", 900, chunk="main")
    made.module("node_modules/chart-colours/index.js", 40, chunk="main")
    made.imports("src/main.js", "src/home.js", "node_modules/a/index.js")
    made.imports("src/home.js", "node_modules/.pnpm/b@2.0.0/node_modules/b/index.js")
    made.imports("src/home.js", "node_modules/chart/index.js", line=12)
    made.imports("node_modules/chart/index.js", "node_modules/chart-colours/index.js")
    made.lazily("src/main.js", "src/page.js")
    made.imports("src/page.js", "node_modules/chart/index.js")
    return made


@pytest.fixture
def diff():
    return build_diff(earlier().study(), later().study())


def names(study, rows):
    return [study.name_of(row) for row in rows]


def test_modules_belong_together_by_path_or_by_their_place_in_a_package(diff):
    new = diff.modules.after[diff.modules.before < 0]
    gone = diff.modules.before[diff.modules.after < 0]
    assert names(diff.after, new) == ["node_modules/chart-colours/index.js"]
    assert names(diff.before, gone) == ["src/old.js"]
    assert len(diff.modules) == 8


def test_sizes_are_of_both_builds(diff):
    sizes = module_sizes(diff)
    assert sizes.shipped_after.sum() - sizes.shipped_before.sum() == 1900 - 1850
    chart = diff.after.model.strings.find("node_modules/chart/index.js")
    place = list(diff.after.model.modules.name).index(chart)
    assert (sizes.initial_before[place], sizes.initial_after[place]) == (0, 900)
    assert (sizes.shipped_before[place], sizes.shipped_after[place]) == (900, 900)


def test_packages_belong_together_when_only_the_version_changes(diff):
    sizes = package_sizes(diff)
    strings = diff.after.model.strings
    told = {
        strings[diff.after.model.packages.name[row]]: (int(b), int(a))
        for row, b, a in zip(
            diff.packages.after, sizes.shipped_before, sizes.shipped_after, strict=True
        )
    }
    assert told == {"a": (400, 400), "b": (300, 320), "chart": (900, 900), "chart-colours": (0, 40)}


def test_chunks_called_by_number_belong_together_by_what_is_in_them(diff):
    pairs = list(zip(diff.chunks.before.tolist(), diff.chunks.after.tolist(), strict=True))
    assert sorted(pairs) == [(0, 0), (1, 1)]
    sizes = chunk_sizes(diff)
    assert sizes.initial_after.tolist() == [sizes.shipped_after[0], 0]


def test_an_import_explains_what_it_brought_in(diff):
    (first,) = brought_in(diff)
    imports = diff.after.model.imports
    assert diff.after.name_of(imports.source[first.row]) == "src/home.js"
    assert imports.line[first.row] == 12
    assert names(diff.after, first.modules) == [
        "node_modules/chart/index.js",
        "node_modules/chart-colours/index.js",
    ]
    assert (first.bytes, first.is_later) == (940, False)
    (gone,) = let_go(diff)
    assert names(diff.before, gone.modules) == ["src/old.js"]


def test_the_same_build_has_no_difference():
    diff = build_diff(later().study(), later().study())
    assert not (diff.modules.before < 0).any()
    assert not (diff.modules.after < 0).any()
    assert brought_in(diff) == []
    sizes = asset_sizes(diff)
    assert sizes.shipped_before.tolist() == sizes.shipped_after.tolist()


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("assets/main-Da3f9x1b.js", "assets/main.js"),
        ("main.9f8e7d6c5b4a3210.js", "main.js"),
        ("chunk-ABCDEF12.js", "chunk.js"),
        ("index-BqKmTz_x.css.map", "index.css.map"),
        ("main.js", "main.js"),
        ("react-dom.js", "react-dom.js"),
        ("vendors-settings.js", "vendors-settings.js"),
    ],
)
def test_hashes_are_taken_out_of_names(name, bare):
    assert without_hash(name) == bare
