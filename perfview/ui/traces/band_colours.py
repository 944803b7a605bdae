"""Which category each band of the timeline and each of its spans has."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import sum_by
from perfview.recording.errors import UnreadableInput
from perfview.traces.bands import Bands
from perfview.traces.browser.page import page_of
from perfview.traces.browser.work import Work, work_of
from perfview.traces.study import Study
from perfview.ui.canvas.boxes import QUIET_CATEGORY
from perfview.ui.theme.colours import assign_categories
from perfview.ui.traces.service_colours import service_categories

Categories = NDArray[np.uint8]


WORK_CATEGORIES = np.full(len(Work), QUIET_CATEGORY, np.uint8)
"""By kind of work of a page's threads, in the hues Chrome's own tools have taught: script sand,
style and layout violet, painting green, parsing blue."""
WORK_CATEGORIES[[Work.PARSE, Work.DECODE, Work.PAINT, Work.COMPILE]] = (0, 1, 2, 3)
WORK_CATEGORIES[[Work.SCRIPT, Work.COLLECT, Work.LAYOUT]] = (4, 5, 6)


def band_colours(study: Study, bands: Bands) -> tuple[Categories, Categories]:
    """The category of each band, uint8 (b), and of each span, uint8 (n).

    Services have a colour each. On threads the slices do: in a browser's by kind of work, else by
    name, the eight largest by their own time. A thread has that of what fills it most.
    """
    if not bands.by_thread:
        categories = service_categories(study.graph)
        return categories, categories[bands.of_span]
    of_span = WORK_CATEGORIES[work_of(study)] if _is_page(study) else _by_name(study)
    own = np.zeros((len(bands), QUIET_CATEGORY + 1), np.int64)
    np.add.at(own, (bands.of_span, of_span), study.self_ns)
    return own.argmax(axis=1).astype(np.uint8), of_span


def _is_page(study: Study) -> bool:
    try:
        return page_of(study) is not None
    except UnreadableInput:
        return False


def _by_name(study: Study) -> Categories:
    """Equal names have equal colours, the eight names with most time of their own one each."""
    model = study.model
    texts = len(model.strings)
    own = sum_by(model.name, study.self_ns, texts)
    largest = np.argsort(-own, kind="stable")[:16].tolist()
    assigned = assign_categories(model.strings[name] for name in largest if own[name] > 0)
    category = np.full(texts + 1, QUIET_CATEGORY, np.uint8)
    for name in largest:
        found = assigned.get(model.strings[name], -1)
        category[name] = found if found >= 0 else QUIET_CATEGORY
    return category[model.name]
