"""Equal texts at places of a content, numbered."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.interning import Interner
from perfview.kernels.placed_texts import intern_placed

_LENGTH_SHIFT = np.uint64(40)
_LONGEST = 4096


def interned(
    content: NDArray[np.uint8], spans: NDArray[np.int64], texts: Interner
) -> NDArray[np.int32]:
    """Numbers of the texts at places (n, 2), int32 (n), -1 for none; what is longer than 4096
    bytes is cut."""
    ids = np.full(len(spans), -1, np.int32)
    rows = np.flatnonzero((spans[:, 0] >= 0) & (spans[:, 1] > spans[:, 0]))
    if len(rows):
        begin = spans[rows, 0]
        lengths = np.minimum(spans[rows, 1] - begin, _LONGEST).astype(np.uint64)
        places = begin.astype(np.uint64) | lengths << _LENGTH_SHIFT
        found = np.full(len(rows), -1, np.int32)
        intern_placed(int(content.ctypes.data), 1 << 62, places, found, 0, texts)
        ids[rows] = found
    return ids
