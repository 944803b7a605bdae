"""Where a JSON array or object that stands in memory ends."""

from __future__ import annotations

from perfview.kernels.jit import kernel
from perfview.kernels.json_scan import container_end


@kernel("int64(int64, int64)", _nrt=False)
def _end_of_container(address, end):  # type: ignore[no-untyped-def]
    return container_end(address, end)


def end_of_container(address: int, end: int) -> int:
    """Address behind the bracket that closes the one at `address`, -1 when it is not before `end`.

    The bytes from `end` on must be readable for another 64.
    """
    return int(_end_of_container(address, end))
