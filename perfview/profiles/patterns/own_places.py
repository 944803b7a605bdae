"""Where in own code something is asked for: the file, and the line of the call."""

from __future__ import annotations

import re
from collections import Counter

import numpy as np
from numpy.typing import NDArray

from perfview.profiles.measures.paths import stack_frames
from perfview.profiles.patterns.wording import label
from perfview.profiles.patterns.wording import where as at_function
from perfview.profiles.study import Study

LOOKED_AT = 20
"""Of the heaviest stacks: the line of the call is the same in most."""


def call_line(study: Study, stacks: NDArray[np.int32], function: int) -> int:
    """The line most of these recorded stacks call from in `function`'s innermost frame; 0 when the
    recording does not tell."""
    frames = study.model.frames
    lines: Counter[int] = Counter()
    for stack in stacks[:LOOKED_AT].tolist():
        mine = (f for f in stack_frames(study, stack) if frames.function[f] == function)
        frame = next(mine, -1)
        if frame >= 0 and frames.line[frame] > 0:
            lines[int(frames.line[frame])] += 1
    return lines.most_common(1)[0][0] if lines else 0


def own_place(study: Study, function: int, line: int) -> str:
    """``load_rules, app.py:12``: the line of the call where it is known, else of the function."""
    functions = study.model.functions
    if not line or not 0 <= function < len(functions):
        return at_function(study, function) if function >= 0 else ""
    file = re.split(r"[/\\]", study.model.strings[int(functions.file[function])])[-1]
    return f"{label(study, function)}, {file}:{line}" if file else at_function(study, function)
