"""Whether calls follow each other faster than anybody could wait for an answer."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.queries.loops.bursts import Bursts
from perfview.queries.model import NO_TIME, Calls

NO_WAIT_NS = 30_000
"""The mean pause between the calls of a batch sent at once: PostgreSQL's pipeline through psycopg 3
leaves 5-20 µs, a client on the same machine that waits for each answer 80 µs or more."""
CLOCK_NS = 1_000_000


def are_batched(calls: Calls, bursts: Bursts) -> NDArray[np.bool_]:
    """Which bursts were sent together (executemany in a pipeline): the server was never left
    waiting. False where times or durations are not told."""
    begins = calls.start_ns[bursts.heads]
    last = bursts.calls[bursts.first[1:] - 1]
    spent = np.add.reduceat(calls.duration_ns[bursts.calls], bursts.first[:-1])
    is_told = np.logical_and.reduceat(
        (calls.duration_ns[bursts.calls] >= 0) & (calls.start_ns[bursts.calls] != NO_TIME),
        bursts.first[:-1],
    )
    whole = calls.start_ns[last] + calls.duration_ns[last] - begins
    pauses = np.maximum(bursts.sizes - 1, 1)
    pause = (whole - spent) / pauses
    # Times of many logs are whole milliseconds; calls side by side overlap by more than that.
    overlaps = pause < -(NO_WAIT_NS + CLOCK_NS / pauses)
    # To the nanosecond one after another is only what was reckoned, not measured.
    batched: NDArray[np.bool_] = is_told & (pause < NO_WAIT_NS) & ~overlaps & (whole != spent)
    return batched & (bursts.sizes >= 2)
