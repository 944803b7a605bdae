"""A page's frames as a strip: when each was shown, and which were dropped."""

from __future__ import annotations

import numpy as np

from perfview.findings.quantities import number, plural
from perfview.kernels import raster
from perfview.traces.browser.events import rows_named, said_of
from perfview.traces.browser.frames import report_of
from perfview.traces.browser.page import Page
from perfview.traces.study import Study
from perfview.ui.canvas.boxes import QUIET_CATEGORY, Boxes
from perfview.ui.traces.lanes.strip import Strip

FRAMES = -3
_FATES = {
    "PRESENTED_ALL": ("shown", 2),
    "PRESENTED_PARTIAL": ("shown without the main thread’s part", 4),
    "DROPPED": ("dropped", QUIET_CATEGORY),
}
"""By the end of Chrome's state (chrome_frame_reporter.proto): its words and category. What wanted
no update is no frame anybody missed."""
_MISSED = "dropped, and it showed"


def frame_strip(study: Study, page: Page) -> Strip | None:
    """One row: each frame from the one before to its own end. None without reports of frames."""
    model, tracks = study.model, study.model.threads.tracks
    rows = rows_named(study, "PipelineReporter")
    rows = rows[tracks.process[tracks.of_span[rows]] == page.process]
    rows = rows[np.argsort(model.end_ns[rows], kind="stable")]
    texts = [*(words for words, _ in _FATES.values()), _MISSED]
    places, labels, categories, is_missed = [], [], [], []
    for row, said in zip(rows.tolist(), said_of(study, rows), strict=True):
        report = report_of(said)
        state = str(report.get("state", "")).removeprefix("STATE_")
        if state not in _FATES:
            continue
        missed = state == "DROPPED" and report.get("affects_smoothness") is True
        words, category = _FATES[state]
        places.append(row)
        labels.append(texts.index(_MISSED if missed else words))
        categories.append(category)
        is_missed.append(missed)
    if not places:
        return None
    item = np.array(places, np.int32)
    end = model.end_ns[item]
    # Several frames are on their way at a time; what counts is how long one waits for the next.
    before = np.concatenate((model.start_ns[item[:1]], end[:-1]))
    start = np.maximum(model.start_ns[item], before)
    boxes = Boxes(
        first=np.array([0, len(item)], np.int64),
        start=np.minimum(start, end),
        end=end,
        category=np.array(categories, np.uint8),
        state=np.where(is_missed, raster.ERROR, raster.NORMAL).astype(np.uint8),
        label=np.array(labels, np.int32),
        item=item,
    )
    dropped = sum(is_missed)
    detail = plural(len(item), "frame") + (f", {number(dropped)} dropped" if dropped else "")
    return Strip(FRAMES, "Frames", detail, boxes.merge(), texts)
