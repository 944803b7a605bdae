"""Repeated calls that are known to be no loop over rows, by who reads their statements closer.

A trace tells statements only as texts. Where somebody understands them, pages, cursors, batches,
polls and the same question asked again are told from loops, and both say the same of a recording.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from perfview.traces.patterns.questions import Questions
from perfview.traces.study import Study

JUDGE = "judge_of_repeats"
"""What a study adopts to have them told: a function that gives the rows of such spans, int32."""
Judge = Callable[[], NDArray[np.int32]]


def without_told(study: Study, asked: Questions) -> Questions:
    """The questions without those spans; the same object where nobody tells any."""
    judge: Judge | None = study.once(JUDGE, lambda: None)
    rows = judge() if judge is not None else np.zeros(0, np.int32)
    if not len(rows):
        return asked
    of_span = asked.of_span.copy()
    of_span[rows] = -1
    return replace(asked, of_span=of_span)
