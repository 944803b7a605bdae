"""Chunks and what leads from one to another: which are drawn, what asks for each, what they
share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.measures.totals import chunk_totals
from perfview.bundles.model import LATER
from perfview.bundles.searching.wording import short
from perfview.bundles.study import Study
from perfview.ui.bundles.colouring import OWN_WORDS

_HALF = 0.5
MOST_CHUNKS = 48
"""Beyond this many a layered picture is no longer read: only the heaviest are drawn."""


@dataclass(frozen=True)
class ChunkGraph:
    """nodes: chunks int32; source, target int32, is_later bool (k): links among them."""

    nodes: NDArray[np.int32]
    source: NDArray[np.int32]
    target: NDArray[np.int32]
    is_later: NDArray[np.bool_]


@dataclass(frozen=True)
class Shared:
    """What a chunk has in common with others: chunk int32 (k), the most bytes first; modules,
    bytes int64 (k) of the modules that stand in both."""

    chunk: NDArray[np.int32]
    modules: NDArray[np.int64]
    bytes: NDArray[np.int64]


def chunk_graph(study: Study) -> ChunkGraph:
    """The chunks worth drawing: those that load at start, then the heaviest."""
    chunks, links = study.model.chunks, study.model.chunk_links
    weight = chunk_totals(study).bytes
    order = np.lexsort((-weight, ~chunks.is_initial))
    nodes = np.sort(order[:MOST_CHUNKS]).astype(np.int32)
    kept = np.isin(links.parent, nodes) & np.isin(links.child, nodes)
    kept &= links.parent != links.child
    pair = np.unique(
        np.stack([links.parent[kept], links.child[kept], links.is_later[kept]], axis=1), axis=0
    )
    return ChunkGraph(
        nodes,
        pair[:, 0].astype(np.int32),
        pair[:, 1].astype(np.int32),
        pair[:, 2].astype(np.bool_),
    )


def shared_with(study: Study, chunk: int) -> Shared:
    """The other chunks in which modules of this one stand as well."""
    weights, count = study.weights, len(study.model.chunks)
    own = np.unique(weights.module[weights.chunk == chunk])
    also = np.isin(weights.module, own) & (weights.chunk >= 0) & (weights.chunk != chunk)
    pair = np.unique(weights.chunk[also].astype(np.int64) << 32 | weights.module[also])
    modules = np.bincount(pair >> 32, minlength=count)
    size = np.bincount(weights.chunk[also], weights.bytes[also], count).astype(np.int64)
    found = np.flatnonzero(modules)
    found = found[np.argsort(-size[found], kind="stable")]
    return Shared(found.astype(np.int32), modules[found].astype(np.int64), size[found])


def loaded_words(study: Study) -> list[str]:
    """When each chunk loads, in words: ``at start``, ``import() in src/App.jsx +2``, ``later``;
    worked out once."""
    return study.once("ui.chunks_loaded", lambda: _loaded(study))


def _loaded(study: Study) -> list[str]:
    chunks, imports, placed = study.model.chunks, study.model.imports, study.model.placements
    first = np.full(len(study.model.modules), -1, np.int64)
    known = placed.chunk >= 0
    later = np.flatnonzero(np.isin(imports.kind, LATER) & imports.is_active)
    askers: dict[int, list[int]] = {}
    first[placed.module[known]] = placed.chunk[known]
    for row in later.tolist():
        chunk = int(first[imports.target[row]])
        source = int(imports.source[row])
        if chunk >= 0 and source not in askers.setdefault(chunk, []):
            askers[chunk].append(source)
    return [_words(study, askers.get(chunk, []), chunk) for chunk in range(len(chunks))]


def _words(study: Study, askers: list[int], chunk: int) -> str:
    chunks, links = study.model.chunks, study.model.chunk_links
    if chunks.is_initial[chunk]:
        return "at start"
    if askers:
        return f"import() in {short(study.name_of(askers[0]))}{_more(askers)}"
    along = links.parent[(links.child == chunk) & ~links.is_later].tolist()
    if along:
        return f"along with {study.model.strings[chunks.name[along[0]]]}{_more(along)}"
    return "later"


def _more(several: list[int]) -> str:
    return f" +{len(several) - 1}" if len(several) > 1 else ""


def mostly(study: Study) -> list[str]:
    """The package, or own code, that makes up half of a chunk or more, "" where none does; worked
    out once."""
    return study.once("ui.chunks_mostly", lambda: _mostly(study))


def _mostly(study: Study) -> list[str]:
    weights, packages = study.weights, study.model.packages
    chunks, p = len(study.model.chunks), len(packages) + 1
    known = weights.chunk >= 0
    package = study.model.modules.package[weights.module[known]]
    cell = weights.chunk[known].astype(np.int64) * p + np.where(package < 0, p - 1, package)
    share = np.bincount(cell, weights.bytes[known], chunks * p).reshape(chunks, p)
    best, total = share.argmax(axis=1), share.sum(axis=1)
    found = []
    for chunk, each in enumerate(best.tolist()):
        is_most = total[chunk] > 0 and share[chunk, each] >= _HALF * total[chunk]
        name = OWN_WORDS if each == p - 1 else study.model.strings[packages.name[each]]
        found.append(name if is_most else "")
    return found
