"""Which files load at start."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from perfview.bundles.built.files import BuiltFile, BuiltFiles
from perfview.bundles.measures.starting import starting_files
from perfview.bundles.model import ChunkLinks
from perfview.bundles.study import Study
from tests.bundles.building import BundleBuilder

CODE = {
    "assets/index.js": (
        b'import{a}from"./vendor.js";import"../side.js";const t="import\'./text.js\'";'
        b'import("./later.js");import(`./later.js`);export*from"./more.js"'
    ),
    "assets/vendor.js": b'import { b } from "./deep.js?v=1"\nimport"./gone.js"',
    "assets/deep.js": b'import{a}from"./index.js"',
    "assets/more.js": b"",
    "assets/later.js": b'import"./lazy.js"',
    "assets/lazy.js": b"",
    "side.js": b"",
}


def _study(folder: Path, bundler: str, *, is_built: bool = True) -> Study:
    made = BundleBuilder(bundler)
    for name, code in CODE.items():
        made.chunk(name, initial=name == "assets/index.js", size=len(code))
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(code)
    files = {row: BuiltFile(folder / n, len(code)) for row, (n, code) in enumerate(CODE.items())}
    return Study(made.model(), built=BuiltFiles(files if is_built else {}, folder))


def _started(study: Study) -> set[str]:
    rows = np.flatnonzero(starting_files(study))
    return {study.model.strings[study.model.assets.name[row]] for row in rows}


def test_import_statements_of_rollups_files_count(tmp_path: Path) -> None:
    started = {"assets/index.js", "assets/vendor.js", "assets/deep.js", "assets/more.js", "side.js"}
    assert _started(_study(tmp_path, "rollup")) == started


@pytest.mark.parametrize(("bundler", "is_built"), [("webpack", True), ("rollup", False)])
def test_elsewhere_what_the_stats_tell(tmp_path: Path, bundler: str, is_built: bool) -> None:
    assert _started(_study(tmp_path, bundler, is_built=is_built)) == {"assets/index.js"}


def test_chunks_that_load_along(tmp_path: Path) -> None:
    study = _study(tmp_path, "esbuild")
    links = ChunkLinks(
        np.array([0, 1, 2, 1], np.int32),
        np.array([1, 2, 0, 4], np.int32),
        np.array([False, False, False, True]),
    )
    object.__setattr__(study.model, "chunk_links", links)
    assert _started(study) == {"assets/index.js", "assets/vendor.js", "assets/deep.js"}
