"""What DevTools says of recorded and of made-up snapshots, where the corpus is at hand."""

from __future__ import annotations

import gzip
import importlib.util
import json
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from perfview.engine.job import Job, Options
from perfview.heaps.study import Study

FOLDER = Path(__file__).parents[2].parent / "shared" / "corpus" / "heaps"
TRUTHS = sorted(path.name[: -len(".json.gz")] for path in (FOLDER / "truth").glob("*.json.gz"))


def opened(path: Path) -> Study:
    """The study of a snapshot on disk."""
    study: Study = Job(path, Options(use_cache=False, analyse=False, kind="heaps")).run().study
    return study


@cache
def recorded(name: str) -> Study:
    """A snapshot of the corpus, ``map_cache.leak.final``."""
    other = FOLDER / "other" / f"{name}.heaptimeline.gz"
    if other.exists():
        return opened(other)
    spec = importlib.util.spec_from_file_location("unpack", FOLDER / "unpack.py")
    assert spec is not None
    assert spec.loader is not None
    unpack = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(unpack)
    packed = FOLDER / "programs" / f"{name.split('.')[0]}.heaps"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.heapsnapshot"
        path.write_bytes(unpack.read(str(packed), only=name)[path.name])
        return opened(path)


@cache
def truth(name: str) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """What DevTools says of a recorded snapshot: sums and lists, and columns by node."""
    told = json.loads(gzip.decompress((FOLDER / "truth" / f"{name}.json.gz").read_bytes()))
    with np.load(FOLDER / "truth" / f"{name}.npz") as columns:
        return told, {each: columns[each] for each in columns.files}


def _made_up() -> dict[str, dict[str, Any]]:
    path = FOLDER / "adversarial" / "devtools.tsv"
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    told = {name: json.loads(text) for name, text in (line.split("\t", 1) for line in lines)}
    return {name: each for name, each in told.items() if "error" not in each}


MADE_UP = _made_up()
"""What DevTools says of each made-up snapshot that it opens."""


def made_up(name: str) -> Study:
    """A made-up snapshot."""
    return opened(next((FOLDER / "adversarial").glob(f"{name}.heapsnapshot*")))
