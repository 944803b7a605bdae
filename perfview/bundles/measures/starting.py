"""Which chunks and files load at start."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.built.static_imports import loaded_along
from perfview.bundles.model import MAP, SCRIPT, BundleModel

if TYPE_CHECKING:
    from perfview.bundles.study import Study


def starting_chunks(model: BundleModel) -> NDArray[np.bool_]:
    """Chunks that an entry loads, and those that load along with them, bool (c). Where no entry
    says which, those that the bundler calls initial."""
    started = np.zeros(len(model.chunks), np.bool_)
    started[model.entry_chunks.right] = True
    if not started.any():
        started |= model.chunks.is_initial
    along = ~model.chunk_links.is_later
    parent, child = model.chunk_links.parent[along], model.chunk_links.child[along]
    # As deep as chunks are linked at most, and hardly ever more than a few levels.
    while bool((started[parent] & ~started[child]).any()):
        started[child[started[parent]]] = True
    return started


def starting_files(study: Study) -> NDArray[np.bool_]:
    """The files of these chunks, bool (a), maps left out; all of them in stats without chunks.

    What Rollup's plugins write down does not tell which chunk imports which, or not all of it:
    where the files are at hand, their own import statements do, from the files of entries on.
    """
    model = study.model
    files = _files_of(model, starting_chunks(model))
    if model.bundler == "rollup" and model.chunks.is_entry.any():
        is_script = model.assets.kind == SCRIPT
        entries = _files_of(model, model.chunks.is_entry) & is_script
        if all(asset in study.built.by_asset for asset in np.flatnonzero(entries).tolist()):
            files = (files & ~is_script) | loaded_along(study, entries)
    if not len(model.chunks):
        files[:] = True
    files &= model.assets.kind != MAP
    return files


def _files_of(model: BundleModel, chunks: NDArray[np.bool_]) -> NDArray[np.bool_]:
    files = np.zeros(len(model.assets), np.bool_)
    files[model.chunk_assets.right[chunks[model.chunk_assets.left]]] = True
    return files
