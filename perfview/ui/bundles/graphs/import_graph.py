"""Which modules and imports are drawn around a module."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.model import LATER, URL
from perfview.bundles.presence.paths import Way, hops_around, sole_imports, ways
from perfview.bundles.study import Study

MOST_NODES = 60
"""Beyond this many a layered picture is no longer read."""
MOST_WAYS = 30
_MOST_ON_WAYS = 22
"""Modules of ways that are drawn, the shortest ways first; the others are in the table alone."""


@dataclass(frozen=True)
class ImportGraph:
    """Modules around one (`focus`) and the imports among them.

    nodes int32; source, target, row int32 (k): one edge a pair, and the import that it stands for,
    a row of `Imports`. is_later, is_shaken bool (k):
    loads when asked for; left out by the bundler. sole: edges without which the focus would not
    load at start, by their places, the nearest to it first. ways: to the focus, shortest first.
    """

    focus: int
    nodes: NDArray[np.int32]
    source: NDArray[np.int32]
    target: NDArray[np.int32]
    row: NDArray[np.int32]
    is_later: NDArray[np.bool_]
    is_shaken: NDArray[np.bool_]
    sole: tuple[int, ...] = ()
    ways: tuple[Way, ...] = ()
    place_of_pair: dict[tuple[int, int], int] = field(default_factory=dict)

    def edges_of(self, way: Way) -> set[int]:
        """The edges that a way goes over, as far as they are drawn."""
        nodes = way.modules.tolist()
        pairs = pairwise(nodes)
        return {self.place_of_pair[pair] for pair in pairs if pair in self.place_of_pair}


def graph_of_ways(study: Study, module: int, *, shaken: bool) -> ImportGraph:
    """Ways from the entries to a module, as many of the shortest as can be read."""
    found = tuple(ways(study, module, MOST_WAYS))
    nodes = [module]
    for at, way in enumerate(found):
        new = [each for each in way.modules.tolist()[::-1] if each not in nodes]
        if not at or len(nodes) + len(new) <= _MOST_ON_WAYS:
            nodes += new[:MOST_NODES]
    return _graph(study, module, np.array(nodes, np.int32), found, shaken=shaken, among_ways=True)


def graph_around(study: Study, module: int, hops: int, *, shaken: bool) -> ImportGraph:
    """What is within so many imports of a module, either way."""
    nodes = hops_around(study, module, hops, hops, MOST_NODES)
    found = tuple(ways(study, module, MOST_WAYS))
    return _graph(study, module, nodes, found, shaken=shaken, among_ways=False)


def _graph(
    study: Study,
    module: int,
    nodes: NDArray[np.int32],
    found: tuple[Way, ...],
    *,
    shaken: bool,
    among_ways: bool,
) -> ImportGraph:
    imports = study.model.imports
    if shaken:
        nodes = _with_shaken_importers(study, module, nodes)
    inside = np.isin(imports.source, nodes) & np.isin(imports.target, nodes)
    inside &= (imports.source != imports.target) & (imports.kind != URL)
    rows = np.flatnonzero(inside if shaken else inside & imports.is_active)
    later = np.isin(imports.kind[rows], LATER)
    left_out = ~imports.is_active[rows]
    source, target = imports.source[rows], imports.target[rows]
    order = np.lexsort((rows, later, left_out, target, source))
    rows = rows[order]
    pair = (imports.source[rows].astype(np.int64) << 32) | imports.target[rows]
    _, first = np.unique(pair, return_index=True)
    rows = rows[first].astype(np.int32)
    if among_ways:
        kept = _on_ways(imports.source[rows], imports.target[rows], found)
        kept |= ~imports.is_active[rows] & (imports.target[rows] == module)
        rows = rows[kept]
    source, target = imports.source[rows], imports.target[rows]
    pairs = {each: at for at, each in enumerate(zip(source.tolist(), target.tolist(), strict=True))}
    ends = [(int(imports.source[row]), int(imports.target[row])) for row in
            sole_imports(study, module)]  # fmt: skip
    return ImportGraph(
        module,
        nodes,
        source,
        target,
        rows.astype(np.int32),
        np.isin(imports.kind[rows], LATER),
        ~imports.is_active[rows],
        tuple(pairs[each] for each in ends if each in pairs),
        found,
        pairs,
    )


def _on_ways(
    source: NDArray[np.int32], target: NDArray[np.int32], found: tuple[Way, ...]
) -> NDArray[np.bool_]:
    """Which edges are part of a way: others among the same modules would only be in the way."""
    pairs: set[tuple[int, int]] = set()
    for way in found:
        nodes = way.modules.tolist()
        pairs.update(pairwise(nodes))
    edges = zip(source.tolist(), target.tolist(), strict=True)
    return np.array([each in pairs for each in edges], np.bool_)


def _with_shaken_importers(
    study: Study, module: int, nodes: NDArray[np.int32]
) -> NDArray[np.int32]:
    imports = study.model.imports
    more = np.unique(imports.source[~imports.is_active & (imports.target == module)])
    more = more[~np.isin(more, nodes)][: max(MOST_NODES - len(nodes), 0)]
    return np.concatenate((nodes, more)).astype(np.int32)
