"""The greatest value of each kind, in one pass."""

from __future__ import annotations

from perfview.kernels.jit import kernel


@kernel("void(int64, int64, uint8[::1], uint32[::1], int64[::1])", _nrt=False)
def greatest_of_kinds(start, stop, kind, value, greatest):  # type: ignore[no-untyped-def]
    """Raise `greatest` (256, -1 at first) to the greatest value of each kind in start..stop."""
    for i in range(start, stop):
        if value[i] > greatest[kind[i]]:
            greatest[kind[i]] = value[i]
