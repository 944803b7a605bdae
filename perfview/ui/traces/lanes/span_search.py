"""The matches of a search among spans, and walking through them by time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.filtering.grammar import FilterError, parse
from perfview.recording.errors import UnreadableInput
from perfview.traces.filtering.masks import spans_matching
from perfview.traces.filtering.words import spans_with
from perfview.traces.study import Study


class SpanSearch:
    """`found` bool by span (None without a match); `at` which match is shown, -1 none yet."""

    def __init__(self, study: Study) -> None:
        self._study = study
        self._model = study.model
        self._rows = np.zeros(0, np.int32)
        self.found: NDArray[np.bool_] | None = None
        self.at = -1

    def __len__(self) -> int:
        return len(self._rows)

    def look_for(self, text: str) -> int:
        """Find spans that match the filter `text`, or hold it as it is; how many there are."""
        found = self._matching(text)
        rows = np.flatnonzero(found).astype(np.int32)
        self._rows = rows[np.argsort(self._model.start_ns[rows], kind="stable")]
        self.found = found if len(rows) else None
        self.at = -1
        return len(rows)

    def _matching(self, text: str) -> NDArray[np.bool_]:
        try:
            return spans_matching(self._study, parse(text)) if text else self._none
        except (FilterError, UnreadableInput):
            return spans_with(self._model, text)

    @property
    def _none(self) -> NDArray[np.bool_]:
        return np.zeros(len(self._model), np.bool_)

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
