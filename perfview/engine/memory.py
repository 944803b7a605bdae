"""How memory is asked for, so that large columns go back to the system."""

from __future__ import annotations

import ctypes
import sys

_M_ARENA_MAX, _M_MMAP_THRESHOLD = -8, -3
_ARENAS = 2
_MAP_FROM_BYTES = 1 << 22


def keep_columns_apart() -> None:
    """Let every large array have pages of its own, which go back the moment it is freed.

    glibc raises its threshold for that whenever a mapped block is freed (mallopt(3)); columns then
    share the heaps of many threads with small objects, and what stays keeps what left.
    """
    if sys.platform.startswith("linux"):
        option = getattr(ctypes.CDLL(None), "mallopt", None)
        if option is not None:
            option(_M_MMAP_THRESHOLD, _MAP_FROM_BYTES)
            option(_M_ARENA_MAX, _ARENAS)
