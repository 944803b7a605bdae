"""Which chunks and files load at start."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.model import MAP, BundleModel


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


def starting_files(model: BundleModel) -> NDArray[np.bool_]:
    """The files of these chunks, bool (a), maps left out; all of them in stats without chunks."""
    files = np.zeros(len(model.assets), np.bool_)
    pairs = model.chunk_assets
    files[pairs.right[starting_chunks(model)[pairs.left]]] = True
    if not len(model.chunks):
        files[:] = True
    files &= model.assets.kind != MAP
    return files
