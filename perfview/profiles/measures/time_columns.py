"""The time-ordered flame chart of a thread, for the pixels of a picture and no more."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.timed_columns import columns, runs_of
from perfview.profiles.lens import Lens
from perfview.profiles.measures.timelines import Timeline, timeline
from perfview.profiles.study import Study


@dataclass(frozen=True)
class Runs:
    """b boxes of a flame chart: stretches of pixels in which a path stays on the stack.

    row int32 (b): its depth, 0 for roots; x0, x1 int32 (b): pixels from x0 to before x1; path int32
    (b), an index into the shape of the lens (`study.shape_through(lens)`).
    """

    row: NDArray[np.int32]
    x0: NDArray[np.int32]
    x1: NDArray[np.int32]
    path: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.row)


def runs(
    study: Study,
    lens: Lens,
    thread: int,
    start_ns: float,
    end_ns: float,
    pixels: int,
    rows: tuple[int, int] | None = None,
) -> Runs:
    """The boxes of a thread between two moments on its timeline (`measures.timelines`).

    Each pixel shows the stack that took the most of its time, as far as 32 samples spread evenly
    over it tell, gaps included; samples that the lens leaves out are gaps. Time and threads of the
    lens are not looked at. `rows` limits the depths, from the first to before the second.
    """
    line = timeline(study, thread, lens.metric)
    shape = study.shape_through(lens)
    shown = _shown(study, lens, line, (float(start_ns), float(end_ns)), max(pixels, 0))
    first, last = rows or (0, int(shape.depth.max(initial=-1)) + 1)
    path, row, x0, x1 = runs_of(shown, shape.parent, shape.depth, first, last)
    return Runs(row, x0, x1, path)


def _shown(
    study: Study, lens: Lens, line: Timeline, window: tuple[float, float], pixels: int
) -> NDArray[np.int32]:
    sight = line.sight(study, lens)
    bound, stack, group = line.bound, sight.stack, sight.group
    return columns(bound, window, pixels, stack, sight.path_of_stack, group, sight.counts)


@dataclass(frozen=True)
class Call:
    """One call as the samples saw it: a path that stayed on the stack.

    path: index into the shape of the lens; start_ns, end_ns on the thread's timeline; samples: how
    many saw it; is_whole: False when its ends were not reached within the samples looked at.
    """

    path: int
    start_ns: int
    end_ns: int
    samples: int
    is_whole: bool


_FARTHEST = 1_000_000
"""Samples walked to either side of a call: some milliseconds."""


def calls_at(study: Study, lens: Lens, thread: int, time_ns: int, depth: int = 0) -> Call | None:
    """The call of a depth under a moment of a thread's timeline, None where there is none."""
    line = timeline(study, thread, lens.metric)
    at = int(np.searchsorted(line.bound, time_ns, "right")) - 1
    if not 0 <= at < len(line.bound) - 1:
        return None
    sight, shape = line.sight(study, lens), study.shape_through(lens)
    path = sight.path_at(at)
    if path < 0 or not 0 <= depth <= int(shape.depth[path]):
        return None
    while int(shape.depth[path]) > depth:
        path = int(shape.parent[path])
    first, last = sight.stretch(at, path, shape, _FARTHEST)
    is_whole = at - first < _FARTHEST and last - at < _FARTHEST
    start, end = int(line.bound[first]), int(line.bound[last + 1])
    return Call(path, start, end, last - first + 1, is_whole)
