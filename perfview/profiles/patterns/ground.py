"""What shares are shares of: everything a program did, without idleness and the profiler's own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.ancestors import nearest_marked
from perfview.kernels.stacks import totals
from perfview.profiles.lens import Lens
from perfview.profiles.measures.call_tree import CallTree
from perfview.profiles.patterns.call_overhead import overheads, slowed
from perfview.profiles.patterns.locks import locking
from perfview.profiles.patterns.sampling import drawn
from perfview.profiles.patterns.spending import Cost, Spending, spending_of
from perfview.profiles.patterns.waiting import idle_anywhere, idle_leaf, of_profiler
from perfview.profiles.study import Study


@dataclass(frozen=True)
class Ground:
    """A call tree by one metric, cleaned.

    own, total float64 (p), as in `tree`, without what is idle or the profiler's: `profiler` and
    `idle` are those sums. whole: the sum of `own`. samples: how many independent samples `whole`
    stands on, infinite for counted calls. timing float64 (p): what timing each call may have cost
    at most, empty where calls were not timed. slowed: how many times as slow the recorder may have
    made code that makes many calls.
    """

    spending: Spending
    tree: CallTree
    own: NDArray[np.float64]
    total: NDArray[np.float64]
    whole: float
    samples: float
    idle: float
    profiler: float
    timing: NDArray[np.float64]
    slowed: float

    @property
    def parent(self) -> NDArray[np.int32]:
        """The paths' parents, int32 (p)."""
        return self.tree.shape.parent

    @property
    def function(self) -> NDArray[np.int32]:
        """The paths' functions, int32 (p)."""
        return self.tree.shape.function


def ground_of(study: Study, *costs: Cost) -> Ground | None:
    """The ground by the metric that tells of one of these costs (`Cost.TIME` when none is named),
    kept with the study.

    None when the profile has no such metric, when nothing was spent, and when it is the difference
    of two profiles (weights below nothing), of which no shares can be told.
    """
    spending = spending_of(study.model, *(costs or (Cost.TIME,)))
    if spending is None:
        return None
    return study.once(f"ground {spending.metric}", lambda: _ground(study, spending))


def _ground(study: Study, spending: Spending) -> Ground | None:
    is_default = spending.metric == study.model.metrics.default
    tree = study.call_tree(Lens() if is_default else Lens(metric=spending.metric))
    if not len(tree.own) or float(tree.own.min()) < 0 or tree.whole <= 0:
        return None
    if spending.cost is Cost.TIME:
        idle, profiler = _not_the_programs(study, tree)
    else:
        idle = profiler = np.zeros(len(tree.own), np.bool_)
    out = idle | profiler
    own = np.where(out, 0.0, tree.own) if out.any() else tree.own
    whole = float(own.sum())
    if whole <= 0:
        return None
    return Ground(
        spending,
        tree,
        own,
        totals(tree.shape.parent, own) if out.any() else tree.total,
        whole,
        drawn(study.model, spending) * whole / tree.whole,
        float(tree.own[idle].sum()),
        float(tree.own[profiler].sum()),
        overheads(study, tree, spending),
        slowed(study) if spending.cost is Cost.TIME else 1.0,
    )


def _not_the_programs(study: Study, tree: CallTree) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Paths that end idle, and paths that end in the profiler; bool (p) each."""
    shape = tree.shape
    idle = idle_leaf(study)[shape.function]
    idle &= ~below(shape.parent, locking(study)[shape.function])
    idle |= below(shape.parent, idle_anywhere(study)[shape.function])
    # The profiler's entry calls the program: only what ends in the profiler is its own.
    return idle, of_profiler(study)[shape.function] & ~idle


def below(parent: NDArray[np.int32], marked: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which paths are marked or below a marked one, bool (p)."""
    if not marked.any():
        return marked
    return nearest_marked(parent, marked) >= 0
