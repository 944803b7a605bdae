"""Boxes of a fold by what is typed: a class, a property, a text, ``@id``."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.study import Study
from perfview.ui.heaps.icicle.fold import REST, Fold
from perfview.ui.heaps.icicle.words import Words

_MOST_TITLES = 200_000


def boxes_like(
    study: Study, fold: Fold, words: Words, text: str, *, by_class: bool
) -> NDArray[np.bool_]:
    """Which boxes match, bool (g): their title has the text in it (case ignored), or they stand for
    the object that it numbers."""
    found = np.zeros(len(fold), np.bool_)
    identifier = text.strip().removeprefix("@")
    if text.strip().startswith("@") and identifier.isdigit():
        return _with_id(study, fold, int(identifier), found, by_class=by_class)
    wanted = text.casefold()
    for box in range(min(len(fold), _MOST_TITLES)):
        if fold.kind[box] != REST and wanted in words.title(box).casefold():
            found[box] = True
    return found


def _with_id(
    study: Study, fold: Fold, number: int, found: NDArray[np.bool_], *, by_class: bool
) -> NDArray[np.bool_]:
    nodes = np.flatnonzero(study.graph.nodes.id == number)
    if len(nodes):
        box = box_of(study, fold, int(nodes[0]), by_class=by_class)
        found[box] = box >= 0
    return found


def box_of(study: Study, fold: Fold, node: int, *, by_class: bool) -> int:
    """The box an object stands in, or what keeps it alive when it is too small for one; -1 when it
    is outside what the fold shows."""
    if node < 0:
        return -1
    if by_class:
        is_of = (fold.depth == 2) & (fold.kind == study.classes.of_node[node])
        return int(np.flatnonzero(is_of)[0]) if is_of.any() else -1
    marked = np.zeros(len(study.graph), np.bool_)
    parent = study.dominators.parent
    while node >= 0:
        marked[node] = True
        node = int(parent[node])
    return fold.box_with(marked)
