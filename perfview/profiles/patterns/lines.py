"""On which line of a function its own time falls."""

from __future__ import annotations

import numpy as np

from perfview.profiles.patterns.ground import Ground
from perfview.profiles.patterns.shares import ranked
from perfview.profiles.study import Study


def hottest_line(study: Study, ground: Ground, function: int) -> tuple[int, float]:
    """The line with most of a function's own time, and the part (0-1) of it; (0, 0.0) when the
    recording does not tell lines.

    V8 tells ticks per line beside the stacks; other recorders a line in every frame.
    """
    model = study.model
    if len(model.ticks.stack):
        mine = np.flatnonzero(study.function[model.ticks.stack] == function)
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
