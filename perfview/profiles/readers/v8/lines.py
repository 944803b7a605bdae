"""On which lines samples fell."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import number_wide
from perfview.profiles.model import LineTicks
from perfview.profiles.readers.v8.recorded import Nodes, Recorded
from perfview.profiles.readers.v8.timeline import Timeline
from perfview.profiles.readers.v8.tree import Tree

_MOST_LINE = np.iinfo(np.int32).max
_U = np.uint64


def lines_of(recorded: Recorded, timeline: Timeline) -> NDArray[np.int32]:
    """The line of each sample in the order of time; none when they do not say."""
    is_sorted = timeline.order is None or not len(recorded.line)
    return recorded.line if is_sorted else recorded.line[timeline.order]


def ticks_of(
    nodes: Nodes, tree: Tree, sampled: NDArray[np.int32], line: NDArray[np.int32]
) -> LineTicks:
    """Where samples fell: as nodes say (positionTicks), or the samples themselves."""
    if len(line):
        return _counted(sampled, line)
    stack = tree.stack[nodes.tick_node]
    kept = (stack >= 0) & (nodes.tick_line > 0) & (nodes.tick_line < _MOST_LINE)
    kept &= nodes.ticks > 0
    return LineTicks(stack[kept], nodes.tick_line[kept].astype(np.int32), nodes.ticks[kept])


def _counted(stack: NDArray[np.int32], line: NDArray[np.int32]) -> LineTicks:
    """How often each line of each stack was sampled."""
    kept = (stack >= 0) & (line > 0)
    stack, line = stack[kept], line[kept]
    group, first = number_wide(stack.astype(_U), line.astype(_U))
    return LineTicks(stack[first], line[first], np.bincount(group, minlength=len(first)))
