"""Where each span's box goes in the timeline: rows that never overlap."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Lanes:
    """Boxes in rows. b boxes sorted by row, then start; boxes of a row never overlap.

    span int32 (b): row of the model. row_first int64 (rows + 1): row r holds boxes
    row_first[r]..row_first[r + 1]. start_ns, end_ns int64 (b). Rows come in groups (a service, a
    trace): group_first int64 (groups + 1) into rows, group_name the labels (indices into the graph's nodes or
    trace numbers, int32). box_of_span int32 (n): -1 for spans not drawn.
    """

    span: NDArray[np.int32]
    start_ns: NDArray[np.int64]
    end_ns: NDArray[np.int64]
    row_first: NDArray[np.int64]
    group_first: NDArray[np.int64]
    group_name: NDArray[np.int32]
    box_of_span: NDArray[np.int32]
