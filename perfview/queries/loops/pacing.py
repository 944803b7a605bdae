"""Whether calls follow each other faster than anybody could wait for an answer."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.queries.loops.bursts import Bursts
from perfview.queries.model import NO_TIME, Calls

NO_WAIT_NS = 40_000
"""The mean pause between the calls of a batch sent at once. Seen on one machine, not fitted: the
pipeline of psycopg 3 left 5-40 µs, clients beside the server that waited for each answer more."""
CLOCK_NS = 1_000_000
"""How coarse the times of many logs are: whole milliseconds."""
STALL_NS = 2_500_000
"""A pause in which the machine did something else, where it is one of few."""
FEW = 0.2


_LOOKED_AT, _SECOND = 10_000, 1_000_000_000
WAIT_NS, WAITS = 3_000_000, 4
"""A pause between calls, and its part of what a call takes, from which somebody waits on purpose:
asks a job's state again, or tries again. A loop asks for the next row once it has the last."""


def is_fine_timed(calls: Calls) -> bool:
    """Whether times tell more than whole seconds, as some slow logs write them."""
    looked = slice(0, _LOOKED_AT)
    start, spent = calls.start_ns[looked], np.maximum(calls.duration_ns[looked], 0)
    known = start != NO_TIME
    whole = (start % _SECOND == 0) | ((start + spent) % _SECOND == 0)
    return bool(known.any() and whole[known].mean() < 0.9)


def are_waiting(calls: Calls, bursts: Bursts) -> NDArray[np.bool_]:
    """Which bursts leave a pause before each call as if by a clock: half of their pauses at least
    are long. False where times or durations are not told."""
    start, spent = calls.start_ns[bursts.calls], calls.duration_ns[bursts.calls]
    is_told = np.logical_and.reduceat((spent >= 0) & (start != NO_TIME), bursts.first[:-1])
    is_told &= is_fine_timed(calls)
    pause = np.zeros(len(start), np.int64)
    pause[1:] = start[1:] - (start + spent)[:-1]
    is_long = pause >= np.maximum(WAIT_NS, WAITS * spent)
    is_long[bursts.first[:-1]] = False
    waiting = 2 * np.add.reduceat(is_long, bursts.first[:-1]) >= bursts.sizes - 1
    return is_told & waiting


def are_batched(calls: Calls, bursts: Bursts) -> NDArray[np.bool_]:
    """Which bursts were sent together (executemany in a pipeline): the server was never left
    waiting. False where times, durations or connections are not told, as a server tells them."""
    start, spent = calls.start_ns[bursts.calls], calls.duration_ns[bursts.calls]
    # Only a server sees the pauses; who asks and takes the times itself goes on at once.
    by_server = (calls.session[bursts.calls] >= 0) & is_fine_timed(calls)
    is_told = (spent >= 0) & (start != NO_TIME) & by_server
    is_told = np.logical_and.reduceat(is_told, bursts.first[:-1])
    pause = np.zeros(len(start), np.int64)
    pause[1:] = start[1:] - (start + spent)[:-1]
    pause[bursts.first[:-1]] = 0
    is_stall = pause > STALL_NS
    pauses = np.maximum(bursts.sizes - 1, 1)
    stalls = np.add.reduceat(is_stall, bursts.first[:-1])
    waited = np.add.reduceat(pause, bursts.first[:-1])
    moving = np.add.reduceat(np.where(is_stall, 0, pause), bursts.first[:-1])
    mean = np.where(stalls <= FEW * pauses, moving, waited) / pauses
    # Calls side by side overlap by more than the clock is coarse.
    overlaps = mean < -(NO_WAIT_NS + CLOCK_NS / pauses)
    # To the nanosecond one after another is only what was reckoned, not measured.
    batched: NDArray[np.bool_] = is_told & (mean < NO_WAIT_NS) & ~overlaps & (waited != 0)
    return batched & (bursts.sizes >= 2)
