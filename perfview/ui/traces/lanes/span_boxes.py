"""Spans as boxes: their colours, states, words and tooltips, the same in every timeline."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.findings.quantities import duration, plural
from perfview.kernels import raster
from perfview.traces.measures.bands import bands_of
from perfview.traces.model import SpanStatus
from perfview.traces.study import Study
from perfview.ui.canvas.boxes import Boxes, Layer
from perfview.ui.canvas.scene import Hit
from perfview.ui.canvas.tip import TipText
from perfview.ui.traces.lanes.band_colours import band_colours
from perfview.ui.traces.wording import words_of


class SpanBoxes:
    """What a study's spans look like. Looks are computed once, on first use."""

    def __init__(self, study: Study) -> None:
        self.study = study
        self.model = study.model
        self.bands = bands_of(study)
        self.categories, self.category = band_colours(study, self.bands)
        failed = self.model.status == SpanStatus.ERROR
        self.state = np.where(failed, raster.ERROR, raster.NORMAL).astype(np.uint8)
        self.start_ns = int(self.model.start_ns.min()) if len(self.model) else 0
        self.end_ns = int(self.model.end_ns.max()) if len(self.model) else 1

    def boxes(
        self,
        first: NDArray[np.int64],
        start: NDArray[np.int64],
        end: NDArray[np.int64],
        span: NDArray[np.int32],
    ) -> Boxes:
        """Boxes for spans (int32 rows of the model) sorted by row of the picture, then start."""
        return Boxes(
            np.ascontiguousarray(first, np.int64),
            np.ascontiguousarray(start, np.int64),
            np.ascontiguousarray(end, np.int64),
            self.category[span],
            self.state[span],
            np.maximum(self.model.name[span], 0).astype(np.int32),
            np.ascontiguousarray(span, np.int32),
        )

    def layer(
        self, boxes: Boxes, top: NDArray[np.int32], height: NDArray[np.int32], *, faded: bool
    ) -> Layer:
        """A layer of span boxes with names and durations."""

        def note(box: int) -> str:
            return duration(int(self.model.duration_ns[boxes.item[box]]))

        return Layer(boxes, top, height, self.model.strings.__getitem__, note, faded=faded)

    def tip(self, hit: Hit) -> TipText:
        """Name, service and four facts of the span under the pointer."""
        row = hit.item
        structure = self.study.structure
        length = int(self.model.duration_ns[row])
        whole = int(structure.duration_ns[structure.trace[row]])
        rows = [("duration", duration(length))]
        if whole > 0 and structure.parent[row] >= 0:
            rows.append(
                (f"of its {words_of(self.study).whole}", f"{100 * length / whole:.3g}\u202f%")
            )
        children = len(structure.children(row))
        if children:
            rows.append(("calls", plural(children, "child", "children")))
        failed = self.model.status[row] == SpanStatus.ERROR
        rows.append(("status", "failed") if failed else ("own time", self._own(row)))
        name = self.model.strings[self.model.name[row]] or "(no name)"
        return TipText(name, self.bands.name[self.bands.of_span[row]], tuple(rows))

    def spoken(self, row: int) -> str:
        """The chosen span in words, for those who hear the picture; where else the spans stand."""
        if row < 0:
            row_word = words_of(self.study).row
            return f"No {row_word} is chosen. The lists and the details hold the same {row_word}s."
        name = self.model.strings[self.model.name[row]] or "(no name)"
        length = duration(int(self.model.duration_ns[row]))
        failed = ", failed" if self.model.status[row] == SpanStatus.ERROR else ""
        return f"Chosen: {name} in {self.bands.name[self.bands.of_span[row]]}, {length}{failed}"

    def _own(self, row: int) -> str:
        return duration(int(self.study.self_ns[row]))
