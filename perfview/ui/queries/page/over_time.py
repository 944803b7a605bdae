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
_FEWEST = 2


@dataclass(frozen=True)
class OverTime:
    """edges_ns int64 (b + 1); p95_ns, busy_ns, calls float64 (b), nan where it was not called."""

    edges_ns: NDArray[np.int64]
    p95_ns: NDArray[np.float64]
    busy_ns: NDArray[np.float64]
    calls: NDArray[np.float64]

    @property
    def ways(self) -> list[int]:
        """What is told: only calls where none tells how long it took."""
        return [P95, BUSY, CALLS] if np.nansum(self.busy_ns) > 0 else [CALLS]

    def values(self, way: int) -> NDArray[np.float64]:
        """What the bars are as high as, one of `WAYS`."""
        return (self.p95_ns, self.busy_ns, self.calls)[way]


def over_time(study: Study, statement: int) -> OverTime | None:
    """One statement over the recording; None where no times are told, or of one call only."""
    found = study.once("ui.load", lambda: load(study, _BINS))
    if len(found.edges_ns) < 2 or statement >= len(found.p95_ns):
        return None
    if int(found.calls[statement].sum()) < _FEWEST:
        return None
    p95 = found.p95_ns[statement].astype(np.float64)
    return OverTime(
        found.edges_ns,
        np.where(p95 >= 0, p95, np.nan),
        found.busy_ns[statement].astype(np.float64),
        found.calls[statement].astype(np.float64),
    )
