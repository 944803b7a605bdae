"""Small builds by esbuild and Vite, with fixes that were built as well: see benchmarks/bundles."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

from benchmarks.bundles.accuracy import METRICS, Row, rows, summary
from benchmarks.bundles.cases import corpus_cases, rebuilt_cases

DATA = Path(__file__).parent / "data"


def unpacked(bundler: str, space: Path) -> list[Row]:
    with tarfile.open(DATA / f"mini.{bundler}.tar.xz") as built:
        built.extractall(space, filter="data")
    return [row for case in rebuilt_cases(space) for row in rows(case)]


@pytest.mark.parametrize("bundler", ["esbuild", "vite"])
def test_foreseen_is_what_building_brought(bundler: str, tmp_path: Path) -> None:
    found = {row.fix: row for row in unpacked(bundler, tmp_path)}
    assert set(found) == {"export_lazy", "widgets_bypassed", "big_cut"}
    for row in found.values():
        assert row.foreseen["initial_raw"] == pytest.approx(row.true["initial_raw"], rel=0.03)
        assert abs(row.foreseen["total_raw"] - row.true["total_raw"]) < 500
        assert abs(row.foreseen["initial_gz"] - row.true["initial_gz"]) < 150


def test_who_uses_what_of_a_barrel_is_found(tmp_path: Path) -> None:
    found = {row.fix: row for row in unpacked("esbuild", tmp_path)}
    assert found["widgets_bypassed"].true["initial_raw"] < -2_000
    assert found["widgets_bypassed"].foreseen["initial_raw"] < -2_000


@pytest.mark.slow
def test_fixes_of_the_recorded_builds_are_foreseen(tmp_path: Path) -> None:
    found = [row for case in corpus_cases(tmp_path) for row in rows(case)]
    if not found:
        pytest.skip("the recorded builds are not at hand")
    for metric in METRICS:
        told = summary(found, metric)
        assert told.fixes > 15
        assert told.median <= (0.02 if metric.endswith("raw") else 0.04)
        assert told.worst <= 0.15, told
