"""The server's own ids of statements (`compute_query_id`, ``%Q``)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.whole_numbers import whole_numbers
from perfview.queries.readers.postgres.columns import QUERY_ID, LogEntries

_PREPARE = b"prepare"


def query_ids(
    entries: LogEntries, row: NDArray[np.int64], text: NDArray[np.int64]
) -> NDArray[np.uint64] | None:
    """uint64, 0 for none, of these entries, whose statements are at `text` int64 (n, 2); None where
    the log tells none. A PREPARE has the id of what it prepares: it gets none."""
    spans = entries.spans[row, QUERY_ID]
    if not (spans[:, 0] >= 0).any():
        return None
    found = whole_numbers(entries.content, np.ascontiguousarray(spans)).view(np.uint64)
    told = np.flatnonzero(found)
    start = np.maximum(text[told, 0], 0)
    prepares = text[told, 0] >= 0
    for step, letter in enumerate(_PREPARE):
        prepares &= (entries.content[start + step] | 32) == letter
    found[told[prepares]] = 0
    return found if found.any() else None
