"""The greatest value of each kind, in one pass."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel
from perfview.kernels.splitting import even_ranges, in_threads


@kernel("void(int64, int64, uint8[::1], uint32[::1], int64[::1])", _nrt=False)
def _greatest_of_kinds(start, stop, kind, value, greatest):  # type: ignore[no-untyped-def]
    """Raise `greatest` (256, -1 at first) to the greatest value of each kind in start..stop."""
    for i in range(start, stop):
        if value[i] > greatest[kind[i]]:
            greatest[kind[i]] = value[i]


def greatest_by_kind(kind: NDArray[np.uint8], value: NDArray[np.uint32]) -> NDArray[np.int64]:
    """The greatest value of each kind: int64 (256), -1 for kinds there are none of."""
    parts = even_ranges(len(kind))
    found = np.full((len(parts), 256), -1, np.int64)
    row = {start: found[i] for i, (start, _) in enumerate(parts)}
    in_threads(lambda a, b: _greatest_of_kinds(a, b, kind, value, row[a]), parts)
    greatest: NDArray[np.int64] = found.max(axis=0)
    return greatest
