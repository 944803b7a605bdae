"""Items that come back soon after in their stream, and stretches that some items frame."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel

OPENS, CLOSES = 1, 2
"""What an item does to the frame of its stream."""


@kernel("int64(int32[::1], int32[::1], uint8[::1], int32[::1])")
def _frame(order, stream, action, frame):  # type: ignore[no-untyped-def]
    found = 0
    at = -1
    is_open = False
    for i in range(order.size):
        k = order[i]
        if stream[k] != at:
            at = stream[k]
            is_open = False
        if action[k] == OPENS and not is_open:
            is_open = True
            found += 1
        if is_open:
            frame[k] = found - 1
        if action[k] == CLOSES:
            is_open = False
    return found


def framed(
    order: NDArray[np.int32], stream: NDArray[np.int32], action: NDArray[np.uint8]
) -> tuple[NDArray[np.int32], int]:
    """The frame (int32 per item, -1 for none) that each item stands in, its opening and closing
    items included, and how many frames there are. `order`: items stream by stream, int32."""
    frame = np.full(len(stream), -1, np.int32)
    return frame, int(_frame(order, stream, action, frame))


@kernel("void(int32[::1], int32[::1], int64[::1], int64[::1], int64, int32[::1])")
def _stretch(order, stream, start, stop, longest, stretch):  # type: ignore[no-untyped-def]
    found = -1
    at = -1
    reached = np.int64(0)
    for i in range(order.size):
        k = order[i]
        if i == 0 or stream[k] != at or start[k] - reached > longest:
            found += 1
            reached = stop[k]
        at = stream[k]
        reached = max(reached, stop[k])
        stretch[k] = found


def stretches(
    order: NDArray[np.int32],
    stream: NDArray[np.int32],
    start: NDArray[np.int64],
    stop: NDArray[np.int64],
    longest: int,
) -> NDArray[np.int32]:
    """Streams cut where nothing happens for more than `longest`: int32 per item, -1 for those that
    `order` leaves out. `start`, `stop` int64, in one unit with `longest`."""
    stretch = np.full(len(stream), -1, np.int32)
    _stretch(order, stream, start, stop, longest, stretch)
    return stretch


@kernel(
    "int64(int32[::1], int32[::1], int32[::1], boolean[::1], int64, int64[::1], int32[::1],"
    " int32[::1], int32[::1])"
)
def _chain(  # type: ignore[no-untyped-def]
    order, stretch, token, counts, reach, last, stamp, known, chain
):
    found = 0
    passed = np.int64(0)
    for i in range(order.size):
        k = order[i]
        t = token[k]
        if t >= 0:
            if stamp[t] != stretch[k] or passed - last[t] > reach:
                known[t] = found
                found += 1
            chain[k] = known[t]
        if counts[k]:
            passed += 1
        if t >= 0:
            stamp[t] = stretch[k]
            last[t] = passed
    return found


def chains(
    order: NDArray[np.int32],
    stretch: NDArray[np.int32],
    token: NDArray[np.int32],
    tokens: int,
    counts: NDArray[np.bool_],
    reach: int,
) -> tuple[NDArray[np.int32], int]:
    """Items of one token that follow each other in one stretch with at most `reach` items that
    count (bool per item) between them.

    `order` int32: items stretch by stretch; `token` int32 per item, -1 left out. Returns the chain
    of each item (int32, -1 none) and how many there are; one that does not come back has its own.
    """
    chain = np.full(len(token), -1, np.int32)
    found = _chain(
        order,
        stretch,
        token,
        counts,
        reach,
        np.zeros(tokens, np.int64),
        np.full(tokens, -1, np.int32),
        np.zeros(tokens, np.int32),
        chain,
    )
    return chain, int(found)
