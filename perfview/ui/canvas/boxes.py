"""What a canvas draws: boxes in rows, with a category, a state and a label each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.pyramid import Level, build_pyramid, finest, pick_level
from perfview.kernels.raster import ERROR, HIDDEN

QUIET_CATEGORY = 8
"""The category of whatever is not among the eight that have a colour."""


@dataclass
class Boxes:
    """b boxes sorted by row, then start, never overlapping within a row.

    first int64 (rows + 1); start, end int64 (b) ns; category uint8 (b), 0-8; state uint8 (b), of
    `kernels.raster`; label int32 (b) into whatever `Layer.text` understands; item int32 (b): what
    the box stands for (a span, a call).
    """

    first: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    category: NDArray[np.uint8]
    state: NDArray[np.uint8]
    label: NDArray[np.int32]
    item: NDArray[np.int32]
    levels: list[Level] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.base = finest(self.first, self.start, self.end)
        self._hidden = np.zeros(0, np.int32)
        self._hidden_state = np.zeros(0, np.uint8)

    def __len__(self) -> int:
        return len(self.start)

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self.first) - 1

    def merge(self) -> Boxes:
        """Build the coarser levels (tens of ms for a million boxes; fit for a worker thread)."""
        self.levels = build_pyramid(self.base, (self.state == ERROR).astype(np.uint8))
        return self

    def hide(self, boxes: NDArray[np.int32]) -> None:
        """Leave these boxes out of the picture; those hidden before come back as they were."""
        self.state[self._hidden] = self._hidden_state
        self._hidden, self._hidden_state = boxes, self.state[boxes]
        self.state[boxes] = HIDDEN

    def level(self, ns_per_pixel: float) -> Level:
        """What to draw at this zoom."""
        return pick_level(self.base, self.levels, ns_per_pixel)

    def row_of(self, box: int) -> int:
        """The row a box lies in."""
        return int(np.searchsorted(self.first, box, "right")) - 1

    def at(self, row: int, time_ns: int, slack_ns: float) -> int:
        """The box of a row at this time, or one not further away than `slack_ns`; -1 for none."""
        low, high = int(self.first[row]), int(self.first[row + 1])
        i = low + int(np.searchsorted(self.end[low:high], time_ns, "right"))
        near = [k for k in (i, i - 1) if low <= k < high]
        far = [max(int(self.start[k]) - time_ns, time_ns - int(self.end[k]), 0) for k in near]
        best = min(range(len(near)), key=far.__getitem__, default=-1)
        return near[best] if best >= 0 and far[best] <= slack_ns else -1

    def take(self, chosen: NDArray[np.bool_]) -> Boxes:
        """Only these boxes, in the same rows."""
        counts = np.concatenate(([0], np.cumsum(chosen)))
        first = np.ascontiguousarray(counts[self.first]).astype(np.int64)
        return Boxes(
            first,
            self.start[chosen],
            self.end[chosen],
            self.category[chosen],
            self.state[chosen],
            self.label[chosen],
            self.item[chosen],
        )


def no_text(_label: int) -> str:
    """Boxes without labels or notes."""
    return ""


@dataclass
class Layer:
    """Boxes and where their rows are, in logical pixels from the top of the content.

    top, height int32 (rows); several rows may share a place. `text` gives a label's words, `note`
    the words after it for a box. A faded layer shows its normal boxes dim; an inked one is all ink.
    """

    boxes: Boxes
    top: NDArray[np.int32]
    height: NDArray[np.int32]
    text: Callable[[int], str] = no_text
    note: Callable[[int], str] = no_text
    faded: bool = False
    inked: bool = False
    labelled: bool = True
    pickable: bool = True
    failed: NDArray[np.bool_] | None = None
    """Which boxes' labels bear a cross, by box; None: those in the state `ERROR`."""

    def rows_at(self, y: float) -> NDArray[np.intp]:
        """The rows that cover a height."""
        return np.flatnonzero((self.top <= y) & (y < self.top + self.height))
