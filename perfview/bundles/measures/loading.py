"""Who loads whom: the import graph as it holds at run time, what loads at start, and what each
module alone brings in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.model import LATER, URL, Imports
from perfview.kernels.bit_rows import bits_of, flags_of, no_bits
from perfview.kernels.depth_first import Walker
from perfview.kernels.dominating import immediate_dominators
from perfview.kernels.flooding import flood
from perfview.kernels.preorders import lay_out, subtree_sums
from perfview.kernels.transposing import transpose

if TYPE_CHECKING:
    from perfview.bundles.study import Study


@dataclass(frozen=True)
class Edges:
    """The imports that hold: source, target int32 (e), is_later bool (e): the target loads when it
    is asked for. At most one row a pair and kind of loading; a module that imports itself, URLs and
    imports that the bundler left out have none."""

    source: NDArray[np.int32]
    target: NDArray[np.int32]
    is_later: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.source)


@dataclass(frozen=True)
class Reached:
    """at_start bool (m): loaded along with an entry; at_all bool (m): loaded by something at some
    time."""

    at_start: NDArray[np.bool_]
    at_all: NDArray[np.bool_]


@dataclass(frozen=True)
class Loading:
    """edges, the entries' modules int32, and what they reach."""

    edges: Edges
    entries: NDArray[np.int32]
    reached: Reached


@dataclass(frozen=True)
class Dominated:
    """parent int32 (m): the one module without which this one would not load, -1 for the entries
    themselves, what several bring in, and what does not load; retained_bytes int64 (m): shipped
    bytes that would go with the module, its own among them; retained_count int32 (m)."""

    parent: NDArray[np.int32]
    retained_bytes: NDArray[np.int64]
    retained_count: NDArray[np.int32]


def loading(study: Study) -> Loading:
    """The graph of a build. Where the stats hold no entries, modules that nobody imports are."""
    modules = study.model.modules
    edges = edges_of(study.model.imports)
    entries = np.flatnonzero(modules.is_entry).astype(np.int32)
    if not len(entries):
        imported = np.zeros(len(modules), np.bool_)
        imported[edges.target] = True
        entries = np.flatnonzero(~imported).astype(np.int32)
    return Loading(edges, entries, reach(edges, entries, len(modules)))


def edges_of(imports: Imports) -> Edges:
    """The imports that hold, each pair once a kind of loading, by source and target."""
    holds = imports.is_active & (imports.kind != URL) & (imports.source != imports.target)
    source, target = imports.source[holds], imports.target[holds]
    later = np.isin(imports.kind[holds], LATER)
    return distinct(Edges(source, target, later))


def distinct(edges: Edges) -> Edges:
    """The same edges, each once, by source, target and kind of loading."""
    rows = np.lexsort((edges.is_later, edges.target, edges.source))
    source, target, later = edges.source[rows], edges.target[rows], edges.is_later[rows]
    new = np.ones(len(rows), np.bool_)
    new[1:] = (source[1:] != source[:-1]) | (target[1:] != target[:-1]) | (later[1:] != later[:-1])
    return Edges(source[new], target[new], later[new])


def reach(edges: Edges, entries: NDArray[np.int32], modules: int) -> Reached:
    """What `entries` load over these edges."""
    along = ~edges.is_later
    at_start = _flooded(edges.source[along], edges.target[along], entries, modules)
    return Reached(at_start, _flooded(edges.source, edges.target, entries, modules))


def _flooded(
    source: NDArray[np.int32], target: NDArray[np.int32], starts: NDArray[np.int32], modules: int
) -> NDArray[np.bool_]:
    first, to = _by_source(source, target, modules)
    reached = flood(first, to, no_bits(len(to)), starts)
    return flags_of(reached, modules).view(np.bool_)


def _by_source(
    source: NDArray[np.int32], target: NDArray[np.int32], nodes: int
) -> tuple[NDArray[np.uint32], NDArray[np.int32]]:
    """Edges as rows of a table by source: first uint32 (nodes + 1), target int32."""
    order = np.argsort(source, kind="stable")
    first = np.zeros(nodes + 1, np.uint32)
    first[1:] = np.cumsum(np.bincount(source, minlength=nodes))
    return first, target[order]


def dominated(study: Study, *, at_start: bool) -> Dominated:
    """Who alone brings in what, by semi-NCA over the edges that load along (`at_start`), or all."""
    edges, entries = study.loading.edges, study.loading.entries
    weights = study.weights.at_start if at_start else study.weights.of_module
    m = len(study.model.modules)
    kept = ~edges.is_later if at_start else np.ones(len(edges), np.bool_)
    # One more node leads to every entry, so that there is a single root.
    source = np.append(edges.source[kept], np.full(len(entries), m, np.int32))
    target = np.append(edges.target[kept], entries)
    first, to = _by_source(source, target, m + 1)
    chosen = bits_of(np.ones(len(to), np.bool_))
    walker = Walker(first, to, chosen)
    walker.go(np.array([m], np.int32), 0)
    reached, walk = walker.reached, walker.walk
    rest = np.flatnonzero(walk.number == 0)
    walk.number[rest] = np.arange(reached + 1, m + 2)
    walk.vertex[reached + 1 :] = rest
    is_reached = walk.number <= reached
    into, by = transpose(first, to, chosen)
    parent = immediate_dominators(walk, reached, into, by)
    tree = lay_out(parent, walk.vertex[1:])
    own = np.append(weights, 0) * is_reached
    retained = subtree_sums(parent, tree[0], own.astype(np.int64))
    above = np.where(is_reached & (parent != m), parent, -1)[:m]
    return Dominated(above.astype(np.int32), retained[:m], tree[2][:m])
