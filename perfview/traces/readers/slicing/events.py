"""Events of recordings of threads, as every reader of them hands them on.

A reader of Chrome JSON or Perfetto protobuf turns its file into `SliceEvents`: one format-neutral
table of openings, closings, complete slices and instants on numbered tracks. `nest` (slices.py)
makes slices of it, `threads_model` (threads_model.py) the model.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray


class SliceEvent(IntEnum):
    """What an event does on its track."""

    BEGIN = 0
    END = 1
    """Closes the innermost open slice (of this name and category, when it has them)."""
    COMPLETE = 2
    """Brings its duration with it."""
    INSTANT = 3
    INSIDE = 4
    """Changes nothing: asks for the innermost slice that is open here (an end of a flow)."""
    BEFORE = 5
    """Changes nothing: asks for the next slice that opens on this track (an end of a flow)."""
    OTHER = 6
    """No matter of slices (a counter, a name); it only keeps its place among the attributes."""


@dataclass(frozen=True)
class SliceEvents:
    """e events in the order of the file (which need not be that of time).

    what uint8 (`SliceEvent`); time_ns, duration_ns int64 (duration only of COMPLETE; a negative one
    drops the event); track int32, dense numbers, -1 for OTHER; name and category int32 text ids, -1
    none. An event's attributes are rows first_attribute[i]..first_attribute[i + 1] of the reader's
    attribute table (int64 (e + 1)). All arrays are contiguous and writable.
    """

    what: NDArray[np.uint8]
    time_ns: NDArray[np.int64]
    duration_ns: NDArray[np.int64]
    track: NDArray[np.int32]
    name: NDArray[np.int32]
    category: NDArray[np.int32]
    first_attribute: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.what)


@dataclass(frozen=True)
class Slices:
    """n slices in the order in which their opening events stand in the file.

    event int32 (n): the event that opened it; end_event int32 (n): the one that closed it, -1 for
    complete ones, instants and unfinished ones. start_ns, duration_ns int64 (n), the duration of
    unfinished ones -1. parent int32 (n): the enclosing slice on the same track, -1 none.
    of_event int32 (e): the slice an event opened, closed or (INSIDE, BEFORE) found, -1 for none.
    misplaced: closings without an opening. overlapping: complete slices dropped because they
    overlap their neighbour half. negative: complete ones dropped for a negative duration. cut:
    slices without an end, closed where the complete slice around them ends.
    """

    event: NDArray[np.int32]
    end_event: NDArray[np.int32]
    start_ns: NDArray[np.int64]
    duration_ns: NDArray[np.int64]
    parent: NDArray[np.int32]
    of_event: NDArray[np.int32]
    misplaced: int
    overlapping: int
    negative: int
    cut: int

    def __len__(self) -> int:
        return len(self.event)
