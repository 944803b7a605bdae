"""Which stretch of time shows what is chosen."""

from __future__ import annotations

import numpy as np

from perfview.traces.study import Study
from perfview.ui.traces.walking import chosen_trace
from perfview.ui.workspace.selection import Focus

_TINY = 0.004
"""Below this share of its trace what is told of could not be seen with all of the trace."""
_AROUND_TINY = 15
_PART_AROUND_INSTANT, _PART_OF_RECORDING = 20, 500
"""What takes no time is shown with a part of its trace, or else of the recording, on each side."""


def stretch_of(study: Study, focus: Focus, *, by_thread: bool) -> tuple[int, int] | None:
    """From and to, ns: the chosen trace, or what is told of when that is tiny in it; on threads,
    where what proves something stands in many outermost slices, all of it. None without a trace."""
    structure, model = study.structure, study.model
    trace = chosen_trace(study, focus)
    if trace < 0:
        return None
    if by_thread and len(focus.rows) > 1:
        return int(model.start_ns[focus.rows].min()), int(model.end_ns[focus.rows].max())
    start = int(structure.start_ns[trace])
    end = start + int(structure.duration_ns[trace])
    told = focus.rows[structure.trace[focus.rows] == trace]
    rows = told if len(told) else np.array([focus.row]) if focus.row >= 0 else told
    if len(rows):
        begin = int(model.start_ns[rows].min())
        length = int((model.start_ns[rows] + model.duration_ns[rows]).max()) - begin
        if length == 0:
            half = max(
                (end - start) // _PART_AROUND_INSTANT, _whole(study) // _PART_OF_RECORDING, 1
            )
            return begin - half, begin + half
        if length < _TINY * (end - start):
            middle, half = begin + length // 2, max(length, 1) * _AROUND_TINY
            return max(start, middle - half), min(end, middle + half)
    return start, end


def _whole(study: Study) -> int:
    """How long the recording is, ns."""
    structure = study.structure
    return int((structure.start_ns + structure.duration_ns).max() - structure.start_ns.min())
