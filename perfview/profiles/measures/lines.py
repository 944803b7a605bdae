"""What each line of a function or a file costs."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.stacks import totals
from perfview.profiles.lens import EVERYTHING, Lens
from perfview.profiles.measures.outermost import outermost
from perfview.profiles.study import Study


@dataclass(frozen=True)
class LineCosts:
    """line int32, rising, from 1 (0: it is not known which); own, total float64 in the metric's
    unit: while the line itself ran, and with what it called; a stack counts once a line."""

    line: NDArray[np.int32]
    own: NDArray[np.float64]
    total: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.line)


def lines_of_function(study: Study, function: int, lens: Lens = EVERYTHING) -> LineCosts:
    """The lines of one function. Transforms of the lens are not looked at: source is as it is."""
    return _lines(study, lens, study.function == function)


def lines_of_file(study: Study, file: int, lens: Lens = EVERYTHING) -> LineCosts:
    """The lines of a file, by the id of its text; the line is where the compiler said the code is,
    as for inlined frames. Transforms of the lens are not looked at."""
    inside = study.model.functions.file == file
    return _lines(study, lens, np.take(inside, study.function))


def _lines(study: Study, lens: Lens, chosen: NDArray[np.bool_]) -> LineCosts:
    """Sum the stacks whose last frame is chosen, bool (s), by its line."""
    model = study.model
    own = study.weigh(replace(lens, transforms=())).weight
    total = totals(model.stacks.parent, own)
    line = np.take(model.frames.line, model.stacks.frame)
    ticked, tick_line, tick_weight = _ticks(study, own, chosen)
    # Where the recorder says which lines ran, a stack's own cost belongs to those; what it called
    # stays with the frame's line.
    plain = chosen & ~ticked
    top = outermost(model.stacks.parent, chosen, line)
    below = total[top] - np.where(ticked[top], own[top], 0.0)
    lines = np.concatenate([line[plain], tick_line, line[top]])
    size = np.zeros(len(lines))
    owned, passed = size.copy(), size.copy()
    owned[: len(own[plain])] = own[plain]
    owned[len(own[plain]) : len(lines) - len(top)] = tick_weight
    passed[len(own[plain]) : len(lines) - len(top)] = tick_weight
    passed[len(lines) - len(top) :] = below
    found, at = np.unique(lines, return_inverse=True)
    at = at.reshape(-1)
    costs = [np.bincount(at, weights=w, minlength=len(found)) for w in (owned, passed)]
    kept = (costs[0] != 0) | (costs[1] != 0)
    return LineCosts(found[kept].astype(np.int32), costs[0][kept], costs[1][kept])


def _ticks(
    study: Study, own: NDArray[np.float64], chosen: NDArray[np.bool_]
) -> tuple[NDArray[np.bool_], NDArray[np.int32], NDArray[np.float64]]:
    """Which stacks have ticks, bool (s); and of the chosen ones each line with its share of the
    stack's own cost (V8 counts ticks a line, not time)."""
    ticks = study.model.ticks
    whole = np.bincount(ticks.stack, weights=ticks.ticks, minlength=len(own))
    rows = np.flatnonzero(chosen[ticks.stack] & (whole[ticks.stack] > 0))
    stack = ticks.stack[rows]
    return whole > 0, ticks.line[rows], own[stack] * ticks.ticks[rows] / whole[stack]
