from __future__ import annotations

import json
from pathlib import Path

import pytest

from perfview.bundles.furnished import Furnished, Installed
from perfview.bundles.patterns.copies import counterparts, dedupe, duplicates, merger
from perfview.bundles.study import Study
from perfview.engine.job import Job, Options
from tests.bundles.building import BundleBuilder

CORPUS = Path(__file__).parents[3].parent / "shared" / "corpus" / "bundles"


def dates() -> BundleBuilder:
    made = BundleBuilder()
    made.chunk("main", initial=True)
    made.module("src/index.js", 100, chunk="main", entry=True)
    for path, size in (
        ("node_modules/dates/esm/format/index.js", 3_000),
        ("node_modules/dates/esm/parse/index.js", 2_000),
        ("node_modules/picker/index.js", 1_000),
        ("node_modules/picker/node_modules/dates/format.js", 3_500),
        ("node_modules/picker/node_modules/dates/index.js", 500),
    ):
        made.module(path, size, chunk="main")
    made.imports("src/index.js", "node_modules/dates/esm/format/index.js")
    made.imports("src/index.js", "node_modules/dates/esm/parse/index.js")
    made.imports("src/index.js", "node_modules/picker/index.js")
    made.imports("node_modules/picker/index.js", "node_modules/picker/node_modules/dates/index.js")
    nested = "node_modules/picker/node_modules/dates"
    made.imports(f"{nested}/index.js", f"{nested}/format.js")
    return made


def packages(study: Study) -> dict[str, int]:
    texts, folders = study.model.strings, study.model.packages.folder
    return {texts[folder]: row for row, folder in enumerate(folders.tolist())}


def test_files_are_matched_by_path_then_name_then_by_who_is_asked_most() -> None:
    made = dates()
    study = made.study()
    rows = packages(study)
    nested = "node_modules/picker/node_modules/dates"
    found = counterparts(study, rows["node_modules/dates"], rows[nested])
    assert found.tolist() == [made.row(f"{nested}/format.js"), made.row(f"{nested}/index.js")]
    strictly = counterparts(study, rows["node_modules/dates"], rows[nested], or_main=False)
    assert strictly.tolist() == [made.row(f"{nested}/format.js"), -1]


def test_ranges_decide_which_copy_stays() -> None:
    told = (
        Installed("", "app", "1.0.0", {"dates": "^2.0.0"}),
        Installed("node_modules/dates", "dates", "2.30.0"),
        Installed("node_modules/picker", "picker", "1.0.0", {"dates": "2 || 3"}),
        Installed("node_modules/picker/node_modules/dates", "dates", "3.1.0"),
    )
    given = Furnished(installed={each.folder: each for each in told})
    study = Study(dates().model(), furnished=given)
    (found,) = duplicates(study)
    merged = merger(study, found)
    assert merged.kept.version == "2.30.0"
    assert merged.is_compatible
    (edit,) = dedupe(study, found, merged)
    assert len(edit.targets) == len(edit.onto) == 2


def test_without_ranges_nobody_knows() -> None:
    study = dates().study()
    (found,) = duplicates(study)
    assert merger(study, found).is_compatible is None


@pytest.mark.skipif(not CORPUS.exists(), reason="the corpus is not at hand")
def test_the_same_packages_as_statoscope_names() -> None:
    oracle = json.loads((CORPUS / "oracle" / "statoscope.duplicates.json").read_text())
    path = CORPUS / "base" / "webpack.full.json.gz"
    study = Job(path, Options(use_cache=False, analyse=False)).run().study
    assert {each.name for each in duplicates(study)} == {each["name"] for each in oracle}
