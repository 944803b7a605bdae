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
    bool (k): boxes in their full colour, what a finding is about; none when not given. heads_all:
    box 0 has a header like the others, else it is only their frame."""

    first: NDArray[np.int64]
    weight: NDArray[np.float64]
    category: NDArray[np.uint8]
    state: NDArray[np.uint8]
    text: Callable[[int], str] = no_text
    note: Callable[[int], str] = no_text
    loud: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, np.bool_))
    heads_all: bool = True

    def __post_init__(self) -> None:
        if not len(self.loud):
            self.loud = np.zeros(len(self), np.bool_)

    def __len__(self) -> int:
        return len(self.weight)


@dataclass(frozen=True)
class DrawnTiles:
    """The m boxes that are large enough to be seen, outer ones first: boxes int64, which; places
    float64 (m, 4): x, y, width, height; headed bool: whether others are in it; colours uint32
    (m, 3): fill, lines, header; inks uint32; striped uint8."""

    boxes: NDArray[np.intp]
    places: NDArray[np.float64]
    headed: NDArray[np.bool_]
    colours: NDArray[np.uint32]
    inks: NDArray[np.uint32]
    striped: NDArray[np.uint8]
