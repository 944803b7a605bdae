"""What groups of functions cost, files, packages: themselves, and with all they call."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.profiles.lens import EVERYTHING, Lens
from perfview.profiles.measures.call_tree import CallTree
from perfview.profiles.measures.outermost import outermost
from perfview.profiles.study import Study


@dataclass(frozen=True)
class GroupTable:
    """Per group: own, total float64 in the metric's unit, count int64 samples that end in it.

    total counts a stack once for a group, however often the group is in it.
    """

    own: NDArray[np.float64]
    total: NDArray[np.float64]
    count: NDArray[np.int64]


def grouped(tree: CallTree, group: NDArray[np.int32], groups: int) -> GroupTable:
    """Sum a tree by groups of functions: group int32, by function and made frame, -1 for none."""
    key = np.take(group, tree.shape.function)
    inside = key >= 0
    top = outermost(tree.shape.parent, inside, key)
    own = np.bincount(key[inside], weights=tree.own[inside], minlength=groups)
    count = np.bincount(key[inside], weights=tree.count[inside], minlength=groups)
    total = np.bincount(key[top], weights=tree.total[top], minlength=groups)
    return GroupTable(np.asarray(own, np.float64), np.asarray(total), count.astype(np.int64))


def by_package(study: Study, lens: Lens = EVERYTHING) -> GroupTable:
    """What each package costs, as `study.packages.names`."""
    packages = study.packages
    return _by(study, lens, packages.of_function, len(packages.names))


def by_file(study: Study, lens: Lens = EVERYTHING) -> GroupTable:
    """What each file costs, by the id of its text."""
    return _by(study, lens, study.model.functions.file, len(study.model.strings))


def _by(study: Study, lens: Lens, group: NDArray[np.int32], groups: int) -> GroupTable:
    tree = study.call_tree(lens)
    made = np.full(len(tree.shape.made), -1, np.int32)
    return grouped(tree, np.concatenate([group, made]), groups)
