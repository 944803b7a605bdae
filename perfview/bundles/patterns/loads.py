"""How much code entries and chunks load: JavaScript and styles, as written."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.measures.weighing import file_sizes
from perfview.bundles.model import SCRIPT, STYLE_SHEET
from perfview.bundles.study import Study


@dataclass(frozen=True)
class Load:
    """What one entry or chunk loads: its name, the files (rows of `Assets`, int32), bytes of
    JavaScript and of styles. chunk: its row in `Chunks`, -1 for an entry."""

    name: str
    assets: NDArray[np.int32]
    script: int
    style: int
    chunk: int = -1

    @property
    def bytes(self) -> int:
        """All of it."""
        return self.script + self.style


def entry_loads(study: Study) -> list[Load]:
    """What each entry loads at start, the heaviest first. Where the stats name no entries, all that
    loads at start is one."""
    model = study.model
    found = []
    for entry, name in enumerate(model.entry_name.tolist()):
        chunks = model.entry_chunks.right[model.entry_chunks.left == entry]
        assets = np.unique(model.chunk_assets.right[np.isin(model.chunk_assets.left, chunks)])
        found.append(_load(study, model.strings[name], assets.astype(np.int32)))
    if not any(len(load.assets) for load in found):
        initial = np.flatnonzero(study.weights.is_initial).astype(np.int32)
        found = [_load(study, "The page", initial)] if len(initial) else []
    return sorted(found, key=lambda load: (-load.bytes, load.name))


def chunk_loads(study: Study) -> list[Load]:
    """What each chunk loads, the heaviest first. Where the stats name no files, sizes of its
    modules; where they name no chunks, each file is one."""
    model = study.model
    if not len(model.chunks):
        files = np.flatnonzero(np.isin(model.assets.kind, (SCRIPT, STYLE_SHEET)))
        each = [_load(study, model.strings[model.assets.name[a]], _one(a)) for a in files.tolist()]
        return sorted(each, key=lambda load: (-load.bytes, load.name))
    weights, found = study.weights, []
    for chunk, name in enumerate(model.chunks.name.tolist()):
        assets = np.unique(model.chunk_assets.right[model.chunk_assets.left == chunk])
        load = _load(study, model.strings[name], assets.astype(np.int32), chunk)
        if not len(assets):
            held = int(weights.bytes[weights.chunk == chunk].sum())
            load = Load(load.name, load.assets, held, 0, chunk)
        found.append(load)
    return sorted(found, key=lambda load: (-load.bytes, load.name))


def _one(asset: int) -> NDArray[np.int32]:
    return np.array([asset], np.int32)


def _load(study: Study, name: str, assets: NDArray[np.int32], chunk: int = -1) -> Load:
    kinds, sizes = study.model.assets.kind[assets], np.maximum(file_sizes(study)[assets], 0)
    script, style = sizes[kinds == SCRIPT].sum(), sizes[kinds == STYLE_SHEET].sum()
    code = assets[(kinds == SCRIPT) | (kinds == STYLE_SHEET)]
    return Load(name, code, int(script), int(style), chunk)


def heaviest(study: Study, assets: NDArray[np.int32], most: int = 3) -> list[tuple[str, int]]:
    """Packages (and own code) that weigh most in these files, with their bytes."""
    weights, model = study.weights, study.model
    inside = np.isin(weights.asset, assets) & (weights.module >= 0)
    package = model.modules.package[weights.module[inside]]
    sums = np.bincount(package + 1, weights.bytes[inside], len(model.packages) + 1)
    order = np.argsort(-sums, kind="stable")[:most]
    names = ["own code"] + [model.strings[n] for n in model.packages.name.tolist()]
    return [(names[i], int(sums[i])) for i in order.tolist() if sums[i] > 0]
