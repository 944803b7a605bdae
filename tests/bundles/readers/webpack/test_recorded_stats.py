"""Large real stats and what other tools counted in them, where they are at hand."""

from __future__ import annotations

import gzip
import json

import numpy as np
import pytest

from perfview.bundles import model
from perfview.bundles.study import Study
from tests.bundles.readers.webpack.reading import CORPUS, edges, names, placed, read

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the recorded builds are not here")


def test_packages_installed_twice_are_those_that_statoscope_finds() -> None:
    """By name and folder."""
    found, _ = read(gzip.decompress((CORPUS / "base" / "webpack.full.json.gz").read_bytes()))
    placed = np.unique(found.modules.package[found.placements.module])
    folders: dict[str, set[str]] = {}
    for package in placed[placed >= 0].tolist():
        name = found.strings[found.packages.name[package]]
        folders.setdefault(name, set()).add(found.strings[found.packages.folder[package]])
    theirs = json.loads((CORPUS / "oracle" / "statoscope.duplicates.json").read_bytes())
    assert {name: each for name, each in folders.items() if len(each) > 1} == {
        each["name"]: {one["path"] for one in each["instances"]} for each in theirs
    }


@pytest.mark.parametrize("name", ["webpack.full", "webpack.noconcat.full", "rspack.full"])
def test_what_imports_reach_is_what_was_put_in_chunks(name: str) -> None:
    """Along imports that hold from the entry: at start the initial chunks, at all every chunk."""
    found, report = read(gzip.decompress((CORPUS / "base" / f"{name}.json.gz").read_bytes()))
    assert not report.oddities
    reached = Study(found).loading.reached
    path = found.strings.take(found.modules.name.tolist())
    own = np.array([not each.startswith("webpack/runtime/") for each in path])
    placed, initial = np.zeros(len(path), np.bool_), np.zeros(len(path), np.bool_)
    placed[found.placements.module] = True
    at_start = found.chunks.is_initial[found.placements.chunk]
    initial[found.placements.module[at_start]] = True
    assert (reached.at_all[own] == placed[own]).all()
    assert (reached.at_start[own] == initial[own]).all()


def test_presets_agree() -> None:
    """The long list of the command line holds the same as the plain one."""
    plain, _ = read(gzip.decompress((CORPUS / "base" / "webpack.full.json.gz").read_bytes()))
    grouped, _ = read(gzip.decompress((CORPUS / "base" / "webpack.noreasons.json.gz").read_bytes()))
    assert set(names(plain)) == set(names(grouped))
    assert len(plain.placements) == len(grouped.placements)


@pytest.mark.parametrize("name", ["webpack.full", "rspack.full", "webpack.verbose"])
def test_chunks_weigh_what_the_bundler_says(name: str) -> None:
    """Source sizes of modules add up to their chunk's; Rspack leaves its runtime out."""
    data = gzip.decompress((CORPUS / "base" / f"{name}.json.gz").read_bytes())
    found, _ = read(data)
    counted = found.modules.source_bytes.copy()
    if found.bundler == "rspack":
        counted[found.modules.kind == model.RUNTIME] = 0
    for chunk in json.loads(data)["chunks"]:
        row = np.flatnonzero(found.chunks.id == found.strings.find(str(chunk["id"])))[0]
        inside = found.placements.module[found.placements.chunk == row]
        assert counted[inside].sum() == chunk["size"]


def test_two_threads_read_what_one_does() -> None:
    """Plain files as large as this are read from their middle too, packed ones are not."""
    packed = (CORPUS / "base" / "webpack.full.json.gz").read_bytes()
    one, _ = read(packed)
    two, _ = read(gzip.decompress(packed))
    assert names(one) == names(two)
    assert edges(one) == edges(two)
    assert placed(one) == placed(two)
    assert one.exports.used.tolist() == two.exports.used.tolist()
