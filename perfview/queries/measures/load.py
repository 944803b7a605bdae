"""How much the database had to do, over time, by statement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from perfview.queries.study import Study


@dataclass(frozen=True)
class Load:
    """edges_ns int64 (b + 1) of equal spans of time; busy_ns int64 (t, b): of each statement; calls
    int64 (t, b); p95_ns int64 (t, b), -1 without calls. Empty without times."""

    edges_ns: NDArray[np.int64]
    busy_ns: NDArray[np.int64]
    calls: NDArray[np.int64]


def load(
    study: Study, bins: int = 240, start_ns: int | None = None, stop_ns: int | None = None
) -> Load:
    """The load of the recording, or of a part of it; a call's time is shared out among the spans it
    lasts through."""
    raise NotImplementedError


def statement_p95(study: Study, statement: int, bins: int = 24) -> NDArray[np.float64]:
    """p95 in ns of one statement over the recording, (bins), nan where it was not called."""
    raise NotImplementedError
