"""In which order processes and tracks are shown: as Perfetto and Chrome's own viewers do."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from perfview.recording.strings import StringTable
from perfview.traces.threads import TrackKind

NO_RANK = 0
"""The sort index of what the file gives none (trace event format, "Metadata Events")."""

_MAIN = re.compile(r"Cr\w+Main|MainThread|main", re.IGNORECASE)
"""Chromium's, Python's and everybody's name for a main thread (macOS numbers threads apart)."""

_SHOWN_AS = np.zeros(256, np.int64)
_SHOWN_AS[TrackKind.THREAD] = 1
_SHOWN_AS[TrackKind.ASYNC] = 2
_SHOWN_AS[TrackKind.GLOBAL] = 3


def process_order(rank: NDArray[np.int64], process_id: NDArray[np.int64]) -> NDArray[np.int64]:
    """The processes by sort index, then by process id: int64 indices."""
    return np.lexsort((process_id, rank))


def are_main(
    name: NDArray[np.int32],
    thread_id: NDArray[np.int64],
    process: NDArray[np.int32],
    process_id: NDArray[np.int64],
    strings: StringTable,
) -> NDArray[np.bool_]:
    """Which tracks are their process' main thread: by its id (Linux), or by its name. bool (k)."""
    own = np.append(process_id, np.int64(-1))[process]
    named = [text for text in np.unique(name).tolist() if _MAIN.fullmatch(strings[text])]
    found: NDArray[np.bool_] = (thread_id != 0) & ((own == thread_id) | np.isin(name, named))
    return found


def _alphabetical(name: NDArray[np.int32], strings: StringTable) -> NDArray[np.int64]:
    """Each name's place among the names, those of none last: int64 (k)."""
    distinct, which = np.unique(name, return_inverse=True)
    texts = [(text < 0, strings[text]) for text in distinct.tolist()]
    place = np.empty(len(texts), np.int64)
    place[sorted(range(len(texts)), key=texts.__getitem__)] = np.arange(len(texts))
    found: NDArray[np.int64] = place[which]
    return found


def track_positions(
    kind: NDArray[np.uint8],
    name: NDArray[np.int32],
    process: NDArray[np.int32],
    thread_id: NDArray[np.int64],
    rank: NDArray[np.int64],
    is_main: NDArray[np.bool_],
    strings: StringTable,
) -> NDArray[np.int32]:
    """Each track's place among all: int32 (k), unique.

    By process; within one what concerns it as a whole, then its threads by sort index, the main
    one before the others, by name, then async work, equal names together.
    """
    by_name = _alphabetical(name, strings)
    order = np.lexsort((thread_id, by_name, ~is_main, rank, _SHOWN_AS[kind], process))
    positions = np.empty(len(kind), np.int32)
    positions[order] = np.arange(len(kind), dtype=np.int32)
    return positions
