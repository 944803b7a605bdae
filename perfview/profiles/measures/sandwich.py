"""A function between those that call it and those it calls, and the whole tree upside down."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.inverting import Inverted, invert
from perfview.kernels.refolding import nearest_above
from perfview.kernels.stacks import nest
from perfview.profiles.lens import EVERYTHING, Lens
from perfview.profiles.measures.bottom_up import BottomUp
from perfview.profiles.measures.call_tree import CallTree, Shape, tree_of
from perfview.profiles.measures.outermost import outermost
from perfview.profiles.study import Study
from perfview.profiles.transforms.transform import Change, Transform

LEVELS = 512
"""How many callers an inverted tree shows at most: more than any recorder but perf keeps."""

FINEST = 1 / 4000
"""Ways that weigh less of the whole than this are not followed to their callers: on a picture of
4,000 pixels they are narrower than one."""


@dataclass(frozen=True)
class Neighbours:
    """The functions right above or below one in its stacks, heaviest first.

    function int32, as in `Shape.function`, -1 for none: in stacks that begin with the function;
    total float64 in the metric's unit, count int64 samples: a stack counts once for each pair of
    caller and callee in it, however often it has the pair.
    """

    function: NDArray[np.int32]
    total: NDArray[np.float64]
    count: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.function)


def callers(study: Study, lens: Lens, function: int) -> Neighbours:
    """Who calls a function; -1 is among them where it is the root of stacks."""
    tree = study.call_tree(lens)
    shape = tree.shape
    chosen = shape.function == function
    above = np.append(shape.function, np.int32(-1))[shape.parent]
    return _neighbours(tree, chosen, above)


def callees(study: Study, lens: Lens, function: int) -> Neighbours:
    """Whom a function calls. What it costs itself is in the function table."""
    tree = study.call_tree(lens)
    shape = tree.shape
    above = np.append(shape.function, np.int32(-1))[shape.parent]
    return _neighbours(tree, above == function, shape.function)


def _neighbours(tree: CallTree, chosen: NDArray[np.bool_], key: NDArray[np.int32]) -> Neighbours:
    """Sum the chosen paths by key, those with the same key below one another once."""
    top = outermost(tree.shape.parent, chosen, key)
    neighbour, group = np.unique(key[top], return_inverse=True)
    group, size = group.reshape(-1), len(neighbour)
    total = np.bincount(group, weights=tree.total[top], minlength=size)
    count = np.bincount(group, weights=tree.present[top], minlength=size)
    order = np.argsort(-total, kind="stable")
    order = order[(count[order] > 0) | (total[order] != 0)]
    return Neighbours(neighbour[order], total[order], count[order].astype(np.int64))


def outermost_calls(shape: Shape, function: int) -> NDArray[np.int32]:
    """The paths that end with a function and have it nowhere above, int32."""
    found = (shape.function == function) & (shape.nesting == 1)
    return np.flatnonzero(found).astype(np.int32)


def callees_tree(study: Study, lens: Lens, function: int) -> CallTree:
    """The call tree from the outermost calls of a function on, merged: one root, the function."""
    return study.call_tree(focused(lens, function))


def focused(lens: Lens, function: int) -> Lens:
    """The same lens, its stacks cut to what begins with a function."""
    focus = Transform(Change.FOCUS_FUNCTION, function)
    return Lens(
        lens.metric,
        lens.threads,
        lens.start_ns,
        lens.end_ns,
        lens.labels,
        lens.where,
        (*lens.transforms, focus),
    )


def callers_tree(study: Study, lens: Lens, function: int, levels: int = LEVELS) -> CallTree:
    """A function as the root, below it its callers, their callers and so on, merged.

    The root's total is the function's: a stack counts once, from the function's outermost call on.
    Numbers of a node belong to stacks that begin there, or whose farther callers are not shown
    (`FINEST`, `levels`).
    """
    tree = study.call_tree(lens)
    start = outermost_calls(tree.shape, function)
    found = _climbed(tree, start, tree.total[start], levels)
    end = np.full(len(tree.shape) + 1, -1, np.int32)
    end[start] = found.end
    # What lies below a call of the function goes the same way up from there.
    above = nearest_above(tree.shape.parent, end[:-1] >= 0)
    return _upside_down(study, lens, found, np.where(end[:-1] >= 0, end[:-1], end[above]))


def inverted(study: Study, lens: Lens = EVERYTHING, levels: int = LEVELS) -> CallTree:
    """The whole tree upside down: roots are the functions that cost something themselves.

    As `callers_tree` it ends at `levels` and at what is too light to be seen; `bottom_up` unfolds
    every way.
    """
    tree = study.call_tree(lens)
    start = np.flatnonzero((tree.count > 0) | (tree.own != 0)).astype(np.int32)
    found = _climbed(tree, start, tree.own[start], levels)
    end = np.full(len(tree.shape), -1, np.int32)
    end[start] = found.end
    return _upside_down(study, lens, found, end)


def bottom_up(study: Study, lens: Lens = EVERYTHING) -> BottomUp:
    """The whole tree upside down, unfolded node by node."""
    return BottomUp(study.call_tree(lens))


def callers_bottom_up(study: Study, lens: Lens, function: int) -> BottomUp:
    """The callers of a function and theirs, unfolded node by node; one root, the function."""
    tree = study.call_tree(lens)
    return BottomUp(tree, outermost_calls(tree.shape, function))


def _climbed(
    tree: CallTree, start: NDArray[np.int32], weight: NDArray[np.float64], levels: int
) -> Inverted:
    least = float(np.abs(weight).sum()) * FINEST
    return invert(tree.shape.parent, tree.shape.function, start, weight, least, levels)


def _upside_down(study: Study, lens: Lens, found: Inverted, end: NDArray[np.int32]) -> CallTree:
    """The samples of a lens laid onto ways up; `end` int32: where each path's way ends, -1 none."""
    shape = study.shape_through(lens)
    nesting, depth = nest(found.parent, found.key)
    of_stack = np.append(end, np.int32(-1))[shape.of_stack]
    upside_down = Shape(found.parent, found.key, of_stack, nesting, depth, shape.made)
    weighed = study.weigh(lens)
    return tree_of(upside_down, weighed.weight, weighed.count)
