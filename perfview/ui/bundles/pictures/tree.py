"""An outline weighed: boxes in boxes, the heaviest first; folders that hold one thing are one with
it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.ui.bundles.pictures.outline import NONE, TOP, Kind, Outline
from perfview.ui.canvas.levels import Levels


@dataclass(frozen=True)
class Tree(Levels):
    """k boxes, level by level, siblings side by side, the heaviest first; box 0 is over all.

    node int32: of `outline`; parent int32, -1 for box 0; first int64 (k + 1): the boxes below box i
    are first[i]:first[i + 1]; depth int32; start, weight float64: where it begins among everything
    and what it weighs, bytes; base int32: the node whose path names in it are told from: its own,
    or that of the only folder in it, which is one with it.
    """

    outline: Outline
    node: NDArray[np.int32]
    parent: NDArray[np.int32]
    first: NDArray[np.int64]
    depth: NDArray[np.int32]
    start: NDArray[np.float64]
    weight: NDArray[np.float64]
    base: NDArray[np.int32]

    @property
    def whole(self) -> float:
        """What everything weighs, bytes."""
        return float(self.weight[TOP])

    def below(self, chosen: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """These boxes (bool (k)) and all in them."""
        found = chosen.copy()
        for low, high in self._spans():
            found[low:high] |= found[self.parent[low:high]]
        return found

    def around(self, chosen: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """These boxes (bool (k)) and all that they are in."""
        found = chosen.copy()
        for low, high in reversed(self._spans()):
            found[self.parent[low:high][found[low:high]]] = True
        return found

    def _spans(self) -> list[tuple[int, int]]:
        """From which to which box each level but the first is."""
        ends = np.searchsorted(self.depth, np.arange(1, self.levels + 1))
        return [(int(ends[i]), int(ends[i + 1])) for i in range(len(ends) - 1)]


def tree_of(outline: Outline, of_leaf: NDArray[np.float64], root: int = TOP) -> Tree:
    """The boxes of what weighs anything below `root`, a node. of_leaf float64 (n): what leaves
    weigh, 0 elsewhere; changed to what everything weighs."""
    level = _levels(outline.parent)
    weight = _summed(outline.parent, level, of_leaf)
    above, base = _without_links(outline, weight, level, root)
    chosen = np.flatnonzero(above != _OUTSIDE).astype(np.int32)
    return _sorted(outline, chosen, above, weight, base)


_OUTSIDE = -2
"""What a node without a box has instead of the node its box is in."""


def _levels(parent: NDArray[np.int32]) -> list[NDArray[np.int64]]:
    """The nodes of each level."""
    depth = np.zeros(len(parent), np.int32)
    # A node stands after the one it is in: as many turns as there are levels settle all.
    above = parent.copy()
    while (above >= 0).any():
        depth += above >= 0
        above = np.where(above >= 0, parent[above], NONE)
    order = np.argsort(depth, kind="stable")
    return np.split(order, np.cumsum(np.bincount(depth))[:-1])


def _summed(
    parent: NDArray[np.int32], levels: list[NDArray[np.int64]], of_leaf: NDArray[np.float64]
) -> NDArray[np.float64]:
    """What nodes weigh with all in them."""
    weight = of_leaf.copy()
    for nodes in reversed(levels[1:]):
        weight += np.bincount(parent[nodes], weight[nodes], len(weight))
    return weight


def _without_links(
    outline: Outline,
    weight: NDArray[np.float64],
    levels: list[NDArray[np.int64]],
    root: int,
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The node over each that has a box, int32 (n), -1 over `root`: without what weighs nothing,
    without folders that hold one thing or are the only one in a package; `_OUTSIDE` for what has no
    box. And the node that names in each are told from, int32 (n)."""
    parent, kind = outline.parent, outline.kind
    weighs = weight > 0
    counted = weighs & (parent >= 0)
    number = np.bincount(parent[counted], minlength=len(parent))
    holds_folder = np.zeros(len(parent), np.bool_)
    holds_folder[parent[counted & (kind == Kind.FOLDER)]] = True
    one = number == 1
    # A package stays where it holds one module; own code is one with its only folder.
    link = one & ((kind == Kind.FOLDER) | ((kind == Kind.OWN) & holds_folder))
    only = one[parent] & (kind == Kind.FOLDER) & (kind[parent] == Kind.PACKAGE) & (parent >= 0)
    link |= only
    link[root] = False
    above = np.full(len(parent), _OUTSIDE, np.int32)
    above[root] = NONE
    via = np.full(len(parent), _OUTSIDE, np.int32)
    via[root] = root
    base = np.arange(len(parent), dtype=np.int32)
    for nodes in levels[1:]:
        inside = nodes[weighs[nodes] & (via[parent[nodes]] >= 0) & (nodes != root)]
        above[inside] = np.where(link[inside], _OUTSIDE, via[parent[inside]])
        via[inside] = np.where(link[inside], via[parent[inside]], inside)
        merged = inside[only[inside] & link[inside] & (number[inside] > 1)]
        base[via[merged]] = merged
    return above, base


def _sorted(
    outline: Outline,
    chosen: NDArray[np.int32],
    above: NDArray[np.int32],
    weight: NDArray[np.float64],
    base: NDArray[np.int32],
) -> Tree:
    """Number the boxes level by level, the heaviest of siblings first."""
    n = len(outline)
    box_of = np.full(n, NONE, np.int32)
    by_level = _levels(_among(chosen, above))
    node: list[NDArray[np.int32]] = []
    parent: list[NDArray[np.int32]] = []
    counts: list[NDArray[np.int64]] = []
    starts: list[NDArray[np.float64]] = []
    placed = 0
    for number, members in enumerate(by_level):
        nodes = chosen[members]
        over = box_of[above[nodes]] if number else np.full(len(nodes), NONE, np.int32)
        order = np.lexsort((nodes, -weight[nodes], over))
        nodes, over = nodes[order], over[order]
        box_of[nodes] = placed + np.arange(len(nodes))
        if number:
            counts.append(np.bincount(over - placed + len(node[-1]), minlength=len(node[-1])))
            starts.append(_starts(over - placed + len(node[-1]), weight[nodes], starts[-1]))
        else:
            starts.append(np.zeros(1))
        node.append(nodes)
        parent.append(over)
        placed += len(nodes)
    counts.append(np.zeros(len(node[-1]), np.int64))
    first = 1 + np.concatenate(([0], np.cumsum(np.concatenate(counts))))
    depth = np.repeat(np.arange(len(node)), [len(each) for each in node])
    every = np.concatenate(node)
    return Tree(
        outline,
        every.astype(np.int32),
        np.concatenate(parent).astype(np.int32),
        first.astype(np.int64),
        depth.astype(np.int32),
        np.concatenate(starts),
        weight[every],
        base[every],
    )


def _among(chosen: NDArray[np.int32], above: NDArray[np.int32]) -> NDArray[np.int32]:
    """The node over each of the chosen, as a place among them; -1 for the first."""
    place = np.full(len(above), NONE, np.int32)
    place[chosen] = np.arange(len(chosen))
    over = above[chosen]
    return np.where(over >= 0, place[over], NONE).astype(np.int32)


def _starts(
    over: NDArray[np.int32], weight: NDArray[np.float64], starts: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Where boxes begin: one after another from where the box they are in begins."""
    before = np.cumsum(weight) - weight
    new = np.flatnonzero(np.diff(over, prepend=NONE))
    return before - np.repeat(before[new], np.diff(np.append(new, len(over)))) + starts[over]
