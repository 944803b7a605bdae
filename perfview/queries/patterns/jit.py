"""How long a plan was compiled for, as its root tells it."""

from __future__ import annotations

import re

_TOTAL = re.compile(r"JIT[\s\S]*?Timing[\s\S]*?Total:?\s*([\d.]+)")
_NS_PER_MS = 1e6


def compiling_ns(detail: str) -> float:
    """The whole of compiling in ns, 0 where it is not told."""
    found = _TOTAL.search(detail)
    return float(found[1]) * _NS_PER_MS if found else 0.0
