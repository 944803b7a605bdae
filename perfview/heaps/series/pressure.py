"""What collecting costs: pauses, how often, how much is allocated, what is left to the program."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.series.single import Single

BUSIEST_NS = 1_000_000_000
"""The stretch in which the collector took most is so long, or the recording if that is shorter."""


@dataclass(frozen=True)
class Pressure:
    """Of one heap, over `lasted_ns`.

    pause_ns: all pauses together, of which full_ns by full collections. busiest: the largest part
    of any stretch of `BUSIEST_NS` that was paused, 0-1. collections, full: how many. allocated:
    bytes a second between collections, NaN when sizes are unknown; promoted: bytes a second, NaN
    when not told. mutator: the smallest part of time the collector says it left, NaN when it does
    not say. young_rate: collections that are not full, a second.
    """

    lasted_ns: int
    pause_ns: int
    full_ns: int
    busiest: float
    collections: int
    full: int
    allocated: float
    promoted: float
    mutator: float
    young_rate: float

    @property
    def share(self) -> float:
        """The part of all time that was paused, 0-1."""
        return min(1.0, self.pause_ns / self.lasted_ns)


def pressure_of(single: Single) -> Pressure:
    """What collecting a heap costs."""
    found, lasted = single.collections, single.lasted_ns
    full = found.is_full
    known = found.mutator_share[full & np.isfinite(found.mutator_share)]
    seconds = lasted / 1e9
    return Pressure(
        lasted_ns=lasted,
        pause_ns=int(found.pause_ns.sum()),
        full_ns=int(found.pause_ns[full].sum()),
        busiest=_busiest(found.time_ns, found.pause_ns, min(BUSIEST_NS, lasted)),
        collections=len(found),
        full=int(np.count_nonzero(full)),
        allocated=allocated_bytes(single) / seconds,
        promoted=float(found.promoted_bytes[found.promoted_bytes > 0].sum()) / seconds
        if len(found.promoted_bytes)
        else float("nan"),
        mutator=float(known.min()) if len(known) else float("nan"),
        young_rate=float(np.count_nonzero(~full)) / seconds,
    )


def allocated_bytes(single: Single) -> float:
    """What was allocated between the first collection and the last, bytes; NaN when unknown."""
    found = single.collections
    before, after = found.before_bytes, found.after_bytes
    if len(found) < 2 or not ((before >= 0) & (after >= 0)).all():
        return float("nan")
    return float(np.maximum(before[1:] - after[:-1], 0).sum())


def _busiest(time: NDArray[np.int64], pause: NDArray[np.int64], window: int) -> float:
    """The largest part of any window that is paused, windows ending where a pause does."""
    if not len(time):
        return 0.0
    sums = np.concatenate(([0], np.cumsum(pause)))
    end = time + pause
    first = np.searchsorted(end, end - window, "right")
    spent = sums[1:] - sums[np.minimum(first, np.arange(len(time)))]
    return float(min(1.0, spent.max() / window))
