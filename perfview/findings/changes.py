"""Numbers before and after, and how much of their difference may be chance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Changes:
    """before, after float64 (k), 0 where a thing is not there; noise float64 (k): how far off the
    difference may be, inf where nothing can be said."""

    before: NDArray[np.float64]
    after: NDArray[np.float64]
    noise: NDArray[np.float64]

    @property
    def amount(self) -> NDArray[np.float64]:
        """After less before, float64 (k)."""
        return self.after - self.before

    @property
    def is_noise(self) -> NDArray[np.bool_]:
        """Whether there may be no difference, bool (k)."""
        return np.abs(self.amount) <= self.noise
