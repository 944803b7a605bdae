"""What files weigh compressed, and which part of that is whose."""

from __future__ import annotations

import zlib
from pathlib import Path

import numpy as np
import pytest

from perfview.bundles.built.codecs import brotli_size, gzip_size, zstd_size
from perfview.bundles.built.files import BuiltFile, BuiltFiles
from perfview.bundles.measures.compressing import brotli_bytes
from perfview.bundles.study import Study
from tests.bundles.building import BundleBuilder
from tests.bundles.built.opening import SAMPLES, adds_up, file_names, opened, oracle


@pytest.mark.parametrize("name", ["webpack", "esbuild"])
def test_sizes_are_those_of_node(name: str) -> None:
    study = opened(SAMPLES / f"small_shop.{name}.zip")
    names, compared = file_names(study), 0
    for path, told in oracle()["node"].items():
        row = names.get(path.partition("/")[2])
        if row is None:
            continue
        compared += 1
        code = study.built.by_asset[row].code()
        assert len(code) == told["raw"]
        # Chromium's zlib, which Node brings, hashes otherwise: by some bytes more or less.
        assert study.compressed.gzip_bytes[row] == pytest.approx(told["gzip"], rel=0.005)
        assert abs(brotli_size(code) - told["brotli"]) <= 2
    assert compared == len(study.built)
    assert adds_up(study)


def test_brotli_of_all_files() -> None:
    study = opened(SAMPLES / "small_shop.webpack.zip")
    found, names = brotli_bytes(study), file_names(study)
    for path, told in oracle()["node"].items():
        row = names.get(path.partition("/")[2])
        if row is not None:
            assert abs(found[row] - told["brotli"]) <= 2
    assert (found[[row for row in names.values() if row not in study.built.by_asset]] == -1).all()


def test_what_repeats_costs_little(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(33, 127, 3000).astype(np.uint8).tobytes()
    code = b"".join([noise, b";", noise])
    (tmp_path / "main.js").write_bytes(code)
    (tmp_path / "main.js.map").write_text(
        '{"version":3,"sources":["src/first.js","src/again.js"],"mappings":"AAAA,y7FCAA"}'
    )
    built = BundleBuilder()
    built.chunk("main", initial=True, size=len(code))
    built.module("src/first.js", 3000, chunk="main", entry=True)
    built.module("src/again.js", 3000, chunk="main")
    file = BuiltFile(tmp_path / "main.js", len(code))
    study = Study(built.model(), built=BuiltFiles({0: file}, tmp_path))
    assert study.weights.of_module.tolist() == [3001, 3000]
    first, again = study.compressed.gzip_of_module
    assert again < 0.02 * first
    assert adds_up(study)


def test_without_files_the_stats_tell() -> None:
    built = BundleBuilder()
    built.chunk("main", initial=True, gzip=300)
    built.module("src/a.js", 600, chunk="main", entry=True)
    built.module("src/b.js", 300, chunk="main")
    found = built.study().compressed
    assert found.is_known
    assert found.gzip_bytes.tolist() == [300]
    assert found.gzip_of_module.tolist() == pytest.approx([200, 100])


def test_nothing_is_known() -> None:
    built = BundleBuilder()
    built.chunk("main", initial=True)
    built.module("src/a.js", 600, chunk="main", entry=True)
    found = built.study().compressed
    assert not found.is_known
    assert found.gzip_bytes.tolist() == [-1]
    assert found.gzip_of_module.tolist() == [0]


@pytest.mark.parametrize("data", [b"", b"a", b"abc" * 1000])
def test_codecs(data: bytes) -> None:
    stream = zlib.compressobj(9, wbits=31)
    assert gzip_size(data) == len(stream.compress(data) + stream.flush())
    assert 0 < brotli_size(data) <= len(data) + 8
    assert 0 < zstd_size(data) <= len(data) + 16
    assert gzip_size(data) == gzip_size(bytes(data))
