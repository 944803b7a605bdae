"""Two call trees as one: every way of functions that either has, with the numbers of both."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.stacks import fold_stacks, stand, totals
from perfview.profiles.comparing.matching import Matching
from perfview.profiles.comparing.numbers import Amounts
from perfview.profiles.comparing.sides import Side


@dataclass(frozen=True)
class Half:
    """One profile's numbers on the common paths.

    own, total float64 (p) in the metric's unit; own_spread, spread float64 (p): their variances as
    estimates; path int32 (p of its own tree): the common path each of its paths became; whole: the
    sum of everything; one: what a sample weighs, 0 where nothing was sampled.
    """

    own: NDArray[np.float64]
    total: NDArray[np.float64]
    own_spread: NDArray[np.float64]
    spread: NDArray[np.float64]
    path: NDArray[np.int32]
    whole: float
    one: float

    @property
    def whole_spread(self) -> float:
        """The variance of the sum of everything."""
        return float(self.own_spread.sum())

    def amounts(self, own: bool, *, shares: bool) -> Amounts:
        """The numbers of all paths, as they are or as shares of all, ready to be compared."""
        value, spread = (self.own, self.own_spread) if own else (self.total, self.spread)
        plain = Amounts(value, spread).at_least(self.one)
        return plain.share_of(self.whole, self.whole_spread) if shares else plain


@dataclass(frozen=True)
class DiffTree:
    """The union of two call trees: p paths, parents before children.

    parent int32 (p), -1 for roots; function int32 (p): `Matching`'s indices, from `len(matching)`
    on into `made`; nesting, depth int32 (p) as in `Shape`; before, after: the numbers.
    """

    matching: Matching
    made: list[str]
    parent: NDArray[np.int32]
    function: NDArray[np.int32]
    nesting: NDArray[np.int32]
    depth: NDArray[np.int32]
    before: Half
    after: Half

    def __len__(self) -> int:
        return len(self.parent)

    @property
    def functions(self) -> int:
        """How many functions there are, those made by transforms counted in."""
        return len(self.matching) + len(self.made)

    @property
    def appeared(self) -> NDArray[np.bool_]:
        """Which paths only the profile after has, bool (p)."""
        found: NDArray[np.bool_] = (self.before.total == 0) & (self.after.total != 0)
        return found

    @property
    def vanished(self) -> NDArray[np.bool_]:
        """Which paths only the profile before has, bool (p)."""
        found: NDArray[np.bool_] = (self.before.total != 0) & (self.after.total == 0)
        return found


@dataclass(frozen=True)
class Boxes:
    """start, width float64 (p): boxes of a flame graph, in the metric's unit."""

    start: NDArray[np.float64]
    width: NDArray[np.float64]


def boxes(tree: DiffTree, half: Half, *, together: bool = False) -> Boxes:
    """A flame graph of one half: widths are its totals, heaviest first; paths that it does not have
    get no width. With `together` both halves put siblings in one order (by the larger of the two),
    so that they can be looked at side by side."""
    width = np.maximum(half.total, 0.0)
    weight = np.maximum(tree.before.total, tree.after.total) if together else width
    order = np.argsort(-weight, kind="stable").astype(np.int32)
    return Boxes(stand(tree.parent, order, width), width)


def merge_trees(before: Side, after: Side, matching: Matching) -> DiffTree:
    """Lay both trees onto one; both sides' functions are those of the matching."""
    old, new = before.tree.shape, after.tree.shape
    made = list(dict.fromkeys([*new.made, *old.made]))
    old_function = _common(old.function, matching.of_before, old.made, made, len(matching))
    same = np.arange(matching.after, dtype=np.int32)
    new_function = _common(new.function, same, new.made, made, len(matching))
    # The profile after first: its paths keep their order.
    shifted = np.where(old.parent >= 0, old.parent + np.int32(len(new)), np.int32(-1))
    parent = np.concatenate([new.parent, shifted.astype(np.int32)])
    function = np.concatenate([new_function, old_function])
    above, function, path = fold_stacks(parent, function, expected=max(len(old), len(new)))
    nesting, depth = np.empty((2, len(above)), np.int32)
    for shape, at in ((old, path[len(new) :]), (new, path[: len(new)])):
        # A path has the same functions on its way as it had in its own tree.
        nesting[at], depth[at] = shape.nesting, shape.depth
    return DiffTree(
        matching,
        made,
        above,
        function,
        nesting,
        depth,
        before=_half(before, path[len(new) :], above),
        after=_half(after, path[: len(new)], above),
    )


def _common(
    function: NDArray[np.int32],
    of_model: NDArray[np.int32],
    own_made: list[str],
    made: list[str],
    first: int,
) -> NDArray[np.int32]:
    """A shape's functions as the common ones."""
    extra = np.array([first + made.index(name) for name in own_made], np.int32)
    return np.take(np.concatenate([of_model, extra]), function)


def _half(side: Side, path: NDArray[np.int32], parent: NDArray[np.int32]) -> Half:
    size = len(parent)
    own = np.bincount(path, weights=side.tree.own, minlength=size).astype(np.float64)
    spread = np.bincount(path, weights=side.spread, minlength=size).astype(np.float64)
    total = totals(parent, own)
    return Half(own, total, spread, totals(parent, spread), path.copy(), side.whole, side.one)
