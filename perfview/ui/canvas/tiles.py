"""What a treemap draws: boxes in boxes, with a category, a state and words each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from perfview.ui.canvas.boxes import no_text


@dataclass
class Tiles:
    """k boxes in a tree: first int64 (k + 1), the boxes below box i are first[i]:first[i + 1],
    heaviest first and after it; box 0 is all there is. weight float64 (k); category (0-8) and state
    (of `kernels.raster`) uint8 (k). `text` gives a box's words, `note` its weight in words. loud
    bool (k): boxes in their full colour, what a finding is about; none when not given."""

    first: NDArray[np.int64]
    weight: NDArray[np.float64]
    category: NDArray[np.uint8]
    state: NDArray[np.uint8]
    text: Callable[[int], str] = no_text
    note: Callable[[int], str] = no_text
    loud: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, np.bool_))

    def __post_init__(self) -> None:
        if not len(self.loud):
            self.loud = np.zeros(len(self), np.bool_)

    def __len__(self) -> int:
        return len(self.weight)
