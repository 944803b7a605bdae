"""Which category each band of the timeline and each of its spans has."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import sum_by
from perfview.recording.errors import UnreadableInput
from perfview.traces.measures.bands import Bands, bands_of
from perfview.traces.study import Study
from perfview.ui.canvas.boxes import QUIET_CATEGORY
from perfview.ui.theme.colours import assign_categories
from perfview.ui.traces.service_colours import service_categories

Categories = NDArray[np.uint8]


def span_categories(study: Study) -> Categories:
    """The category of each span, uint8 (n), the same in every view; worked out once."""
    return study.once("ui.span_categories", lambda: band_colours(study, bands_of(study))[1])


def operation_categories(study: Study) -> Categories:
    """The category of each operation, uint8 (k): that of its spans; worked out once."""
    return study.once("ui.operation_categories", lambda: _of_operations(study))


def _of_operations(study: Study) -> Categories:
    category = np.full(len(study.operations), QUIET_CATEGORY, np.uint8)
    category[study.operations.of_span] = span_categories(study)
    return category


def legend_of(study: Study) -> list[tuple[int, str]]:
    """What the colours of threads' slices mean: category and words, most frequent meaning first.

    Kinds of work on a page's threads, else the names that have a colour of their own; empty for
    requests, whose services are named beside their lanes.
    """
    if not study.model.threads or not len(study.model):
        return []
    of_span = span_categories(study)
    own = sum_by(of_span.astype(np.int32), study.self_ns, QUIET_CATEGORY + 1)
    if _is_page(study):
        from perfview.ui.traces.lanes.work_colours import work_legend

        said = work_legend(study)
    else:
        names = np.unique(study.model.name[of_span != QUIET_CATEGORY])
        said = _names_of(study, names, of_span)
    return sorted(said, key=lambda entry: -int(own[entry[0]]))


def _names_of(study: Study, names: NDArray[np.int32], of_span: Categories) -> list[tuple[int, str]]:
    model = study.model
    first = {int(name): int(np.argmax(model.name == name)) for name in names.tolist()}
    return [(int(of_span[row]), model.strings[name]) for name, row in first.items()]


def band_colours(study: Study, bands: Bands) -> tuple[Categories, Categories]:
    """The category of each band, uint8 (b), and of each span, uint8 (n).

    Services have a colour each. On threads the slices do: in a browser's by kind of work, else by
    name, the eight largest by their own time. A thread has that of what fills it most.
    """
    if not bands.by_thread:
        categories = service_categories(study.graph)
        return categories, categories[bands.of_span]
    of_span = _by_work(study) if _is_page(study) else _by_name(study)
    own = np.zeros((len(bands), QUIET_CATEGORY + 1), np.int64)
    np.add.at(own, (bands.of_span, of_span), study.self_ns)
    return own.argmax(axis=1).astype(np.uint8), of_span


def _by_work(study: Study) -> Categories:
    from perfview.ui.traces.lanes.work_colours import work_categories

    return work_categories(study)


def _is_page(study: Study) -> bool:
    # Loaded with all that reads pages only where threads were recorded.
    from perfview.traces.browser.page import page_of

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
