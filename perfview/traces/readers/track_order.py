"""In which order processes and tracks are shown: as Perfetto and Chrome's own viewers do."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.traces.threads import TrackKind

NO_RANK = 0
"""The sort index of what the file gives none (trace event format, "Metadata Events")."""

_SHOWN_AS = np.zeros(256, np.int64)
_SHOWN_AS[TrackKind.THREAD] = 1
_SHOWN_AS[TrackKind.ASYNC] = 2
_SHOWN_AS[TrackKind.GLOBAL] = 3


def process_order(rank: NDArray[np.int64], process_id: NDArray[np.int64]) -> NDArray[np.int64]:
    """The processes by sort index, then by process id: int64 indices."""
    return np.lexsort((process_id, rank))


def track_positions(
    kind: NDArray[np.uint8],
    name: NDArray[np.int32],
    process: NDArray[np.int32],
    thread_id: NDArray[np.int64],
    rank: NDArray[np.int64],
    process_id: NDArray[np.int64],
) -> NDArray[np.int32]:
    """Each track's place among all: int32 (k), unique.

    By process; within one what concerns it as a whole, then its threads by sort index, the main
    one (whose id is the process') before the others, then async work, equal names together.
    """
    known = np.append(process_id, np.int64(-1))
    is_other = known[process] != thread_id
    order = np.lexsort((thread_id, name, is_other, rank, _SHOWN_AS[kind], process))
    positions = np.empty(len(kind), np.int32)
    positions[order] = np.arange(len(kind), dtype=np.int32)
    return positions
