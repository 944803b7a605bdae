from __future__ import annotations

import numpy as np
import pytest

from perfview.bundles.model import MODULE_KINDS
from perfview.bundles.study import Study
from perfview.bundles.tables import TABLES
from perfview.recording.table_columns import rows_of
from tests.bundles.building import BundleBuilder


@pytest.fixture(scope="module")
def study() -> Study:
    made = BundleBuilder("esbuild")
    made.chunk("main", initial=True, size=1300, gzip=400)
    made.chunk("later", parents=("main",))
    made.module("src/index.js", 300, chunk="main", entry=True)
    made.module("node_modules/immer/index.js", 900, chunk="main")
    made.module("src/later.js", 50, chunk="later")
    made.imports("src/index.js", "node_modules/immer/index.js")
    made.lazily("src/index.js", "src/later.js")
    return made.study()


@pytest.mark.parametrize("name", TABLES)
def test_rows_are_counted_without_making_columns(study: Study, name: str) -> None:
    columns = TABLES[name](study)
    assert {len(column) for column in columns.values()} == {rows_of(TABLES[name], study)}


def test_modules_tell_what_they_weigh_and_bring_in(study: Study) -> None:
    found = TABLES["modules"](study)
    assert list(found["name"]) == ["src/index.js", "node_modules/immer/index.js", "src/later.js"]
    assert list(found["package"]) == ["", "immer", ""]
    assert set(found["kind"]) == {MODULE_KINDS[0]}
    assert np.asarray(found["bytes"]).tolist() == [300, 900, 50]
    assert np.asarray(found["initial_bytes"]).tolist() == [300, 900, 0]
    assert np.asarray(found["retained_bytes"]).tolist() == [1250, 900, 50]


def test_packages_sum_their_modules(study: Study) -> None:
    found = TABLES["packages"](study)
    assert list(found["name"]) == ["immer"]
    assert np.asarray(found["bytes"]).tolist() == [900]
    assert np.asarray(found["modules"]).tolist() == [1]


def test_files_tell_what_the_stats_know_of_them(study: Study) -> None:
    found = TABLES["assets"](study)
    assert np.asarray(found["bytes"]).tolist() == [1300, 50]
    assert np.asarray(found["gzip_bytes"]).tolist() == [400, -1]
    assert np.asarray(found["zstd_bytes"]).tolist() == [-1, -1]
    assert np.asarray(found["unexplained_bytes"]).tolist() == [100, 0]
