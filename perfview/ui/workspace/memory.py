"""Giving memory back to the system when a document is closed."""

from __future__ import annotations

import ctypes
import gc
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


def give_back() -> None:
    """Collect what is in cycles, and hand free pages to the system.

    glibc keeps freed memory in its arenas; malloc_trim(3) returns it. Other systems do so
    themselves.
    """
    gc.collect()
    if sys.platform.startswith("linux"):
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
