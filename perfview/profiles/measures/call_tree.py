"""Samples folded into one tree of calls: what flame graphs, call trees and tables stand on."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.heavy_paths import HeavyPaths, heavy_paths
from perfview.kernels.left_heavy import left_heavy
from perfview.kernels.stacks import fold_stacks, nest, totals
from perfview.kernels.summing import gathered


@dataclass(frozen=True)
class Shape:
    """Stacks after transforms, each way of functions once: p paths, parents before children.

    parent int32 (p), -1 for roots; function int32 (p): indices into the model's functions, from
    `len(functions)` on into `made`: names of frames that stand for several. of_stack int32 (s): the
    path each of the model's stacks became, -1 where its samples no longer count. nesting int32
    (p): how many frames of its function a path has; sums of totals take those with 1, which count
    nothing twice. depth int32 (p), 0 for roots.
    """

    parent: NDArray[np.int32]
    function: NDArray[np.int32]
    of_stack: NDArray[np.int32]
    nesting: NDArray[np.int32]
    depth: NDArray[np.int32]
    made: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.parent)

    @cached_property
    def heavy(self) -> HeavyPaths:
        """The paths by number, so that two of them are quickly compared."""
        return heavy_paths(self.parent)


@dataclass(frozen=True)
class CallTree:
    """Numbers on a shape.

    own, total float64 (p) in the metric's unit; count int64 (p): samples whose stack ends here;
    start float64 (p): where a box of width `total` begins when siblings stand side by side from
    their parent's beginning on, heaviest first, and roots from 0 on.
    """

    shape: Shape
    own: NDArray[np.float64]
    total: NDArray[np.float64]
    count: NDArray[np.int64]
    start: NDArray[np.float64]

    @property
    def whole(self) -> float:
        """The sum of everything, in the metric's unit."""
        return float(self.own.sum())

    @cached_property
    def present(self) -> NDArray[np.int64]:
        """Samples whose stack goes through a path or ends there, int64 (p)."""
        return totals(self.shape.parent, self.count.astype(np.float64)).astype(np.int64)


def shape_of(
    parent: NDArray[np.int32], function: NDArray[np.int32], made: list[str] | None = None
) -> Shape:
    """Fold stacks (parent int32 (s) before children, function int32 (s)) to paths of functions."""
    above, key, of_stack = fold_stacks(parent, function)
    nesting, depth = nest(above, key)
    return Shape(above, key, of_stack, nesting, depth, made or [])


def tree_of(shape: Shape, own: NDArray[np.float64], count: NDArray[np.int64]) -> CallTree:
    """Lay numbers per stack (own float64 (s), count int64 (s)) onto a shape."""
    at_path, counted = gathered(shape.of_stack, own, count, len(shape))
    total = totals(shape.parent, at_path)
    return CallTree(shape, at_path, total, counted, left_heavy(shape.parent, total))
