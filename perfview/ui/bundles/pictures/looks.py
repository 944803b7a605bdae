"""What boxes of a bundle look like beside their colour: unknown, never run, found, beside the
question."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.measures.totals import package_totals
from perfview.bundles.study import Study
from perfview.kernels import raster
from perfview.ui.bundles.pictures.outline import Kind
from perfview.ui.bundles.pictures.tree import Tree
from perfview.ui.bundles.pictures.words import BundleWords

_Flags = NDArray[np.bool_]


def states_of(
    tree: Tree,
    unused: _Flags | None = None,
    evidence: _Flags | None = None,
    found: _Flags | None = None,
) -> NDArray[np.uint8]:
    """The state of each box, uint8 (k). unused bool (m): modules that never ran; evidence bool (k):
    boxes that a recommendation is about, the others sink; found bool (k): boxes searched for."""
    node = tree.node
    kind, module = tree.outline.kind[node], tree.outline.module[node]
    state = np.full(len(tree), raster.NORMAL, np.uint8)
    state[(kind == Kind.UNEXPLAINED) | (kind == Kind.RUNTIME)] = raster.UNKNOWN
    if unused is not None:
        state[np.append(unused, False)[module]] = raster.STRIPED
    if evidence is not None:
        state[~evidence] = raster.DIM
    if found is not None:
        state[found] = raster.HIT
    return state


def twice(study: Study, tree: Tree) -> list[int]:
    """The boxes of packages of which several copies ship, those of one package side by side."""
    kind, package = tree.outline.kind[tree.node], tree.outline.package[tree.node]
    boxes = np.flatnonzero(kind == Kind.PACKAGE)
    copies = package_totals(study).copies[package[boxes]]
    found: list[int] = boxes[copies > 1].tolist()
    return found


def boxes_of_modules(tree: Tree, modules: NDArray[np.int32]) -> _Flags:
    """The boxes that stand for these modules (int32), bool (k)."""
    module = tree.outline.module[tree.node]
    return np.isin(module, modules) & (module >= 0)


def boxes_of_packages(tree: Tree, packages: NDArray[np.int32]) -> _Flags:
    """The boxes of these packages (rows of `Packages`, int32) and of all in them, bool (k)."""
    package = tree.outline.package[tree.node]
    return np.isin(package, packages) & (package >= 0)


def box_of(tree: Tree, *, module: int, package: int, chunk: int, asset: int) -> int:
    """The heaviest box of a module, else of a file, a package or a chunk (-1 for none); -1 where it
    has none."""
    outline = tree.outline
    for column, wanted, kind in (
        (outline.module, module, Kind.MODULE),
        (outline.asset, asset, Kind.FILE),
        (outline.package, package, Kind.PACKAGE),
        (outline.chunk, chunk, Kind.CHUNK),
    ):
        if wanted >= 0:
            of = tree.node
            boxes = np.flatnonzero((column[of] == wanted) & (outline.kind[of] == kind))
            return int(boxes[np.argmax(tree.weight[boxes])]) if len(boxes) else -1
    return -1


def boxes_like(tree: Tree, words: BundleWords, text: str) -> _Flags:
    """Which boxes have a text in their title, modules in their path (case ignored), bool (k). That
    a path leads through ``node_modules`` does not count: most do."""
    wanted = text.strip().casefold()
    found = np.fromiter((wanted in name for name in words.searched), np.bool_, len(tree))
    found[0] = False
    return found
