"""The time-ordered flame chart of a thread, for the pixels of a picture and no more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.heavy_paths import AFTER
from perfview.kernels.stretches import stretch
from perfview.kernels.timed_columns import TimedRows, columns, runs_of, timed_rows
from perfview.profiles.lens import Lens
from perfview.profiles.measures.timelines import Sight, Timeline, sight, timeline
from perfview.profiles.study import Study


@dataclass(frozen=True)
class Runs:
    """b boxes of a flame chart: stretches of pixels in which a path stays on the stack.

    first int64 (rows + 1): where each row's boxes begin, of those rows that were asked for; by row,
    then pixel: x0, x1 int32 (b): pixels from x0 to before x1; path int32 (b), an index into the
    chart's shape.
    """

    first: NDArray[np.int64]
    x0: NDArray[np.int32]
    x1: NDArray[np.int32]
    path: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.path)


@dataclass(frozen=True)
class Call:
    """One call as the samples saw it: a path that stayed on the stack.

    path: index into the chart's shape; start_ns, end_ns on the thread's timeline; samples: how many
    saw it; is_whole: False when its ends were not reached within the samples looked at.
    """

    path: int
    start_ns: int
    end_ns: int
    samples: int
    is_whole: bool


_FARTHEST = 1_000_000
"""Samples walked to either side of a call: some milliseconds."""
_MOST_TRIED = 4096
_NONE = np.int32(-1)


@dataclass(frozen=True)
class Chart:
    """A thread's samples as a lens shows them, to be drawn at any zoom: line, when they began; rows
    the same with the path each shows; stack int32 (n): the model's stack of each; group int32 (n or
    empty): their label sets."""

    line: Timeline
    seen: Sight
    stack: NDArray[np.int32]
    group: NDArray[np.int32]
    rows: TimedRows

    def runs(
        self, start_ns: float, end_ns: float, pixels: int, rows: tuple[int, int] | None = None
    ) -> Runs:
        """The boxes between two moments of the timeline.

        Each pixel shows, level by level, what took the most of its time under what is shown above,
        as far as up to 20 samples spread over it tell; nothing where most of it was idle. Samples
        that the lens leaves out are gaps. `rows` limits the depths, from the first to before the
        second.
        """
        shape = self.seen.shape
        first, last = rows or (0, int(shape.depth.max(initial=-1)) + 1)
        window = (float(start_ns), float(end_ns))
        shown = columns(self.rows, window, max(pixels, 0), last - 1)
        begins, path, x0, x1 = runs_of(shown, shape.parent, shape.depth, first, last)
        return Runs(begins, x0, x1, path)

    def call_at(self, time_ns: int, depth: int = 0) -> Call | None:
        """The call of a depth under a moment, None where there is none."""
        bound, shape = self.line.bound, self.seen.shape
        at = int(np.searchsorted(bound, time_ns, "right")) - 1
        if not 0 <= at < len(bound) - 1:
            return None
        number = int(self.rows.number[at])
        path = int(shape.heavy.node[number]) if number >= 0 else -1
        if path < 0 or not 0 <= depth <= int(shape.depth[path]):
            return None
        while int(shape.depth[path]) > depth:
            path = int(shape.parent[path])
        return self._around(at, path)

    def call_of(self, path: int, start_ns: float, end_ns: float) -> Call | None:
        """The call of a path between two moments: the one in the middle of those that up to 4,096
        samples spread evenly over them see; None where none has it on its stack."""
        bound, shape = self.line.bound, self.seen.shape
        first = max(int(np.searchsorted(bound, int(start_ns), "right")) - 1, 0)
        last = min(int(np.searchsorted(bound, int(end_ns))), len(bound) - 1)
        step = max(1, (last - first) // _MOST_TRIED)
        rows = np.arange(first, last, step)
        wanted, links = shape.heavy.number[path], shape.heavy.links
        number = self.rows.number[rows]
        found = rows[(number >= wanted) & (number < links[wanted, AFTER])]
        if not len(found):
            return None
        return self._around(int(found[len(found) // 2]), path)

    def _around(self, at: int, path: int) -> Call:
        """The call of a path that the stack of a sample has."""
        bound, shape, seen = self.line.bound, self.seen.shape, self.seen
        first, last = stretch(
            (self.stack, seen.path_of_stack, self.group, seen.counts),
            (shape.parent, shape.depth),
            (at, path, _FARTHEST),
        )
        is_whole = at - first < _FARTHEST and last - at < _FARTHEST
        return Call(path, int(bound[first]), int(bound[last + 1]), last - first + 1, is_whole)


def charts(study: Study, lens: Lens, threads: Iterable[int]) -> list[Chart]:
    """The charts of threads; takes a while for large profiles. The time and threads of the lens are
    not looked at. Raises FilterError for a bad `where`."""
    seen = sight(study, lens)
    paths = seen.shape.heavy
    number_of_stack = np.append(np.append(paths.number, _NONE)[seen.path_of_stack], _NONE)
    made = []
    for thread in threads:
        line = timeline(study, thread, lens.metric)
        stack = study.model.samples.stack[line.first : line.last]
        group, number = line.group(study, seen), number_of_stack[stack]
        if len(group):
            number[~seen.counts[group]] = _NONE
        made.append(Chart(line, seen, stack, group, timed_rows(line.bound, number, paths)))
    return made
