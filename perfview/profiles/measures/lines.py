"""What each line of a function or a file costs."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.stacks import totals
from perfview.profiles.lens import EVERYTHING, Lens
from perfview.profiles.measures.outermost import outermost
from perfview.profiles.model import ProfileModel
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


def lines_of_function(
    study: Study, function: int, lens: Lens = EVERYTHING, *, place_unknown: bool = False
) -> LineCosts:
    """The lines of one function. Transforms of the lens are not looked at: source is as it is.

    With `place_unknown` what is on no known line is on the function's first one.
    """
    return _lines(study, lens, study.function == function, place_unknown)


def lines_of_file(
    study: Study, file: int, lens: Lens = EVERYTHING, *, place_unknown: bool = False
) -> LineCosts:
    """The lines of a file, by the id of its text; the line is where the compiler said the code is,
    as for inlined frames. Transforms of the lens and `place_unknown` as for a function."""
    inside = study.model.functions.file == file
    return _lines(study, lens, np.take(inside, study.function), place_unknown)


def lines_of_frames(model: ProfileModel) -> NDArray[np.int32]:
    """The line of each frame, int32 (r): of those that do not say so their function's first."""
    begins = np.take(model.functions.line, model.frames.function)
    return np.where(model.frames.line > 0, model.frames.line, begins).astype(np.int32)


def _lines(study: Study, lens: Lens, chosen: NDArray[np.bool_], place_unknown: bool) -> LineCosts:
    """Sum the stacks whose last frame is chosen, bool (s), by its line."""
    model = study.model
    own = study.weigh(replace(lens, transforms=())).weight
    lines = lines_of_frames(model) if place_unknown else model.frames.line
    stack, tick_line, tick_weight = _ticks(study, own, chosen)
    ticked = np.zeros(len(own), np.bool_)
    ticked[stack] = True
    # Where the recorder says which lines ran, a stack's own cost is that of nodes beside it, one a
    # line; what it called stays with the frame's line.
    parent = np.concatenate([model.stacks.parent, model.stacks.parent[stack]])
    line = np.concatenate([np.take(lines, model.stacks.frame), tick_line])
    weight = np.concatenate([np.where(ticked, 0.0, own), tick_weight])
    counts = np.concatenate([chosen, np.ones(len(stack), np.bool_)])
    top = outermost(parent, counts, line)
    found, at = np.unique(line[counts], return_inverse=True)
    owned = np.bincount(at.reshape(-1), weights=weight[counts], minlength=len(found))
    place = np.searchsorted(found, line[top])
    total = totals(parent, weight)[top]
    passed = np.bincount(place, weights=total, minlength=len(found))
    kept = (owned != 0) | (passed != 0)
    return LineCosts(found[kept].astype(np.int32), owned[kept], passed[kept])


def _ticks(
    study: Study, own: NDArray[np.float64], chosen: NDArray[np.bool_]
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]]:
    """The ticks of chosen stacks, int32: stack, line; and each line's share of the stack's own cost
    (V8 counts ticks a line, not time)."""
    ticks = study.model.ticks
    whole = np.bincount(ticks.stack, weights=ticks.ticks, minlength=len(own))
    rows = np.flatnonzero(chosen[ticks.stack] & (whole[ticks.stack] > 0))
    stack = ticks.stack[rows]
    return stack, ticks.line[rows], own[stack] * ticks.ticks[rows] / whole[stack]
