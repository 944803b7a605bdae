"""The server's own ids of statements (`compute_query_id`, ``%Q``)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.whole_numbers import whole_numbers
from perfview.queries.readers.postgres.columns import QUERY_ID, LogEntries


def query_ids(entries: LogEntries, row: NDArray[np.int64]) -> NDArray[np.uint64] | None:
    """uint64, 0 for none, of these entries; None where the log tells none."""
    spans = entries.spans[row, QUERY_ID]
    if not (spans[:, 0] >= 0).any():
        return None
    found = whole_numbers(entries.content, np.ascontiguousarray(spans)).view(np.uint64)
    return found if found.any() else None
