"""What of a heap is looked at, and its fold: everything or one subtree, all bytes or new ones."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.study import Study
from perfview.ui.heaps.icicle.fold import Fold
from perfview.ui.heaps.icicle.folding import Window
from perfview.ui.heaps.icicle.leaks import leaking
from perfview.ui.heaps.icicle.looks import is_new, kept_of, new_bytes
from perfview.ui.heaps.icicle.trees import Weights, class_fold, dominator_fold

_DEEPEST, _DEEPEST_NEST = 400, 40
"""Levels that are folded: of a long list nobody sees the end; one can go into it."""


class Picture(IntEnum):
    """How it is drawn, in the order of the buttons."""

    DOMINATORS = 0
    CLASSES = 1
    TREEMAP = 2


@dataclass(frozen=True, eq=False)
class Crumb:
    """A subtree one has gone into: what it is called, and its objects, int32."""

    words: str
    nodes: NDArray[np.int32] = field(repr=False)


@dataclass(frozen=True)
class Looking:
    """only_new: bytes that were not there before; only_leaks: of those, bytes that a suspected
    leak keeps alive; crumbs: the way into a subtree."""

    picture: Picture = Picture.DOMINATORS
    only_new: bool = False
    only_leaks: bool = False
    crumbs: tuple[Crumb, ...] = ()

    def gone_in(self, crumb: Crumb) -> Looking:
        """One step further in."""
        return replace(self, crumbs=(*self.crumbs, crumb))

    def gone_out(self, steps: int = 1) -> Looking:
        """So many steps out again."""
        kept = max(0, len(self.crumbs) - steps)
        return replace(self, crumbs=self.crumbs[:kept])

    @property
    def is_by_class(self) -> bool:
        """Whether objects stand by class rather than by who keeps them."""
        return self.picture is Picture.CLASSES


def compares(study: Study) -> bool:
    """Whether there is an earlier snapshot to tell new objects by."""
    return study.baseline is not None and len(study.baseline.graph) > 0


def window_of(study: Study, looking: Looking, parts: int) -> Window:
    """A window on all that is looked at, in which so many parts of it can be told apart."""
    weights = _weights(study, looking)
    if looking.is_by_class:
        whole = int(weights.every.sum())
    else:
        whole, _ = weights.of(_tops(study, looking))
    deepest = _DEEPEST_NEST if looking.picture is Picture.TREEMAP else _DEEPEST
    return Window(least=max(1, whole // parts), deepest=deepest)


def fold_of(study: Study, looking: Looking, window: Window) -> Fold:
    """Fold what is looked at. Takes a tenth of a second for a million objects in boxes."""
    weights = _weights(study, looking)
    if looking.is_by_class:
        return class_fold(study, weights, window)
    return dominator_fold(study, _tops(study, looking), weights, window)


def _tops(study: Study, looking: Looking) -> NDArray[np.int32]:
    if looking.crumbs:
        return looking.crumbs[-1].nodes
    return np.array([study.graph.root], np.int32)


def _weights(study: Study, looking: Looking) -> Weights:
    compared = compares(study)
    if looking.is_by_class:
        own, fresh = study.self_bytes, None
        if compared:
            fresh = study.once("ui.new_own", lambda: np.where(is_new(study), own, 0))
        return Weights(fresh if looking.only_new and fresh is not None else own, fresh)
    if not compared:
        return Weights(study.retained_bytes)
    fresh = new_bytes(study)
    if looking.only_leaks:
        leaks = study.once("ui.leaking_bytes", lambda: kept_of(study, leaking(study)))
        return Weights(leaks, leaks)
    return Weights(fresh if looking.only_new else study.retained_bytes, fresh)
