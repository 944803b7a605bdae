"""How busy a thread was between any two moments: one running sum, asked as often as one likes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.profiles.measures.timelines import timeline

if TYPE_CHECKING:
    from perfview.profiles.lens import Lens
    from perfview.profiles.study import Study


@dataclass(frozen=True)
class Busyness:
    """bound int64 (n + 1): when samples of a thread begin and the last one ends, ns; before float64
    (n + 1): the busy time before each of them, ns."""

    bound: NDArray[np.int64]
    before: NDArray[np.float64]

    def until(self, moments: NDArray[np.float64]) -> NDArray[np.float64]:
        """The busy time before each moment (ns), float64."""
        if len(self.bound) < 2:
            return np.zeros(len(moments))
        return np.interp(moments, self.bound, self.before)

    def shares(self, edges: NDArray[np.float64]) -> NDArray[np.float64]:
        """The part (0-1) of the time between neighbouring edges (float64 (k + 1), ns) in which
        something was on the stack: float64 (k)."""
        wide = np.maximum(np.diff(edges), 1e-9)
        shares: NDArray[np.float64] = np.clip(np.diff(self.until(edges)) / wide, 0.0, 1.0)
        return shares

    def share(self, start_ns: int, end_ns: int) -> float:
        """The same for one stretch of time."""
        return float(self.shares(np.array([start_ns, end_ns], np.float64))[0])


def busyness(study: Study, lens: Lens, thread: int) -> Busyness:
    """Of a thread, whatever the lens transforms: dropped samples are idle time. Remembered."""
    name = f"busyness {thread} {lens.metric} {lens.labels} {lens.where} {lens.transforms}"
    return study.once(name, lambda: _busyness(study, lens, thread))


def _busyness(study: Study, lens: Lens, thread: int) -> Busyness:
    line = timeline(study, thread, lens.metric)
    sight = line.sight(study, lens)
    path = np.append(sight.path_of_stack, np.int32(-1))[sight.stack]
    busy = np.where(path >= 0, np.diff(line.bound), 0)
    return Busyness(line.bound, np.concatenate(([0.0], np.cumsum(busy, dtype=np.float64))))
