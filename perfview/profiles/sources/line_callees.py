"""What a line of a file calls, as far as the recording says from which line calls were made."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from perfview.kernels.stacks import totals
from perfview.profiles.lens import Lens
from perfview.profiles.measures.lines import lines_of_frames
from perfview.profiles.measures.outermost import outermost
from perfview.profiles.study import Study


@dataclass(frozen=True)
class LineCall:
    """A function (index) that a line calls, and its total there in the metric's unit."""

    function: int
    total: float


@dataclass(frozen=True)
class LineCalls:
    """calls: heaviest first. is_whole: the recording does not say which lines calls come from, and
    these are those of the whole function that begins on the line."""

    calls: list[LineCall]
    is_whole: bool = False


def callees_of_line(study: Study, lens: Lens, file: int, line: int) -> LineCalls:
    """The functions that line (from 1) of a file (id of its text) calls. Transforms of the lens are
    not looked at, as for the lines' own costs."""
    model = study.model
    inside = (model.functions.file == file)[model.frames.function]
    at_line = (lines_of_frames(model) == line) & inside
    callers = np.append(at_line[model.stacks.frame], np.False_)
    called = callers[model.stacks.parent]
    weight = study.weigh(replace(lens, transforms=())).weight
    total = totals(model.stacks.parent, weight)
    top = outermost(model.stacks.parent, called, study.function)
    function, group = np.unique(study.function[top], return_inverse=True)
    summed = np.bincount(group.reshape(-1), weights=total[top], minlength=len(function))
    order = np.argsort(-summed, kind="stable")
    rows = order[summed[order] != 0].tolist()
    calls = [LineCall(int(function[row]), float(summed[row])) for row in rows]
    return LineCalls(calls, bool(calls) and not bool((at_line & (model.frames.line > 0)).any()))
