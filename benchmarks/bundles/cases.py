"""Builds with fixes of known savings: those of the corpus, and those built anew."""

from __future__ import annotations

import gzip
import json
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus" / "bundles"

_STATS = {
    "webpack": "webpack.full.json.gz",
    "rspack": "rspack.full.json.gz",
    "esbuild": "esbuild.metafile.json.gz",
    "vite": "vite8.visualizer.json.gz",
}
_BUILT = {"vite": "vite8"}


@dataclass(frozen=True)
class Fix:
    """A fix: the changes that stand for it (kind and what, as `perfview what-if` takes them), and
    its true change of each metric in bytes. is_range: it is a change of the source as well."""

    name: str
    changes: tuple[tuple[str, str], ...]
    true: dict[str, int]
    is_range: bool


@dataclass(frozen=True)
class Case:
    """A build: its statistics with the built files beside them, its sizes, and fixes."""

    bundler: str
    stats: Path
    before: dict[str, int]
    fixes: tuple[Fix, ...]


def corpus_cases(space: Path) -> Iterator[Case]:
    """The recorded builds, unpacked into `space` as a bundler would leave them; none where the
    corpus is not at hand."""
    if not (CORPUS / "expected.json").exists():
        return
    expected = json.loads((CORPUS / "expected.json").read_text("utf-8"))
    for bundler, name in _STATS.items():
        folder = space / bundler
        folder.mkdir()
        stats = folder / name.removesuffix(".gz")
        stats.write_bytes(gzip.decompress((CORPUS / "base" / name).read_bytes()))
        with tarfile.open(CORPUS / "base" / f"{_BUILT.get(bundler, bundler)}.dist.tar.xz") as built:
            built.extractall(folder / "dist", filter="data")
        fixes = [
            Fix(fix, _changes(told, fix), told["true"][bundler], _is_range(told))
            for fix, told in expected["fixes"].items()
            if bundler in told["true"]
        ]
        yield Case(bundler, stats, expected["builds"][bundler]["sizes"], tuple(fixes))


def _changes(told: dict[str, Any], fix: str) -> tuple[tuple[str, str], ...]:
    """The changes of a fix as somebody would ask for them: packages and barrels by name, without
    a word on who uses what of them."""
    return tuple(_change(op, fix) for op in told["graph_edit"]["ops"])


def _change(op: list[Any], fix: str) -> tuple[str, str]:
    kind, first, second = op
    if kind == "redirect":
        return "dedupe", first.rpartition("node_modules/")[2]
    if kind == "bypass":
        return ("free" if "sideeffects" in fix else "bypass"), first
    return kind, f"{first}\n{second}"


def _is_range(told: dict[str, Any]) -> bool:
    """A package whose inner imports are cut is not cut there but asked for in another way, by new
    code: a change of the source."""
    return any(
        kind == "cut" and "node_modules/" not in first and "/lib/" in first
        for kind, first, _ in told["graph_edit"]["ops"]
    )


def rebuilt_cases(folder: Path) -> Iterator[Case]:
    """Builds that `benchmarks.bundles.rebuilding` left: a folder a bundler with ``case.json``."""
    for place in sorted(folder.glob("*/case.json")):
        told = json.loads(place.read_text("utf-8"))
        fixes = tuple(
            Fix(f["name"], tuple(map(tuple, f["changes"])), f["true"], f["is_range"])
            for f in told["fixes"]
        )
        yield Case(told["bundler"], place.parent / told["stats"], told["before"], fixes)
