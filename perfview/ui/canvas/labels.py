"""Which texts stand in which boxes of a layer: words by label, notes by box, both remembered."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.raster import ERROR
from perfview.ui.canvas.atlas import Atlas, no_entries
from perfview.ui.canvas.boxes import Layer

_NOTE_ROOM = 64
CROSS = "✕ "
"""Errors are never told by colour alone."""


class Labels:
    """Entries of one layer in one atlas. Only what comes into sight is ever asked for."""

    def __init__(self, layer: Layer, atlas: Atlas) -> None:
        self.layer = layer
        self.atlas = atlas
        self.generation = atlas.generation
        boxes = layer.boxes
        # -1 is a label, too: that of a box over everything.
        most = int(boxes.label.max(initial=0)) + 2
        self._words = no_entries(2 * most)
        self._notes = no_entries(len(boxes))

    def fits(self, layer: Layer, atlas: Atlas) -> bool:
        """Whether what is remembered here is about this layer and this atlas."""
        same = self.layer is layer and self.atlas is atlas
        return same and self.generation == atlas.generation

    def items(self, found: NDArray[np.int32], ratio: float) -> NDArray[np.int32]:
        """`kernels.texts` items (n, 6) for the label places (n, 5) a raster pass found."""
        boxes = self.layer.boxes
        box = found[:, 0]
        failed = self.layer.failed
        crossed = boxes.state[box] == ERROR if failed is None else failed[box]
        key = (boxes.label[box] + 1) * 2 + crossed
        self._learn(key)
        notes = self._notes_of(box, found[:, 2] - found[:, 1] >= _NOTE_ROOM * ratio)
        parts = (self._words[key], notes, *found[:, 1:].T)
        return np.ascontiguousarray(np.stack(parts, axis=1), np.int32)

    def _learn(self, keys: NDArray[np.int32]) -> None:
        for key in np.unique(keys[self._words[keys] < 0]).tolist():
            text = self.layer.text((key >> 1) - 1)
            self._words[key] = self.atlas.entry(CROSS + text if key & 1 else text)

    def _notes_of(self, box: NDArray[np.int32], wide: NDArray[np.bool_]) -> NDArray[np.int32]:
        for index in box[wide & (self._notes[box] < 0)].tolist():
            self._notes[index] = self.atlas.entry(self.layer.note(index))
        return np.where(wide, self._notes[box], -1).astype(np.int32)
