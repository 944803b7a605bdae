"""Many traces folded into one tree of calls: the aggregated flame graph."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class CallTree:
    """c calls, parents before children, siblings by total time, largest first.

    parent int32 (c), -1 for roots; depth int32; operation int32 into Operations; count, errors
    int64; total_ns, self_ns int64: summed over the spans folded into the call. start_ns int64: where the call's
    box begins when every parent is as wide as its total (children clipped to it).
    of_span int32 (n): the call a span was folded into, -1 for spans left out.
    """

    parent: NDArray[np.int32]
    depth: NDArray[np.int32]
    operation: NDArray[np.int32]
    count: NDArray[np.int64]
    errors: NDArray[np.int64]
    total_ns: NDArray[np.int64]
    self_ns: NDArray[np.int64]
    start_ns: NDArray[np.int64]
    of_span: NDArray[np.int32]
