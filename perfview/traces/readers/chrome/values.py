"""What counters and metadata say, taken out of their arguments while the bytes are in memory."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.decimals import count_listed, parse_placed
from perfview.kernels.placed_texts import intern_placed
from perfview.kernels.tables import Tables
from perfview.traces.readers.chrome.schema import ATTRIBUTES, EVENTS, SAMPLES, VALUES

_FURTHEST = 1 << 62
COUNTER, METADATA, SAMPLE = ord("C"), ord("M"), ord("P")


class ChromeValues:
    """Follows one worker's tables; call `gather` after each block, before its buffer is reused."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._done = 0

    def gather(self, origin: int) -> None:
        """Add the values of the counters and metadata committed since the last call.

        `origin` is the address at which the stream's byte 0 would stand.
        """
        tables = self._tables
        rows = tables.rows(EVENTS)
        phase = tables.column(EVENTS, "phase")[self._done :]
        for wanted in (COUNTER, METADATA):
            self._add(origin, np.flatnonzero(phase == wanted) + self._done, wanted == METADATA)
        samples = np.flatnonzero(phase == SAMPLE) + self._done
        if len(samples):
            place, _ = self._places(samples)
            references = tables.column(ATTRIBUTES, "reference")[place]
            tables.count(SAMPLES, count_listed(origin, _FURTHEST, references, b"samples"))
        self._done = rows

    def _places(self, events: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The attributes of these events, and whose each is."""
        first = self._tables.column(EVENTS, "first_attribute")
        begin, after = first[events], np.minimum(events + 1, len(first) - 1)
        stop = np.where(events + 1 < len(first), first[after], self._tables.rows(ATTRIBUTES))
        count = stop - begin
        shift = np.repeat(begin - (np.cumsum(count) - count), count)
        return shift + np.arange(len(shift)), np.repeat(events, count)

    def _add(self, origin: int, events: NDArray[np.int64], as_text: bool) -> None:
        if not len(events):
            return
        tables = self._tables
        place, owner = self._places(events)
        references = tables.column(ATTRIBUTES, "reference")[place]
        ids = np.full(len(place), -1, np.int32)
        if as_text:
            intern_placed(origin, _FURTHEST, references, ids, 0, tables.texts)
        columns: dict[str, NDArray[Any]] = {
            "number": parse_placed(origin, references),
            "attribute": place,
            "text": ids,
            "event": owner,
        }
        tables.extend(VALUES, columns)
