"""The planted flaws of the recorded app are found, edge by edge, where the corpus is at hand."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from perfview.bundles.searching.choosing import Wanted, chosen
from perfview.engine.job import Job, Options

FOLDER = Path(__file__).parents[3].parent / "shared" / "corpus" / "bundles"
BUILDS = (
    "webpack.full",
    "webpack.detailed",
    "webpack.verbose",
    "rspack.full",
    "esbuild.metafile",
    "vite8.visualizer",
    "vite8.bundle-info",
    "vite7.visualizer",
)


def lazy_pairs() -> set[tuple[str, str]]:
    told: dict[str, Any] = json.loads((FOLDER / "expected.json").read_text("utf-8"))
    edits = (fix["graph_edit"]["ops"] for fix in told["fixes"].values())
    return {(op[1], op[2]) for ops in edits for op in ops if op[0] == "lazy"}


@pytest.mark.slow
@pytest.mark.skipif(not FOLDER.exists(), reason="the corpus is not at hand")
@pytest.mark.parametrize("name", BUILDS)
def test_each_import_that_was_made_lazy_is_found(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"{name}.json"
    path.write_bytes(gzip.decompress((FOLDER / "base" / f"{name}.json.gz").read_bytes()))
    study = Job(path, Options(use_cache=False, analyse=False, kind="bundles")).run().study
    found = {
        (study.name_of(int(source)), study.name_of(int(target)))
        for each in chosen(study, Wanted(20_000, 3, 0.45, 6))
        for source in each.prospect.importers
        for target in each.prospect.targets
    }
    assert lazy_pairs() <= found
