"""The matches of a search among spans, and walking through them by time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.traces.filtering.words import spans_with
from perfview.traces.model import TraceModel


class SpanSearch:
    """`found` bool by span (None without a match); `at` which match is shown, -1 none yet."""

    def __init__(self, model: TraceModel) -> None:
        self._model = model
        self._rows = np.zeros(0, np.int32)
        self.found: NDArray[np.bool_] | None = None
        self.at = -1

    def __len__(self) -> int:
        return len(self._rows)

    def look_for(self, text: str) -> int:
        """Find spans with `text` in one of their texts; how many there are."""
        found = spans_with(self._model, text)
        rows = np.flatnonzero(found).astype(np.int32)
        self._rows = rows[np.argsort(self._model.start_ns[rows], kind="stable")]
        self.found = found if len(rows) else None
        self.at = -1
        return len(rows)

    def step(self, by: int, from_ns: int) -> int:
        """The next match (or, with -1, the one before), at first from `from_ns` on; -1 none."""
        if not len(self._rows):
            return -1
        if self.at < 0:
            here = int(np.searchsorted(self._model.start_ns[self._rows], from_ns))
            self.at = (here if by > 0 else here - 1) % len(self._rows)
        else:
            self.at = (self.at + by) % len(self._rows)
        return int(self._rows[self.at])
