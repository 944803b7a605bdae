"""Giving memory back to the system when a document is closed."""

from __future__ import annotations

import ctypes
import gc
import sys


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
