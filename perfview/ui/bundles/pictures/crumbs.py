"""The way into a box, kept when modules are put into other boxes."""

from __future__ import annotations

import numpy as np

from perfview.ui.bundles.pictures.outline import Kind, Outline

Crumbs = tuple[tuple[str, int], ...]
"""Words and node of each step in."""

_KEPT = (Kind.PACKAGE, Kind.FOLDER, Kind.OWN)


def carried(crumbs: Crumbs, before: Outline, after: Outline) -> Crumbs:
    """The steps in that another outline has, too: the same packages and folders, each within the
    one before; what is only in one of them (files, for one) is left out."""
    found: list[tuple[str, int]] = []
    for words, node in crumbs:
        above = found[-1][1] if found else 0
        inside = [each for each in _like(node, before, after) if _is_in(after, each, above)]
        # In several files at once: none of them is the one that is meant.
        if len(inside) == 1:
            found.append((words, inside[0]))
    return tuple(found)


def _like(node: int, before: Outline, after: Outline) -> list[int]:
    """The nodes of an outline that are what one of another is."""
    kind, path = Kind(int(before.kind[node])), before.path[node]
    if kind not in _KEPT:
        return []
    same = (after.kind == kind) & (after.package == before.package[node])
    return [each for each in np.flatnonzero(same).tolist() if after.path[each] == path]


def _is_in(outline: Outline, node: int, above: int) -> bool:
    while node > above:
        node = int(outline.parent[node])
    return node == above
