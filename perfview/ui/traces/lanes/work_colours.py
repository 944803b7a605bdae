"""The colours of a page's kinds of work; loaded only where a page was recorded."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.traces.browser.work import Work, work_of
from perfview.traces.study import Study
from perfview.ui.canvas.boxes import QUIET_CATEGORY

WORK_CATEGORIES = np.full(len(Work), QUIET_CATEGORY, np.uint8)
"""By kind of work of a page's threads, in the hues Chrome's own tools have taught: script sand,
style and layout violet, painting green, parsing blue."""
WORK_CATEGORIES[[Work.PARSE, Work.DECODE, Work.PAINT, Work.COMPILE]] = (0, 1, 2, 3)
WORK_CATEGORIES[[Work.SCRIPT, Work.COLLECT, Work.LAYOUT]] = (4, 5, 6)

_WORDS: dict[Work, str] = {
    Work.SCRIPT: "script",
    Work.LAYOUT: "style and layout",
    Work.PAINT: "painting",
    Work.PARSE: "parsing",
    Work.COLLECT: "collecting garbage",
    Work.COMPILE: "compiling",
    Work.DECODE: "decoding",
}


def work_categories(study: Study) -> NDArray[np.uint8]:
    """The category of each slice by its kind of work, uint8 (n)."""
    return WORK_CATEGORIES[work_of(study)]


def work_legend(study: Study) -> list[tuple[int, str]]:
    """Category and words of the kinds of work that occur."""
    there = {Work(int(kind)) for kind in np.unique(work_of(study))}
    return [(int(WORK_CATEGORIES[kind]), said) for kind, said in _WORDS.items() if kind in there]
