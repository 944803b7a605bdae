"""Builds as the engine opens them, for tests: recorded samples, and the corpus where it is.

``small_shop`` is an app of four packages, built by webpack 5 and esbuild; its oracle has what
source-map-explorer, webpack-bundle-analyzer and Node's zlib say of the same files.
"""

from __future__ import annotations

import gzip
import json
import shutil
import tarfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from perfview.bundles.built.furnishing import furnished
from perfview.bundles.measures.weighing import file_sizes
from perfview.bundles.model import MAP
from perfview.bundles.study import Study
from perfview.engine.identify import identify
from perfview.recording.progress import Progress
from perfview.recording.source import Source

SAMPLES = Path(__file__).parent / "samples"
CORPUS = Path(__file__).parents[3].parent / "shared" / "corpus" / "bundles"


def opened(path: Path, given: Sequence[Path] = ()) -> Study:
    """A build with what stands beside it."""
    source = Source(path)
    model, report = identify(source, "bundles").reader.read(source, Progress())
    return furnished(Study(model, report, source), given)


def unpacked(name: str, folder: Path) -> Path:
    """A sample's files in a folder; the path of its stats."""
    with zipfile.ZipFile(SAMPLES / f"small_shop.{name}.zip") as archive:
        archive.extractall(folder)
    return folder / ("stats.json" if name == "webpack" else "meta.json")


def oracle() -> Any:
    """What other tools say of the sample."""
    return json.loads((SAMPLES / "small_shop.oracle.json").read_text())


def corpus(name: str, dist: str, folder: Path) -> Study:
    """A build of the corpus with its built files; skips where the corpus is not at hand."""
    packed = CORPUS / "base" / f"{name}.json.gz"
    if not packed.exists():
        pytest.skip("the corpus is not at hand")
    stats = folder / f"{name}.json"
    with gzip.open(packed) as source, stats.open("wb") as target:
        shutil.copyfileobj(source, target)
    with tarfile.open(CORPUS / "base" / f"{dist}.dist.tar.xz") as archive:
        archive.extractall(folder / "dist", filter="data")
    return opened(stats)


def file_names(study: Study) -> dict[str, int]:
    """Rows of `Assets` by name."""
    return {study.model.strings[name]: row for row, name in enumerate(study.model.assets.name)}


def in_file(study: Study, asset: int) -> dict[str, int]:
    """Bytes of each module in a file."""
    weights = study.weights
    rows = np.flatnonzero(weights.asset == asset)
    names = [study.name_of(module) for module in weights.module[rows]]
    return dict(zip(names, weights.bytes[rows].tolist(), strict=True))


def adds_up(study: Study) -> bool:
    """Whether modules and what is unexplained are the whole of each file, and likewise gzip."""
    weights, sizes, packed = study.weights, file_sizes(study), study.compressed
    held, a = weights.asset >= 0, len(sizes)
    raw = np.bincount(weights.asset[held], weights.bytes[held], a) + weights.unexplained
    parts = np.bincount(weights.asset[held], packed.gzip_of_row[held], a) + packed.unexplained
    told = (sizes >= 0) & (study.model.assets.kind != MAP)
    known = told & (packed.gzip_bytes >= 0)
    is_whole = bool((raw[told] == sizes[told]).all())
    return is_whole and np.allclose(parts[known], packed.gzip_bytes[known])
