"""Which connection each entry is of, and who made it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.interning import Interner
from perfview.kernels.placed_texts import intern_placed
from perfview.kernels.visits import visits_of
from perfview.queries.readers.postgres.columns import (
    APPLICATION,
    DATABASE,
    HOST,
    PROCESS,
    SESSION,
    USER,
    LogEntries,
)

_LENGTH_SHIFT = np.uint64(40)
_UNKNOWN = (b"", b"[unknown]", b"[local]")
_TRAITS = (USER, DATABASE, APPLICATION, HOST)


@dataclass(frozen=True)
class LogSessions:
    """session int32 (n), -1 for none; of each session name, user, database, application and host
    int32, numbers of `texts`, -1 unknown."""

    session: NDArray[np.int32]
    name: NDArray[np.int32]
    traits: NDArray[np.int32]
    texts: Interner

    def __len__(self) -> int:
        return len(self.name)


def interned(entries: LogEntries, column: int, texts: Interner) -> NDArray[np.int32]:
    """Numbers of a column's texts, int32 (n), -1 for none."""
    spans = entries.span(column)
    rows = np.flatnonzero(spans[:, 0] >= 0)
    ids = np.full(len(spans), -1, np.int32)
    if len(rows):
        begin, stop = spans[rows, 0], spans[rows, 1]
        lengths = np.minimum(stop - begin, 4096).astype(np.uint64)
        places = begin.astype(np.uint64) | lengths << _LENGTH_SHIFT
        found = np.full(len(rows), -1, np.int32)
        intern_placed(int(entries.content.ctypes.data), 1 << 62, places, found, 0, texts)
        ids[rows] = found
    return ids


def sessions_of(entries: LogEntries, begins: NDArray[np.bool_]) -> LogSessions:
    """The connections of a log: by session id where it is told, else by process id, until another
    user or database comes by it or `begins` tells a new connection."""
    texts = Interner()
    unknown = [texts.add(word) for word in _UNKNOWN]
    name = interned(entries, SESSION, texts)
    if not (name >= 0).any():
        name = interned(entries, PROCESS, texts)
    traits = np.empty((len(entries), len(_TRAITS)), np.int32)
    for number, column in enumerate(_TRAITS):
        ids = interned(entries, column, texts)
        ids[np.isin(ids, unknown[:2])] = -1
        traits[:, number] = ids
    visits = visits_of(name, traits, 2, begins)
    return LogSessions(visits.visit, name[visits.first], visits.traits, texts)
