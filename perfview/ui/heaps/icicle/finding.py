"""Boxes of a fold by what is typed: a class, a property, a text, ``@id``."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.study import Study
from perfview.ui.heaps.colouring import LEGEND
from perfview.ui.heaps.icicle.fold import REST, Fold
from perfview.ui.heaps.icicle.trees import CLASSES, alike, name_of_kind

_SORTS = dict(LEGEND)

_LONGEST = 1000
"""Letters of an object's name that are looked at."""


def boxes_like(study: Study, fold: Fold, text: str, *, by_class: bool) -> NDArray[np.bool_]:
    """Which boxes match, bool (g): what they stand for, or the way there, has the text in its name
    (case ignored), or they stand for the object that it numbers."""
    identifier = text.strip().removeprefix("@")
    if text.strip().startswith("@") and identifier.isdigit():
        return _with_id(study, fold, int(identifier), by_class=by_class)
    wanted = text.strip().casefold()
    found = _like(fold.kind, wanted, lambda kind: name_of_kind(study, kind))
    if by_class:
        sorts = fold.depth == 1
        found[sorts] = _like(fold.kind[sorts], wanted, lambda sort: _SORTS.get(sort, ""))
    else:
        found |= _like(fold.name, wanted, lambda name: study.model.strings[name])
        single = np.flatnonzero(~found & (np.diff(fold.members_first) == 1))
        names = study.graph.nodes.name[fold.node[single]]
        found[single] = _like(names, wanted, lambda name: study.model.strings[name][:_LONGEST])
    found[(fold.kind == REST) | (fold.depth == 0)] = False
    return found


def boxes_alike(study: Study, fold: Fold, node: int, group: int) -> list[int]:
    """The boxes of what is alike to an object (functions: of the same name), else of a class."""
    if node >= 0:
        found = fold.kind == alike(study, np.array([node], np.int32))[0]
    else:
        found = (study.classes.of_node[fold.node] == group) & (fold.kind != REST)
    found[0] = False
    boxes: list[int] = np.flatnonzero(found).tolist()
    return boxes


def _like(number: NDArray[np.int32], wanted: str, words: Callable[[int], str]) -> NDArray[np.bool_]:
    """Of which of these numbers the words have the wanted text in them; each asked for once."""
    each, which = np.unique(number, return_inverse=True)
    found = [value >= 0 and wanted in words(value).casefold() for value in each.tolist()]
    likes: NDArray[np.bool_] = np.array(found, np.bool_)[which.reshape(-1)]
    return likes


def _with_id(study: Study, fold: Fold, number: int, *, by_class: bool) -> NDArray[np.bool_]:
    found = np.zeros(len(fold), np.bool_)
    nodes = np.flatnonzero(study.graph.nodes.id == number)
    if len(nodes):
        node = int(nodes[0])
        group = int(study.classes.of_node[node])
        box = class_box(fold, group) if by_class else box_of(study, fold, node)
        found[box] = box >= 0
    return found


def box_of(study: Study, fold: Fold, node: int) -> int:
    """The box an object stands in where boxes stand by who keeps them, or that of what keeps it
    alive when it is too small for one; -1 when it is outside what the fold shows."""
    parent = study.dominators.parent
    while node >= 0 and fold.box_of[node] < 0:
        node = int(parent[node])
    return int(fold.box_of[node]) if node >= 0 else -1


def class_box(fold: Fold, group: int) -> int:
    """The box of a class in a fold by class, -1 for none."""
    found = np.flatnonzero((fold.depth == CLASSES) & (fold.kind == group) & (group >= 0))
    return int(found[0]) if len(found) else -1
