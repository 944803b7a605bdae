"""Images as they were decoded and painted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.traces.browser.enclosing import outside
from perfview.traces.browser.events import number_of, rows_named, said_of, text_of
from perfview.traces.browser.page import Page
from perfview.traces.browser.tasks import on_main_thread
from perfview.traces.study import Study


@dataclass(frozen=True)
class Painted:
    """One image: its size in the file and the largest it was painted at, in pixels."""

    url: str
    row: int
    width: int
    height: int
    shown_width: int
    shown_height: int

    @property
    def excess(self) -> float:
        """How many times more pixels the file has than were shown; 1 when not known."""
        return self.width * self.height / max(1, self.shown_width * self.shown_height)


def decodings(study: Study, page: Page) -> NDArray[np.int32]:
    """The page's image decodings on any thread, the outermost slice of each: int32 rows."""
    rows = rows_named(study, "Decode Image", "Decode LazyPixelRef", "ImageDecodeTask")
    tracks = study.model.threads.tracks
    rows = rows[tracks.process[tracks.of_span[rows]] == page.process]
    rows = rows[study.model.start_ns[rows] >= page.start_ns]
    among = np.zeros(len(study.model), np.bool_)
    among[rows] = True
    outermost: NDArray[np.int32] = rows[outside(study, rows, among) < 0]
    return outermost


def painted(study: Study, page: Page) -> list[Painted]:
    """The images that were painted, those with most pixels in the file first."""
    rows = rows_named(study, "PaintImage")
    rows = rows[on_main_thread(study, page)[rows]]
    found: dict[str, Painted] = {}
    for row, said in zip(rows.tolist(), said_of(study, rows), strict=True):
        url = text_of(said, "url")
        sizes = [int(number_of(said, key)) for key in ("srcWidth", "srcHeight", "width", "height")]
        if url and min(sizes) > 0:
            image = Painted(url, row, *sizes)
            known = found.get(url)
            if known is None or image.excess < known.excess:
                found[url] = image
    return sorted(found.values(), key=lambda each: -each.width * each.height)
