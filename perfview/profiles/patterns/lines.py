"""On which line of a function its own time falls."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.stacks import totals
from perfview.profiles.lens import Lens
from perfview.profiles.patterns.ground import Ground
from perfview.profiles.patterns.inlined_lines import homes
from perfview.profiles.patterns.shares import ranked
from perfview.profiles.study import Study


def line_seen(study: Study, function: int) -> int:
    """The line most of a function's time with calls falls on, for recorders that tell the lines of
    samples but not where functions begin; 0 when none is told."""
    return int(study.once("lines seen", lambda: _lines_seen(study))[function])


def _lines_seen(study: Study) -> NDArray[np.int32]:
    """Of each function, the line of its heaviest frame (0 for none), int32 (f)."""
    frames, stacks = study.model.frames, study.model.stacks
    weight = study.weigh(Lens()).weight
    spent = np.bincount(stacks.frame, weights=totals(stacks.parent, weight), minlength=len(frames))
    order = np.argsort(spent, kind="stable")
    found = np.zeros(len(study.model.functions), np.int32)
    found[frames.function[order]] = np.maximum(frames.line[order], 0)
    return found


def hottest_line(study: Study, ground: Ground, function: int) -> tuple[int, float]:
    """The line with most of a function's own time, and the part (0-1) of it; (0, 0.0) when the
    recording does not tell lines.

    V8 tells ticks per line beside the stacks; other recorders a line in every frame.
    """
    model = study.model
    if len(model.ticks.stack):
        mine = np.flatnonzero(homes(study, ground) == function)
        lines, weight = ranked(model.ticks.line[mine], model.ticks.ticks[mine].astype(np.float64))
    else:
        on_top = np.flatnonzero(study.function == function)
        if not (model.frames.line[model.stacks.frame[on_top]] > 0).any():
            return 0, 0.0
        stack = model.samples.stack
        chosen = np.zeros(len(model.stacks) + 1, np.bool_)  # the last one is for idle samples
        chosen[on_top] = True
        rows = np.flatnonzero(chosen[stack])
        line = model.frames.line[model.stacks.frame[stack[rows]]]
        lines, weight = ranked(line, model.weight(ground.spending.metric)[rows])
    whole = float(weight.sum())
    if not len(lines) or whole <= 0 or lines[0] <= 0:
        return 0, 0.0
    return int(lines[0]), float(weight[0]) / whole
