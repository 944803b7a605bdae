"""The arguments of events as texts, kept while their bytes are in memory."""

from __future__ import annotations

import numpy as np

from perfview.kernels.placed_texts import intern_placed
from perfview.kernels.tables import Tables
from perfview.profiles.readers.evented.schema import ARGUMENTS, EVENTS, NO_PLACE

MOST_BYTES = 64 << 20
"""Of arguments that are kept: they become part of names, and no picture shows a million of them."""

_FURTHEST = 1 << 62
_CALLS = np.zeros(256, np.bool_)
_CALLS[[ord(phase) for phase in "BEXM"]] = True


class EventArguments:
    """Follows one worker's tables; call `gather` after each block, before its buffer is reused."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._done = 0

    def gather(self, origin: int) -> None:
        """Intern the arguments of the events committed since the last call.

        `origin` is the address at which the stream's byte 0 would stand.
        """
        tables = self._tables
        rows = tables.rows(EVENTS)
        if rows == self._done:
            return
        place = tables.column(EVENTS, "place")[self._done :]
        wanted = place != np.uint64(NO_PLACE)
        wanted &= _CALLS[tables.column(EVENTS, "phase")[self._done :]]
        ids = np.full(len(place), -1, np.int32)
        if tables.texts.used < MOST_BYTES:
            found = np.full(int(np.count_nonzero(wanted)), -1, np.int32)
            intern_placed(origin, _FURTHEST, place[wanted], found, 0, tables.texts)
            ids[wanted] = found
        tables.extend(ARGUMENTS, {"text": ids})
        self._done = rows
