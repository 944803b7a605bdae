from __future__ import annotations

import pytest

from perfview.bundles.comparing.answering import answer
from perfview.bundles.study import Study
from perfview.findings.comparison import Comparing
from perfview.findings.forecast import UnanswerableError
from tests.bundles.building import BundleBuilder


def build(*, lazily: bool, chart: int = 5000) -> Study:
    made = BundleBuilder("esbuild")
    made.chunk("main", initial=True)
    made.chunk("later", parents=("main",))
    made.module("src/index.js", 100, chunk="main", entry=True)
    made.module("src/report.js", 50, chunk="later" if lazily else "main")
    made.module("node_modules/chart/index.js", chart, chunk="later" if lazily else "main")
    made.imports("src/report.js", "node_modules/chart/index.js")
    made.imports("src/index.js", "src/report.js", kind="dynamic import" if lazily else "import")
    return made.study()


def test_what_loads_at_start_is_compared_and_the_import_that_did_it_named() -> None:
    found = answer(build(lazily=True), build(lazily=False), Comparing())
    assert (found.whole.before, found.whole.after) == (100, 5150)
    assert "src/index.js now imports src/report.js, which brings 5.05 kB" in found.verdict
    assert [row.name for row in found.rows] == ["chart", "own code"]
    assert found.rows[0].total.amount == 0
    assert found.rows[0].own.amount == 5000
    assert found.told["newImports"][0]["bytes"] == 5050
    assert found.told["newImports"][0]["isInitial"]


def test_the_other_way_round_it_is_less() -> None:
    found = answer(build(lazily=False), build(lazily=True), Comparing())
    assert found.verdict.startswith("Less loads at start")
    assert "src/index.js no longer imports src/report.js" in found.verdict


def test_what_grew_without_any_import_is_named_itself() -> None:
    found = answer(build(lazily=False), build(lazily=False, chart=9000), Comparing("modules"))
    assert "node_modules/chart/index.js +4.00 kB (changed, 100 % of it)" in found.verdict
    assert len(found.rows) == 1


def test_equal_builds_are_as_before() -> None:
    found = answer(build(lazily=True), build(lazily=True), Comparing())
    assert found.verdict.startswith("As much loads at start as before")
    assert not found.rows


def test_changes_that_even_out_are_as_before() -> None:
    def built(first: int) -> Study:
        made = BundleBuilder()
        made.chunk("main", initial=True, size=900)
        made.module("src/index.js", first, chunk="main", entry=True)
        made.module("src/b.js", 900 - first, chunk="main")
        made.imports("src/index.js", "src/b.js")
        return made.study()

    found = answer(built(100), built(500), Comparing("modules"))
    assert found.verdict.startswith("As much loads at start as before")
    assert sorted(row.own.amount for row in found.rows) == [-400, 400]


def test_rows_left_out_are_counted() -> None:
    found = answer(build(lazily=True), build(lazily=False), Comparing("modules", None, 1))
    assert (len(found.rows), found.left_out) == (1, 1)


def test_chunks_and_files_can_be_compared_nothing_else() -> None:
    for metric in ("chunks", "files"):
        assert answer(build(lazily=True), build(lazily=False), Comparing(metric)).rows
    with pytest.raises(UnanswerableError, match="packages, modules, chunks, files"):
        answer(build(lazily=True), build(lazily=False), Comparing("wasted"))
