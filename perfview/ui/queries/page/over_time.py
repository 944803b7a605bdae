"""When a statement runs and how long it takes then: what the bars of its page show."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.queries.measures.load import load
from perfview.queries.study import Study

P95, BUSY, CALLS = range(3)
WAYS = ("p95", "Time", "Calls")
"""What the bars can stand for."""

_BINS = 24


@dataclass(frozen=True)
class OverTime:
    """edges_ns int64 (b + 1); p95_ns, busy_ns, calls float64 (b), nan where it was not called."""

    edges_ns: NDArray[np.int64]
    p95_ns: NDArray[np.float64]
    busy_ns: NDArray[np.float64]
    calls: NDArray[np.float64]

    def values(self, way: int) -> NDArray[np.float64]:
        """What the bars are as high as, one of `WAYS`."""
        return (self.p95_ns, self.busy_ns, self.calls)[way]


def over_time(study: Study, statement: int) -> OverTime | None:
    """One statement over the recording; None where no times are told."""
    found = study.once("ui.load", lambda: load(study, _BINS))
    if len(found.edges_ns) < 2 or statement >= len(found.p95_ns):
        return None
    p95 = found.p95_ns[statement].astype(np.float64)
    return OverTime(
        found.edges_ns,
        np.where(p95 >= 0, p95, np.nan),
        found.busy_ns[statement].astype(np.float64),
        found.calls[statement].astype(np.float64),
    )
