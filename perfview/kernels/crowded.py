"""Groups with few members left out before anything is made of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import LEFT_OUT
from perfview.kernels.jit import kernel


@kernel("void(int32[::1], uint8[::1], uint8[::1], int32[::1], int64)", _nrt=False)
def _leave_out(group, kind, counted, members, least):  # type: ignore[no-untyped-def]
    for i in range(group.size):
        if group[i] >= 0 and counted[kind[i]]:
            members[group[i]] += 1
        else:
            group[i] = LEFT_OUT
    for i in range(group.size):
        if group[i] >= 0 and members[group[i]] < least:
            group[i] = LEFT_OUT


def leave_out_small(
    group: NDArray[np.int32],
    kind: NDArray[np.uint8],
    counted: NDArray[np.bool_],
    least: int,
) -> None:
    """Set groups to `LEFT_OUT`, in place, that have less than `least` members, and of members of
    kinds that are not counted. group int32 (n): 0 to n - 1, negative for none; counted bool (256).
    """
    members = np.zeros(len(group), np.int32)
    _leave_out(group, kind, counted.view(np.uint8), members, least)
