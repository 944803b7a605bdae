"""What calls say about the clocks of caller and callee: the offset most of them agree on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.call_bounds import UNBOUNDED

LEAST_NS = 100_000
"""Offsets below are about how finely clocks are read; calls over a network take as long."""

MOST_TOLERATED_NS = 10_000
"""A callee may stick out of its caller by this much and still count as lying in it."""

MOST_OF_CALLS = 0.5
"""At least this share of a pair's calls must contradict the clocks as they are."""

AGREEMENT = 0.9
"""At least this share of a pair's calls must be explained by one offset."""

FEWEST_BY_END = 5
"""Calls that are wanted before callees that merely end too late count: one that goes on after its
answer, once, is no clock."""


@dataclass(frozen=True)
class Agreement:
    """What a pair's calls agree on: moved by `offset_ns` (0 for not at all), `calls` in all."""

    offset_ns: int
    calls: int


def agree(
    lower: NDArray[np.int64], upper: NDArray[np.int64], answers: NDArray[np.bool_]
) -> Agreement:
    """The offset for the callees of one pair of clocks, from where each may go (`call_bounds`).

    Intervals are intersected as K. Marzullo does ("Maintaining the Time in a Distributed System",
    1984): the stretch that most of them share; its middle is the estimate, as network time is the
    same there and back (NTP, RFC 5905). `answers`: calls whose caller waits for the callee.
    """
    none = Agreement(0, len(lower))
    if _share(lower, upper, 0) > 1 - MOST_OF_CALLS:
        return none
    offset = _most_shared(lower, upper)
    fitting = upper < UNBOUNDED
    if abs(offset) < LEAST_NS or np.count_nonzero(fitting) * 2 < len(lower):
        return none
    if offset < 0 and np.count_nonzero(answers & fitting) < FEWEST_BY_END:
        return none
    if _share(lower, upper, offset) < AGREEMENT:
        return none
    return Agreement(offset, len(lower))


def contradicts(
    lower: NDArray[np.int64], upper: NDArray[np.int64], offset: int = 0
) -> NDArray[np.bool_]:
    """Per call, whether callee moved by `offset` sticks out of its caller."""
    return (lower > offset + MOST_TOLERATED_NS) | (upper < offset - MOST_TOLERATED_NS)


def _share(lower: NDArray[np.int64], upper: NDArray[np.int64], offset: int) -> float:
    return 1 - float(np.mean(contradicts(lower, upper, offset)))


def _most_shared(lower: NDArray[np.int64], upper: NDArray[np.int64]) -> int:
    """The middle of the stretch that most intervals share; its start when it has no end."""
    ends = np.concatenate([lower, upper])
    step = np.repeat(np.array([1, -1]), len(lower))
    order = np.lexsort((-step, ends))
    depth = np.cumsum(step[order])
    best = int(np.argmax(depth))
    begin, stop = int(ends[order[best]]), int(ends[order[best + 1]])
    return begin if stop >= UNBOUNDED else begin + (stop - begin) // 2
