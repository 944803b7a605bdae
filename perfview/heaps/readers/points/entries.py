"""Collections as Node's perf_hooks tell them: `PerformanceEntry` objects of type ``gc``.

`detail.kind` (before Node 16 `kind`): 1 minor, 4 major, 8 incremental marking, 16 weak callbacks;
`detail.flags`: 4 forced, 64 while idle (https://nodejs.org/api/perf_hooks.html).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from perfview.heaps.readers.logs.rows import Row
from perfview.heaps.readers.points.table import Column

_KINDS = {
    1: "Scavenge",
    2: "Minor mark",
    4: "Mark-Compact",
    8: "Incremental marking",
    16: "Weak callbacks",
}
_FULL = 4
_FLAGS = {
    2: "construct retained",
    4: "forced",
    8: "synchronous phantom",
    16: "all available",
    32: "all external memory",
    64: "while idle",
}


def are_entries(keys: set[str]) -> bool:
    """Whether an object with these keys (those of `detail` among them) is such an entry."""
    return {"startTime", "duration", "kind"} <= keys


def rows_of(columns: Mapping[str, Column], owner: str) -> list[Row]:
    """The collections; other entries of the same list are left out. Times in ns as written, which
    count from the program's own time origin."""
    start, duration = columns["startTime"].values, columns["duration"].values
    kind = columns["kind"].values
    flags = columns["flags"].values if "flags" in columns else np.zeros(len(kind))
    chosen = np.isfinite(start) & np.isfinite(duration) & np.isin(kind, list(_KINDS))
    found = zip(*(each[chosen].tolist() for each in (start, duration, kind, flags)), strict=True)
    return [
        Row(
            time_ns=round(at * 1e6),
            pause_ns=round(max(took, 0.0) * 1e6),
            kind=_KINDS[int(which)],
            is_full=int(which) == _FULL,
            reason=_reason(set_flags),
            owner=owner,
        )
        for at, took, which, set_flags in found
    ]


def _reason(flags: float) -> str:
    bits = int(flags) if np.isfinite(flags) else 0
    return ", ".join(words for bit, words in _FLAGS.items() if bits & bit)
