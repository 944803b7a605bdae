"""The sizes from which on a heap is too large, as the detectors in force have them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from perfview.engine.analysis import limits
from perfview.heaps.detectors.near_heap_limit import NearHeapLimit
from perfview.heaps.detectors.rising_floor import RisingFloor


@dataclass(frozen=True)
class Bounds:
    """Bytes in use from which on it is a warning, and critical; the part of a heap's own limit that
    is critical; where a heap is full whose limit is not known, bytes."""

    warning: float
    critical: float
    share: float
    full: float

    @classmethod
    def of(cls, thresholds: Mapping[str, float]) -> Bounds:
        """With these thresholds moved (``detector.threshold`` to a value), others as they come."""
        near, rising = limits(NearHeapLimit, thresholds), limits(RisingFloor, thresholds)
        return cls(near["warning"], near["critical"], near["share"], rising["limit"])

    def lines(self, limit_bytes: int) -> tuple[float, float, float]:
        """Where it is a warning, where it is critical, and the heap's own limit, bytes; 0 for a
        line that says nothing of its own. `limit_bytes` is 0 when unknown."""
        critical = min(self.critical, self.share * limit_bytes) if limit_bytes else self.critical
        return self.warning if self.warning < critical else 0.0, critical, float(limit_bytes)
