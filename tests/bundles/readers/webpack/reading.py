"""Stats read for tests: shipped ones by name, and ones made by hand."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

from perfview.bundles.model import IMPORT_KINDS, BundleModel
from perfview.bundles.readers.webpack.reading import read_stats
from perfview.bundles.soundness import is_sound_model
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

STATS = Path(__file__).parent / "stats"
CORPUS = Path(__file__).parents[5] / "shared" / "corpus" / "bundles"


def content(name: str) -> bytes:
    """Shipped stats of a small shop: written by webpack 4, webpack 5 and Rspack themselves."""
    return gzip.decompress((STATS / f"{name}.json.gz").read_bytes())


def read(data: bytes | dict[str, Any]) -> tuple[BundleModel, ImportReport]:
    """The model and the report; the model is sound."""
    raw = data if isinstance(data, bytes) else json.dumps(data).encode()
    found, report = read_stats(Source.from_bytes(raw), Progress())
    assert is_sound_model(found)
    return found, report


def names(found: BundleModel) -> list[str]:
    """What the modules are called."""
    return [found.strings[number] for number in found.modules.name.tolist()]


def row(found: BundleModel, name: str) -> int:
    """The module of that name."""
    return names(found).index(name)


def edges(found: BundleModel, *, active: bool | None = None) -> set[tuple[str, str, str]]:
    """Importer, kind of import and what is imported; only those that hold, or do not."""
    called, imports = names(found), found.imports
    return {
        (called[source], IMPORT_KINDS[kind], called[target])
        for source, target, kind, holds in zip(
            imports.source.tolist(),
            imports.target.tolist(),
            imports.kind.tolist(),
            imports.is_active.tolist(),
            strict=True,
        )
        if active is None or holds == active
    }


def placed(found: BundleModel) -> dict[str, set[str]]:
    """The modules in each chunk, by the chunk's name."""
    called, places = names(found), found.placements
    held: dict[str, set[str]] = {}
    for module, chunk in zip(places.module.tolist(), places.chunk.tolist(), strict=True):
        held.setdefault(found.strings[found.chunks.name[chunk]], set()).add(called[module])
    return held


def module(path: str, **further: Any) -> dict[str, Any]:
    """A module as webpack 5 writes it."""
    return {
        "type": "module",
        "moduleType": "javascript/auto",
        "identifier": f"/p/{path}",
        "name": f"./{path}",
        "size": 100,
        "chunks": [0],
        "reasons": [],
    } | further


def reason(path: str, kind: str, **further: Any) -> dict[str, Any]:
    """A reason by which another module asks."""
    return {
        "moduleIdentifier": f"/p/{path}",
        "resolvedModuleIdentifier": f"/p/{path}",
        "type": kind,
        "active": True,
        "userRequest": "./x",
        "loc": "3:0-20",
    } | further
